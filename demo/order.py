"""Puts the events of the demonstration into the order of their time, as they would have been recorded.

The loader lives one letter after another through months, but a record grows by the hour: days are sealed and counted
along its numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Column, MetaData, Table, insert, select

from models.event import CaseEvent
from models.types import table_of
from services.work import Work

_event = table_of(CaseEvent)


@contextmanager
def in_order(work: Work) -> Iterator[None]:
    """Let the events written inside be recorded in the order of their time when the block ends.

    A temporary table of the same name stands before the real one meanwhile, so that whatever reads or writes events
    finds those of the block. Chains keep their order: an event never comes before the one that it follows.
    """
    connection = work.session.connection()
    lived = Table(_event.name, MetaData(), *(_unbound(column) for column in _event.columns), prefixes=["TEMPORARY"])
    lived.create(connection, checkfirst=False)
    yield
    work.session.flush()  # what waits in the session belongs into the block
    rows = [dict(row) for row in connection.execute(select(_event).order_by(_event.c.seq)).mappings()]
    lived.drop(connection, checkfirst=False)
    latest: dict[int | None, datetime] = {}
    places = []
    for row in rows:
        chain = row["case_id"]
        latest[chain] = max(row["recorded_at"], latest.get(chain, row["recorded_at"]))
        places.append((latest[chain], row.pop("seq")))
    ordered = [row for _, row in sorted(zip(places, rows, strict=True), key=lambda one: one[0])]
    if ordered:
        connection.execute(insert(_event), ordered)


def _unbound(column: Column[object]) -> Column[object]:
    """Return a copy of a column without what it refers to."""
    return Column(column.name, column.type, primary_key=column.primary_key, nullable=column.nullable,
                  autoincrement=column.autoincrement)
