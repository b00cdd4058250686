"""What a digest counts beside letters on the desk: figures by department, each open to its cases, and what presses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from blueprints.desk.digest_day import SHOWN, ListedLetter, lister
from blueprints.desk.digest_reading import Reading
from rules.digest_body import DigestBody, Line, Row
from rules.digest_tables import PERIOD_HEADS, REQUEST_HEADS
from rules.figures import OF_PERIODS, OF_REQUESTS, Dimension, Figures, total
from services.work import Work
from web.digest_tables import Cell, Table, TableRow


@dataclass(frozen=True)
class _Aside:
    """One kind of case that is counted beside letters, with the words for it."""

    name: str
    prefix: str
    word: str
    unit: str
    pressing: str
    heads: Mapping[str, str]
    lines: Callable[[DigestBody], tuple[Line, ...]]
    rows: Callable[[DigestBody], tuple[Row, ...]]


_ASIDES = (
    _Aside("requests", OF_REQUESTS, "依申请公开", "机关", "到期和超期的依申请公开", REQUEST_HEADS,
           lambda body: body.requests, lambda body: body.request_rows),
    _Aside("periods", OF_PERIODS, "意见征集", "起草单位", "到期和超期的采纳情况", PERIOD_HEADS,
           lambda body: body.periods, lambda body: body.period_rows))


@dataclass(frozen=True)
class AsidePart:
    """What a digest says of one kind; `count` are all that are late or due, `pressing` the first of them."""

    name: str
    table: Table
    count: int
    heading: str
    pressing: tuple[ListedLetter, ...]


def parts(work: Work, reading: Reading) -> tuple[AsidePart, ...]:
    """Return what stands in the digest beside letters; kinds of which there were none are left out."""
    return tuple(_parts(work, reading))


def _parts(work: Work, reading: Reading) -> Iterator[AsidePart]:
    for aside in _ASIDES:
        lines, rows = aside.lines(reading.body), aside.rows(reading.body)
        if lines:
            yield AsidePart(aside.name, _table(reading, aside, lines), len(rows), aside.pressing,
                            tuple(map(lister(work, reading, rows[:SHOWN]), rows[:SHOWN])))


def _table(reading: Reading, aside: _Aside, lines: tuple[Line, ...]) -> Table:
    rows = [TableRow(line.label, _cells(reading, aside, line.figures, line.key)) for line in lines]
    if len(lines) > 1:
        rows.append(TableRow("合计", _cells(reading, aside, total(line.figures for line in lines), ""), is_total=True))
    heads = (head.replace("\n", "") for head in aside.heads.values())
    return Table(aside.word, f"{aside.word}按{aside.unit}，件", (aside.unit, *heads), tuple(rows))


def _cells(reading: Reading, aside: _Aside, figures: Figures, key: str) -> tuple[Cell, ...]:
    dimension = Dimension.DEPARTMENT if key else None
    return tuple(Cell(str(figures[slug]), reading.link(aside.prefix + slug, figures[slug], dimension, key),
                      head.replace("\n", "")) for slug, head in aside.heads.items())
