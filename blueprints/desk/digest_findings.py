"""What the figures of a digest say in words, for headings: the finding first, the numbers in the table below."""

from __future__ import annotations

from collections.abc import Sequence

from rules import statistics
from rules.digest_body import DigestBody, Line
from rules.figures import Figures, Rate


def share(part: int, whole: int) -> str:
    """Return 38.32%, — for a base of nothing."""
    return Rate(part, whole).percent


def mean(figures: Figures, slug: str) -> str:
    """Return the mean of a sum of days over the closed, — when none was closed."""
    return statistics.mean(figures[slug], figures["closed"])


def more(now: int, before: int | None, name: str) -> str:
    """Return ，比上月多38, "" when there is nothing to compare with."""
    if before is None:
        return ""
    if now == before:
        return f"，和{name}一样多"
    return f"，比{name}{'多' if now > before else '少'}{abs(now - before)}"


def of_series(body: DigestBody, name: str) -> str:
    """Return what the months say of the letters received."""
    received = body.figures["received"]
    return f"收到来信{received}件{more(received, body.before['received'] if body.before else None, name)}"


def of_categories(lines: Sequence[Line], total: int) -> str:
    """Return which category is the largest; `lines` are sorted."""
    if not lines or not total:
        return "按类别"
    if len(lines) == 1:
        return f"收到的全部是{lines[0].label}"
    return f"{lines[0].label}最多，占{share(lines[0].figures['received'], total)}"


def of_departments(lines: Sequence[Line]) -> str:
    """Return who answered in time and who was late most often."""
    late = sorted((line for line in lines if line.figures["late"]), key=lambda line: -line.figures["late"])
    if not lines:
        return "没有应办结的来信"
    if not late:
        return f"{len(lines)}个单位全部按时"
    most = f"{late[0].label}超期{late[0].figures['late']}件"
    on_time = len(lines) - len(late)
    return f"{on_time}个单位全部按时，{most}" if on_time else f"{most}，为最多"
