"""The headline numbers of a period on public pages: what it is and its base, the number, the unit."""

from __future__ import annotations

from queries.public_figures import PublicFigures
from rules.figures import NOTHING, RATES
from rules.statistics import mean

Item = tuple[str, object, str]


def headline(figures: PublicFigures) -> list[Item]:
    """Return what came, what was answered, how much of it in time and how fast, and how content its writers were."""
    whole, hidden = figures.figures, figures.hidden
    rates = {kind.name: (f"{kind.label}，{kind.base_words}{whole[kind.base]}件",
                         NOTHING if kind.part in hidden else whole.rate(kind).percent, "") for kind in RATES}
    average = NOTHING if "working_days" in hidden else mean(whole["working_days"], whole["closed"])
    return [("收到来信", whole["received"], "件"), ("办结", whole["closed"], "件"), rates["on_time"],
            ("平均办理", average, "" if average == NOTHING else "个工作日"), rates["satisfaction"]]
