"""What the auditor reads: events of all chains, the newest first, with staff by name and no word of any case."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, select

from models.case import Case
from models.event import CaseEvent, SealedDay
from models.staff import Staff
from models.types import table_of
from queries.paging import AnyRow, AnySelect, AnySession, Page
from rules import audit_words
from rules.audit import Audited
from rules.localtime import start_of_day
from rules.transitions import Act

PAGE_ROWS = 50
ONE_DAY = timedelta(days=1)
# So much may one export hold; a longer one is asked for in parts.
MOST_EXPORTED = 20_000
_event, _case, _staff, _day = table_of(CaseEvent), table_of(Case), table_of(Staff), table_of(SealedDay)
_COLUMNS = (_event.c.seq, _event.c.case_id, _event.c.act, _event.c.actor, _event.c.recorded_at, _event.c.payload,
            _case.c.number)
_REFUSED = '%"result":"refused"%'
WHO = {"citizen": "来信人", "system": "系统", "importer": "导入"}
STRANGER = "没有登录的人"


class Outcome(StrEnum):
    """How an act ended."""

    DONE = "ok"
    REFUSED = "refused"


OUTCOME_LABELS = {Outcome.DONE: "办成", Outcome.REFUSED: "被拒绝"}


@dataclass(frozen=True)
class AuditFilters:
    """What is looked for; None and "" stand for everything. `who` is a login, or one of WHO."""

    since: date | None = None
    until: date | None = None
    who: str = ""
    act: str = ""
    number: str = ""
    outcome: Outcome | None = None


@dataclass(frozen=True)
class AuditRow:
    """One event: `facts` are its ids, counts and slugs that say nothing of a case's content."""

    seq: int
    at: datetime
    who: str
    act: str
    number: str
    outcome: Outcome
    facts: str


def page(session: AnySession, filters: AuditFilters, after: int | None = None, before: int | None = None
         ) -> Page[AuditRow]:
    """Return a page of events; `after` and `before` are the seq that it follows or ends before."""
    statement = _narrowed(session, filters)
    if before is not None:
        rows = session.execute(statement.where(_event.c.seq > before).order_by(_event.c.seq).limit(PAGE_ROWS + 1)).all()
        more, rows = len(rows) > PAGE_ROWS, rows[:PAGE_ROWS][::-1]
    else:
        beyond = statement if after is None else statement.where(_event.c.seq < after)
        rows = session.execute(beyond.order_by(_event.c.seq.desc()).limit(PAGE_ROWS + 1)).all()
        more, rows = len(rows) > PAGE_ROWS, rows[:PAGE_ROWS]
    if not rows:
        return Page(())
    older, newer = (True, more) if before is not None else (more, after is not None)
    return Page(tuple(_rows(session, rows)), str(rows[-1].seq) if older else None, str(rows[0].seq) if newer else None)


def every(session: AnySession, filters: AuditFilters) -> list[AuditRow]:
    """Return all events that the filters let through, at most MOST_EXPORTED, the newest first."""
    statement = _narrowed(session, filters).order_by(_event.c.seq.desc()).limit(MOST_EXPORTED)
    return list(_rows(session, session.execute(statement).all()))


def last_check(session: AnySession) -> tuple[datetime, Mapping[str, object]] | None:
    """Return when the record was last verified, and what was found; None when it never was."""
    row = session.execute(
        select(_event.c.recorded_at, _event.c.payload)
        .where(_event.c.case_id.is_(None), _event.c.act == Audited.RECORD_VERIFIED)
        .order_by(_event.c.seq.desc()).limit(1)).one_or_none()
    return None if row is None else (row.recorded_at, json.loads(row.payload))


def known_acts() -> list[tuple[str, str]]:
    """Return every act of the record with its name, those of the audit trail first."""
    return [(act.value, audit_words.label_of(act)) for act in (*Audited, *Act)]


def _narrowed(session: AnySession, filters: AuditFilters) -> AnySelect:
    statement = select(*_COLUMNS).select_from(_event.outerjoin(_case, _case.c.id == _event.c.case_id))
    for condition in _conditions(session, filters):
        statement = statement.where(condition)
    return statement


def _conditions(session: AnySession, filters: AuditFilters) -> Iterator[ColumnElement[bool]]:
    if filters.since is not None:
        # A sealed day says from which number on its events lie, so that nothing older is read.
        first = session.execute(select(_day.c.first_seq).where(_day.c.day == filters.since)).scalar()
        yield and_(_event.c.recorded_at >= start_of_day(filters.since), _event.c.seq >= (first or 0))
    if filters.until is not None:
        last = session.execute(select(_day.c.last_seq).where(_day.c.day == filters.until + ONE_DAY)).scalar()
        yield _event.c.recorded_at < start_of_day(filters.until + ONE_DAY)
        if last is not None:
            yield _event.c.seq <= last
    if filters.who:
        yield _event.c.actor == _slug(session, filters.who)
    if filters.act:
        yield _event.c.act == filters.act
    if filters.number:
        named = f'%"case":{json.dumps(filters.number)}%'
        yield or_(_case.c.number == filters.number, and_(_event.c.case_id.is_(None), _event.c.payload.like(named)))
    if filters.outcome is not None:
        refused = and_(_event.c.case_id.is_(None), _event.c.payload.like(_REFUSED))
        yield refused if filters.outcome is Outcome.REFUSED else ~refused


def _slug(session: AnySession, who: str) -> str:
    if who in WHO:
        return who
    staff_id = session.execute(select(_staff.c.id).where(func.lower(_staff.c.login) == who.lower())).scalar()
    return f"staff:{staff_id or 0}"


def _rows(session: AnySession, rows: Iterable[AnyRow]) -> Iterator[AuditRow]:
    rows = list(rows)
    people = {row.actor for row in rows if row.actor.startswith("staff:")}
    facts = [json.loads(row.payload) if row.case_id is None else {} for row in rows]
    people |= {f"staff:{one['staff']}" for one in facts if isinstance(one.get("staff"), int)}
    names = _names(session, people)
    for row, one in zip(rows, facts, strict=True):
        refused = one.get("result") == Outcome.REFUSED
        number = row.number or str(one.get("case", ""))
        # Who acts without an account and on no letter is nobody that we know, such as one who cannot sign in.
        who = STRANGER if row.actor == "citizen" and not number else names.get(row.actor, WHO.get(row.actor, row.actor))
        yield AuditRow(row.seq, row.recorded_at, who, audit_words.label_of(row.act), number,
                       Outcome.REFUSED if refused else Outcome.DONE, audit_words.words_of(one, names))


def _names(session: AnySession, slugs: Iterable[str]) -> dict[str, str]:
    ids = [int(slug.partition(":")[2]) for slug in slugs]
    rows = session.execute(select(_staff.c.id, _staff.c.name, _staff.c.login).where(_staff.c.id.in_(ids)))
    return {f"staff:{row.id}": f"{row.name}（{row.login}）" for row in rows}
