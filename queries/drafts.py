"""The texts of a draft as they were put before the public: the one in force, every version, and their passages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select

from models.comment_period import DraftPassage, DraftVersion
from models.types import table_of
from queries.paging import AnyRow, AnySession
from rules.draft_text import Level, Passage
from rules.localtime import local_date

_version, _passage = table_of(DraftVersion), table_of(DraftPassage)
_COLUMNS = select(_version.c.id, _version.c.serial, _version.c.is_final, _version.c.reason, _version.c.made_at,
                  _version.c.in_force_at).where(_version.c.period_id == bindparam("period"))
_SHOWN = _COLUMNS.where(_version.c.in_force_at.is_not(None)).order_by(_version.c.serial)
_NEWEST = _COLUMNS.order_by(_version.c.serial.desc()).limit(1)
_PASSAGES = (select(_passage.c.anchor, _passage.c.level, _passage.c.label, _passage.c.text)
             .where(_passage.c.version_id == bindparam("version")).order_by(_passage.c.place))
_ANCHORS = (select(_passage.c.anchor).distinct().join(_version, _version.c.id == _passage.c.version_id)
            .where(_version.c.period_id == bindparam("period")))


@dataclass(frozen=True)
class Version:
    """One text of a draft. `place` counts those that the public has seen, from 1; 0 is one that it has not.

    `has_final`: the period's final text is out.
    """

    id: int
    place: int
    is_final: bool
    reason: str
    made_at: datetime
    in_force_at: datetime | None
    has_final: bool = False

    @property
    def name(self) -> str:
        """What it is called among the others."""
        return "正式文本" if self.is_final else f"第{self.place}稿" if self.place else "还没有公布的稿子"

    @property
    def in_force_on(self) -> date | None:
        """The day in China from which it was before the public."""
        return local_date(self.in_force_at) if self.in_force_at else None


def in_force(session: AnySession, period_id: int) -> Version | None:
    """Return the text that is before the public, None while there is none; the final one never is."""
    return next((one for one in reversed(versions(session, period_id)) if not one.is_final), None)


def versions(session: AnySession, period_id: int) -> tuple[Version, ...]:
    """Return every text that was before the public, the first first; the final one is the last."""
    rows = session.connection().execute(_SHOWN, {"period": period_id}).all()
    has_final = any(row.is_final for row in rows)
    return tuple(_read(row, place, has_final) for place, row in enumerate(rows, 1))


def newest(session: AnySession, period_id: int) -> Version | None:
    """Return the text that was put down last, whether the public has seen it or not."""
    row = session.connection().execute(_NEWEST, {"period": period_id}).one_or_none()
    return None if row is None else _read(row, 0)


def passages(session: AnySession, version_id: int) -> tuple[Passage, ...]:
    """Return the passages of a text in their order."""
    rows = session.connection().execute(_PASSAGES, {"version": version_id})
    return tuple(Passage(row.anchor, Level(row.level), row.label, row.text) for row in rows)


def anchors(session: AnySession, period_id: int) -> frozenset[str]:
    """Return the anchors of every text of a period, so that a new passage gets none of them."""
    return frozenset(session.connection().execute(_ANCHORS, {"period": period_id}).scalars())


def _read(row: AnyRow, place: int, has_final: bool = False) -> Version:
    return Version(row.id, place, row.is_final, row.reason, row.made_at, row.in_force_at, has_final)
