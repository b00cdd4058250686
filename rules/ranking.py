"""The ranking of departments (一季一通报): who stands where and why. The figures themselves are in `rules/figures.py`.

A letter counts for the department that handles it; who helps with it (协办) is not in these figures at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from rules.digest_body import Line, Ranked
from rules.figures import UNASSIGNED, Figures, total

RULE = ("应办结来信的单位按按时办结率从高到低排列，相同的按满意率，再相同的按平均办理工作日从短到长，都相同的名次并列。"
        "这段时间里没有有效评价或者没有办结的单位，这一项按参加排名单位的合计数比较。没有应办结来信的单位不排名次。")


def rank(lines: Sequence[Line]) -> tuple[Ranked, ...]:
    """Return the departments in the order of their places (domain.md 5), those without a letter due last, unranked.

    By 按时办结率, then 满意率, then the mean of working days until the answer, the shorter first; in exact fractions.
    Equal departments share a place, and the next one is counted behind all of them (1, 1, 3). Where a department has
    no base in the second or third, the figure of all ranked departments together stands in: having no ratings is
    neither good nor bad, and every two departments can still be compared. Letters with no department are left out.
    """
    units = [line for line in lines if line.key != UNASSIGNED]
    due = [line for line in units if line.figures["due"] > 0]
    standard = total(line.figures for line in due)
    placed = sorted((_standing(line.figures, standard), line.key, line.label) for line in due)
    ranked: list[Ranked] = []
    for place, (standing, key, label) in enumerate(placed, start=1):
        shares = place > 1 and placed[place - 2][0] == standing
        ranked.append(Ranked(key, label, ranked[-1].rank if shares else place))
    idle = sorted((line.key, line.label) for line in units if line.figures["due"] <= 0)
    return (*ranked, *(Ranked(key, label, None) for key, label in idle))


def _standing(figures: Figures, standard: Figures) -> tuple[Fraction, Fraction, Fraction]:
    """Return what departments are sorted by, the best first."""
    return (-_ratio(figures, "on_time", "due", standard), -_ratio(figures, "satisfied", "rated", standard),
            _ratio(figures, "working_days", "closed", standard))


def _ratio(figures: Figures, part: str, base: str, standard: Figures) -> Fraction:
    given = figures if figures[base] > 0 else standard
    return Fraction(given[part], given[base]) if given[base] > 0 else Fraction(0)
