"""The published figures as files: the same numbers as on the pages, hidden where they are hidden there.

What is published is decided in `rules/public_figures.py` and read by `queries/public_figures.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from adapters.spreadsheet import csv_bytes, xlsx_bytes
from queries.public_digests import PublicHead
from queries.public_figures import PublicFigures
from rules import public_figures as shown
from rules.bulletin_body import BulletinText
from rules.figures import LABELS, RATES, Figures, change
from rules.localtime import local_time
from rules.public_figures import COLUMNS, PARTS, Breakdown

HEADER = ("period", "unit", "until", "dimension", "key", "name", "figure", "label", "value")
COLUMN_WORDS: dict[str, str] = {
    "period": "时间，例如2026-10、2026-Q4、2026", "unit": "month月、quarter季度、year年",
    "until": "算到哪一天，和时间的最后一天相同就是完整的", "dimension": "按什么分；whole是合计，不分",
    "key": "这一组的代码；rest是合并的各组", "name": "这一组的名称", "figure": "数字的代码，含义见下表",
    "label": "数字的名称", "value": "件数、次数或者天数；空着的是不到3件或者为了保护它们没有列出的"}
WHOLE, WHOLE_LABEL = "whole", "合计"
ISSUED, CORRECTED = "issued", "corrected"
LICENCE = "这些数据可以免费使用、复制和加工，用时写明来源和统计时间。"
Row = tuple[object, ...]


def csv_file(figures: Iterable[PublicFigures]) -> bytes:
    """Return periods as a CSV file, a number a line, that spreadsheets open as they are and run nothing of."""
    return csv_bytes(HEADER, (row for one in figures for row in rows(one)))


def xlsx_file(figures: PublicFigures) -> bytes:
    """Return a period as a workbook with the same lines."""
    return xlsx_bytes(HEADER, rows(figures))


def rows(figures: PublicFigures) -> Iterator[Row]:
    """Yield every published number of a period, the whole first; those that are hidden have no value."""
    until = figures.until
    if until is None:
        return
    period = (figures.period.text, figures.period.unit.value, until.isoformat())
    for name, value in shown.shown_whole(figures.figures, figures.hidden).items():
        yield (*period, WHOLE, WHOLE, WHOLE_LABEL, name, LABELS[name], "" if value is None else value)
    for breakdown in figures.breakdowns:
        for line in breakdown.all_lines:
            for name in COLUMNS:
                value = line.counts[name]
                yield (*period, breakdown.dimension.value, line.key, line.label, name, LABELS[name],
                       "" if value is None else value)


def as_json(figures: PublicFigures) -> dict[str, Any]:
    """Return a period for programs: the whole's figures by slug, rates with their base, breakdowns and comparisons."""
    period, until = figures.period, figures.until
    return {
        "period": period.text, "unit": period.unit.value, "label": period.label, "first_on": period.first_on,
        "last_on": period.last_on, "until": until, "is_over": figures.is_over,
        "figures": shown.shown_whole(figures.figures, figures.hidden) if until is not None else None,
        "rates": _rates(figures) if until is not None else [],
        "before": _changes(figures.figures, figures.before), "last_year": _changes(figures.figures, figures.last_year),
        "breakdowns": [_breakdown(breakdown) for breakdown in figures.breakdowns],
        "licence": LICENCE}


def digest_json(head: PublicHead, figures: PublicFigures, text: BulletinText | None) -> dict[str, Any]:
    """Return a frozen digest for programs: what it is, its figures in public form, and a bulletin's words."""
    words = None if text is None else {
        "title": text.title, "addressees": text.addressees, "copies_to": text.copies_to,
        "sections": [{"name": name.value, "paragraphs": list(lines)} for name, lines in text.sections.items()]}
    return head_json(head) | {"text": words} | as_json(figures)


def head_json(head: PublicHead) -> dict[str, Any]:
    """Return what a public digest is, for lists."""
    return {"id": f"{head.kind.value}-{head.period}-{head.version}", "state": CORRECTED if head.corrected else ISSUED,
            "kind": head.kind.value, "period": head.period, "version": head.version, "number": head.number or None,
            "correction": head.correction or None, "first_on": head.first_on, "last_on": head.last_on,
            "issued_at": local_time(head.issued_at).isoformat(timespec="seconds"), "sha256": head.sha256}


def _breakdown(breakdown: Breakdown) -> dict[str, Any]:
    lines = [{"key": line.key, "name": line.label, **{name: line.counts[name] for name in COLUMNS}}
             for line in breakdown.all_lines]
    return {"dimension": breakdown.dimension.value, "label": breakdown.label, "lines": lines}


def _rates(figures: PublicFigures) -> list[dict[str, Any]]:
    found = dict((kind.name, rate) for kind, rate in shown.rates(figures.figures, figures.hidden))
    return [{"name": kind.name, "label": kind.label, "part": rate.part if rate else None,
             "base": figures.figures[kind.base], "percent": rate.percent if rate else None}
            for kind in RATES for rate in (found[kind.name],)]


def _changes(now: Figures, other: Figures | None) -> dict[str, Any] | None:
    """Return the figures of another period and the change against them; parts are left out, see `compared`."""
    if other is None:
        return None
    return {name: {"value": other[name], "change": change(now[name], other[name])}
            for name in shown.WHOLE if name not in PARTS}
