"""Small factories of counts that roll up: rows as the sealing of days leaves them, without the letters behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import insert

from models.counts import ClosedDay, DailyCount, MonthlyCount
from rules.figures import Dimension, Flow
from services import locking
from services.counting import COUNTS_REVISION
from services.work import Work
from tests.factories_digests import Counted


def closed_month(work: Work, month: date, letters: Iterable[Counted], until: date) -> None:
    """Store what a month's letters count, all on its first day, with `until` as the last closed day so far."""
    sums: dict[tuple[str, str], Counter[str]] = {}
    for letter in letters:
        for dimension in Dimension:
            sums.setdefault((dimension.value, letter.key(dimension)), Counter()).update(letter.figures)
    for (dimension, key), counts in sums.items():
        _store(work, month, dimension, key, counts)
    if work.session.get(ClosedDay, until) is None:
        work.session.add(ClosedDay(day=until, closed_at=work.now))
    locking.bump_revision(work.session, COUNTS_REVISION)
    work.session.flush()


def answered(count: int, **fields: str) -> list[Counted]:
    """Return letters that came and were answered in time."""
    return [Counted(0, ("received", "accepted", "closed", "due", "on_time"), **fields) for _ in range(count)]


def _store(work: Work, month: date, dimension: str, key: str, counts: Mapping[str, int]) -> None:
    flows = {flow.value: counts.get(flow.value, 0) for flow in Flow}
    work.session.execute(insert(DailyCount), [{"day": month, "dimension": dimension, "key": key, **flows}])
    work.session.execute(insert(MonthlyCount), [{"month": month, "dimension": dimension, "key": key, **flows}])
