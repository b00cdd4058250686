"""Keyset paging for lists of the desk: a page begins after or ends before a row, so each costs the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Row, Select, and_, or_
from sqlalchemy.orm import Session, scoped_session

AnySession = Session | scoped_session[Session]
AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]
Item = TypeVar("Item")
PAGE_ROWS = 25
LONGEST_CURSOR = 60
LONGEST_ID = 18  # digits that both engines can compare
MARK = "~"


@dataclass(frozen=True)
class Cursor:
    """A row of the list as (key, id). `backwards`: the page that ends before it is wanted, not the one after it."""

    key: date | datetime
    id: int
    backwards: bool = False


@dataclass(frozen=True)
class Order:
    """The order of a list: by `key`, then by `id`; its key is a column of the statement under the name `page_key`."""

    key: ColumnElement[Any]
    id: ColumnElement[int]
    newest_first: bool = False


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page of a list; `after` and `before` are the cursors of its neighbours, None where there is none."""

    rows: tuple[Item, ...]
    after: str | None = None
    before: str | None = None


def read_cursor(arguments: Mapping[str, str], kind: type[date] | type[datetime]) -> Cursor | None:
    """Return the cursor of an address, None for the first page; what cannot be read is the first page too."""
    for name in ("after", "before"):
        text = arguments.get(name, "")
        key, mark, number = text.partition(MARK)
        if mark and len(text) <= LONGEST_CURSOR and len(number) <= LONGEST_ID and number.isascii() and number.isdigit():
            try:
                place = kind.fromisoformat(key)
                if isinstance(place, datetime):
                    place = place.astimezone(UTC)
            except (ValueError, OverflowError):
                return None
            return Cursor(place, int(number), backwards=name == "before")
    return None


def read_page(session: AnySession, statement: AnySelect, order: Order, cursor: Cursor | None,
              as_item: Callable[[AnyRow], Item], size: int = PAGE_ROWS) -> Page[Item]:
    """Return the page of a statement at the cursor; one query, which reads one row more than it shows."""
    backwards = cursor is not None and cursor.backwards
    falling = order.newest_first != backwards
    statement = statement.add_columns(order.key.label("page_key"), order.id.label("page_id"))
    if cursor is not None:
        statement = statement.where(_beyond(order, cursor, falling))
    parts = (order.key, order.id)
    statement = statement.order_by(*(part.desc() if falling else part for part in parts)).limit(size + 1)
    rows = list(session.execute(statement))
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    if not rows:
        return Page(())
    return Page(tuple(as_item(row) for row in rows),
                after=_written(rows[-1]) if more or backwards else None,
                before=_written(rows[0]) if (more if backwards else cursor is not None) else None)


def _beyond(order: Order, cursor: Cursor, falling: bool) -> ColumnElement[bool]:
    if falling:
        return or_(order.key < cursor.key, and_(order.key == cursor.key, order.id < cursor.id))
    return or_(order.key > cursor.key, and_(order.key == cursor.key, order.id > cursor.id))


def _written(row: AnyRow) -> str:
    return f"{row.page_key.isoformat()}{MARK}{row.page_id}"
