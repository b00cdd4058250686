"""The letters behind one number of a digest: as many as the number says, those that the reader may open as rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort

from blueprints.desk.digest_day import page_of
from blueprints.desk.digest_reading import Reading
from queries import digest_pages
from queries.desk import LetterRow
from rules.digest_part import SUMS
from rules.digest_tables import PERIOD_HEADS
from rules.figures import DEFINITIONS, LABELS, OF_PERIODS, OF_REQUESTS, Dimension, parted
from services.work import Work

PAGE = 25
EXTRA = {"decided": "受理和不予受理", "handled": "办结和期末在办"}
GROUPS = {"topic": "热点事项", "repeated": "重复来信"}
_OF = {OF_REQUESTS: "依申请公开", OF_PERIODS: "意见征集"}
NOT_LISTED = "valid"  # a difference of counts: its terms open their cases


@dataclass(frozen=True)
class CasesPage:
    """The cases behind a number. `unseen` are letters that the reader cannot open now, `times` decisions (件次)."""

    figure: str
    label: str
    of: str
    definition: str
    times: int
    count: int
    unseen: int
    rows: tuple[LetterRow, ...]
    page: int
    pages: int
    terms: tuple[tuple[str, str, int, str], ...] = ()


def cases_page(work: Work, reading: Reading, figure: str, arguments: Mapping[str, str]) -> CasesPage:
    """Return a page of the cases behind a figure, of one line when the address names one. Aborts with 404."""
    label, found, of = _found(reading, figure, arguments)
    distinct = list(dict.fromkeys(found))
    open_to_me = digest_pages.readable(work.session, work.actor, distinct)
    page, pages = page_of(arguments, len(open_to_me), PAGE)
    rows = digest_pages.letters(work.session, work.actor, open_to_me[(page - 1) * PAGE:page * PAGE], work.today,
                                work.calendar)
    terms = tuple((sign, LABELS[slug], reading.body.figures[slug], reading.link(slug, reading.body.figures[slug]))
                  for sign, slug in (("", "received"), ("−", "invalid"), ("−", "duplicate"))) \
        if figure == NOT_LISTED else ()
    times = reading.body.figures[figure] if terms else len(found)
    return CasesPage(figure, label, of, DEFINITIONS.get(figure, ""), times, len(distinct),
                     len(distinct) - len(open_to_me), tuple(rows), page, pages, terms)


def _found(reading: Reading, figure: str, arguments: Mapping[str, str]) -> tuple[str, list[int], str]:
    """Return what is listed, its cases as often as they count, and of which line."""
    if figure in GROUPS:
        return GROUPS[figure], *_group(reading, figure, arguments.get("key", ""))
    prefix, named = parted(figure)
    if named not in LABELS and named not in SUMS:
        abort(404)
    where: dict[Dimension, str] = {}
    of = [_OF[prefix]] if prefix else []
    asides = {OF_REQUESTS: reading.body.requests, OF_PERIODS: reading.body.periods}
    for dimension in Dimension:
        key = arguments.get(dimension.value, "")
        lines = asides[prefix] if prefix else reading.body.breakdowns.get(dimension, ())
        line = next((one for one in lines if one.key == key), None)
        if key and line is None:
            abort(404)
        if line is not None:
            where[dimension] = key
            of.append(line.label)
    heads = PERIOD_HEADS if prefix == OF_PERIODS else {}
    label = heads.get(named, "").replace("\n", "") or LABELS.get(named) or EXTRA[named]
    found = [] if figure == NOT_LISTED else reading.behind(figure, where)
    return label, found, "，".join(of)


def _group(reading: Reading, figure: str, place: str) -> tuple[list[int], str]:
    groups = [(topic.word, topic.cases) for topic in reading.body.topics] if figure == "topic" else \
        [("", group) for group in reading.body.repeated]
    if not (place.isascii() and place.isdigit() and len(place) <= 4 and int(place) < len(groups)):
        abort(404)
    words, cases = groups[int(place)]
    return list(cases), words
