"""Disclosure requests in a digest on the desk: figures by agency, each open to its cases, and what presses."""

from __future__ import annotations

from dataclasses import dataclass

from blueprints.desk.digest_day import SHOWN, ListedLetter, lister
from blueprints.desk.digest_reading import Reading
from rules.digest_tables import REQUEST_HEADS
from rules.figures import OF_REQUESTS, Dimension, Figures, total
from services.work import Work
from web.digest_tables import Cell, Table, TableRow


@dataclass(frozen=True)
class RequestsPart:
    """What a digest says of disclosure requests; `count` are all that are late or due, `pressing` the first of them."""

    table: Table
    count: int
    pressing: tuple[ListedLetter, ...]


def requests_part(work: Work, reading: Reading) -> RequestsPart | None:
    """Return what stands in the digest of disclosure requests, None when there were none."""
    if not reading.body.requests:
        return None
    rows = reading.body.request_rows
    return RequestsPart(_table(reading), len(rows),
                        tuple(map(lister(work, reading, rows[:SHOWN]), rows[:SHOWN])))


def _table(reading: Reading) -> Table:
    lines = reading.body.requests
    rows = [TableRow(line.label, _cells(reading, line.figures, line.key)) for line in lines]
    if len(lines) > 1:
        rows.append(TableRow("合计", _cells(reading, total(line.figures for line in lines), ""), is_total=True))
    heads = (head.replace("\n", "") for head in REQUEST_HEADS.values())
    return Table("依申请公开", "依申请公开按机关，件", ("机关", *heads), tuple(rows))


def _cells(reading: Reading, figures: Figures, key: str) -> tuple[Cell, ...]:
    dimension = Dimension.DEPARTMENT if key else None
    return tuple(Cell(str(figures[slug]), reading.link(OF_REQUESTS + slug, figures[slug], dimension, key),
                      head.replace("\n", "")) for slug, head in REQUEST_HEADS.items())
