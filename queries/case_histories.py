"""Histories of cases, as rules/case_counts.py folds them: which cases a day concerns, and their steps in batches.

A few statements for each batch, plain columns, and JSON is read only of acts whose payload says something.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, case, false, func, select, union

from models.case import Case, Letter
from models.clock import Clock, ClockReading
from models.department import Department, Mailbox
from models.event import CaseEvent, SealedDay
from models.types import table_of
from queries.paging import AnyRow, AnySession
from rules.actors import ActorKind
from rules.case_steps import CaseHistory, Step
from rules.clock_kinds import ANSWER_KINDS, ClockKind
from rules.clock_record import STARTING
from rules.localtime import local_date, start_of_day
from rules.subjects import Subject
from rules.transitions import Act
from rules.vocabulary import ANSWERED_STATES, FEEDBACK_STATES, OPEN_STATES, UNANSWERED_ENDS, CaseKind, State

BATCH = 500
ONE_DAY = timedelta(days=1)
IMPORTED = ActorKind.IMPORTER.value
# Acts on clocks name the kind, and the last day that holds afterwards.
_ON_CLOCK = (Act.EXTEND, Act.PAUSE, Act.RESUME, Act.RECOUNT)
# Which word of the payload says what else the act did.
_VALUES = {Act.DECLINE: "ground", Act.RATE: "rating", Act.RECLASSIFY: "category", Act.WITHDRAW_CONSENT: "consent",
           Act.GRANT_RIGHT: "kind", Act.SET_SUBJECT: "subject"}
_NAMING = (Act.ROUTE, Act.ASSIGN, Act.TRANSFER, Act.ACCEPT, Act.RETURN, Act.PLAN_PERIOD)
_TELLING = (*STARTING, *_NAMING, *_VALUES, *_ON_CLOCK)
REQUEST, PERIOD = CaseKind.DISCLOSURE_REQUEST.value, CaseKind.COMMENT_PERIOD.value
# Comments on drafts are no cases of their department's day: what is counted is their period.
_KINDS = [CaseKind.LETTER.value, REQUEST, PERIOD]
_SILENT = (Act.RECALL, Act.WITHDRAW, Act.MERGE, Act.SEPARATE, Act.ISSUE, Act.CLOSE, Act.PUBLISH, Act.WITHHOLD,
           Act.UNPUBLISH, Act.REWORK, Act.CIRCULATE, Act.ASK_EXTENSION, Act.REFUSE_EXTENSION, Act.URGE, Act.SUPERVISE,
           Act.REFER, Act.DRAFT, Act.APPROVE, Act.SEND_BACK, Act.DELIVER, Act.LAPSE, Act.DEMAND_CORRECTION,
           Act.TAKE_CORRECTION, Act.CHARGE, Act.TAKE_PAYMENT, Act.ARCHIVE, Act.OPEN_PERIOD, Act.DRAFT_RESULT,
           Act.APPROVE_RESULT, Act.SEND_BACK_RESULT, Act.RELEASE_RESULT, Act.CANCEL_PERIOD)
_COUNTED = [act.value for act in (*_TELLING, *_SILENT)]
# How a letter may have left the office's hands after a day; what decides whether it is published.
_ENDING = [act.value for act in (Act.DECLINE, Act.WITHDRAW, Act.MERGE, Act.LAPSE, Act.RELEASE_RESULT,
                                 Act.CANCEL_PERIOD)]
_IN_HAND = OPEN_STATES | FEEDBACK_STATES | {State.OPEN}
_ENDED = UNANSWERED_ENDS | {State.RESULTED, State.CANCELLED}
_PUBLISHING = [act.value for act in (Act.PUBLISH, Act.WITHHOLD, Act.UNPUBLISH, Act.REWORK, Act.WITHDRAW_CONSENT,
                                     Act.GRANT_RIGHT)]
_FIRST_ANSWER = [kind.value for kind in ANSWER_KINDS if kind is not ClockKind.LETTER_REWORK]
_ACTS = {act.value: act for act in Act}

_case, _letter, _mailbox = table_of(Case), table_of(Letter), table_of(Mailbox)
_event, _clock, _reading = table_of(CaseEvent), table_of(Clock), table_of(ClockReading)
_sealed, _department = table_of(SealedDay), table_of(Department)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_CASES = (
    select(_case.c.id, _case.c.kind, _case.c.number, _case.c.received_at, _case.c.channel, _mailbox.c.slug,
           # What is no letter has no category; it is never counted under one.
           func.coalesce(_letter.c.category, _case.c.kind).label("category"),
           func.coalesce(_letter.c.subject, _case.c.kind).label("subject"),
           func.coalesce(_letter.c.consents_to_publication, false()).label("consents_to_publication"))
    .outerjoin_from(_case, _letter, _letter.c.case_id == _case.c.id)
    .join(_mailbox, _mailbox.c.id == _case.c.mailbox_id)
    .where(_case.c.id.in_(_IDS), _case.c.kind.in_(_KINDS)))
_EVENTS = (
    select(_event.c.case_id, _event.c.act, _event.c.actor, _event.c.effective_at,
           case((_event.c.act.in_([act.value for act in _TELLING]), _event.c.payload)))
    .where(_event.c.case_id.in_(_IDS), _event.c.act.in_(_COUNTED),
           (_event.c.seq <= bindparam("sealed")) | (_event.c.actor == IMPORTED))
    .order_by(_event.c.case_id, _event.c.seq))
# The last day as first told: that of the first reading, of a clock that was never read again its own.
_DUE = (
    select(_clock.c.case_id, func.coalesce(_reading.c.due_on, _clock.c.due_on))
    .join_from(_clock, _reading, _reading.c.clock_id == _clock.c.id, isouter=True)
    .where(_clock.c.case_id.in_(_IDS), _clock.c.kind.in_(_FIRST_ANSWER))
    .order_by(_clock.c.case_id, _clock.c.id.desc(), _reading.c.id.desc()))


def load(session: AnySession, case_ids: Iterable[int]) -> Iterator[CaseHistory]:
    """Yield the histories of cases in the order of their ids, reading a batch at a time.

    Each goes as far as the last sealed day: what was recorded later belongs to a day that is not counted yet, also
    when it took effect earlier. What an importer stored is counted at once. A case without such events is left out, and
    so is what has not come yet: a request whose receipt is not confirmed, a period for public comment before it opens.
    """
    codes = departments(session)
    sealed = _last_sealed(session)
    ids = sorted(set(case_ids))
    for start in range(0, len(ids), BATCH):
        yield from _batch(session, {"ids": ids[start:start + BATCH], "sealed": sealed}, codes)


def departments(session: AnySession) -> dict[int, str]:
    """Return the codes of all departments that ever were, by id."""
    return {row.id: row.code for row in session.execute(select(_department.c.id, _department.c.code))}


def all_ids(session: AnySession, received_before: datetime) -> Iterator[list[int]]:
    """Yield the ids of all letters received before an instant in batches, the oldest first."""
    place: tuple[Any, ...] | None = None
    while True:
        rows = select(_case.c.received_at, _case.c.id).where(
            _case.c.received_at < received_before, _case.c.kind.in_(_KINDS))
        if place is not None:
            at, last = place
            rows = rows.where((_case.c.received_at > at) | ((_case.c.received_at == at) & (_case.c.id > last)))
        found = session.execute(rows.order_by(_case.c.received_at, _case.c.id).limit(BATCH * 10)).all()
        if not found:
            return
        yield [row.id for row in found]
        place = found[-1].received_at, found[-1].id


def concerned(session: AnySession, first_on: date, last_on: date) -> set[int]:
    """Return the letters to which anything was counted on some days, and perhaps a few others.

    Those that came or were due then, and those of which an event took effect then. What an importer did later than
    that belongs to the day on which the letter came, or was answered.
    """
    start, end = start_of_day(first_on), start_of_day(last_on + ONE_DAY)
    parts = (
        select(_case.c.id.label("id")).where(_case.c.received_at >= start, _case.c.received_at < end,
                                              _case.c.kind.in_(_KINDS)),
        _touched(_event.c.effective_at >= start, _event.c.effective_at < end),
        select(_clock.c.case_id).where(_clock.c.due_on.between(first_on, last_on), _clock.c.kind.in_(_FIRST_ANSWER)),
        select(_clock.c.case_id).join_from(_reading, _clock, _clock.c.id == _reading.c.clock_id)
        .where(_reading.c.due_on.between(first_on, last_on)))
    return set(session.execute(union(*parts)).scalars())


def late_comers(session: AnySession, seqs: tuple[int, int], day: date) -> set[int]:
    """Return the letters of which an event between two seqs belongs to an earlier day than that of their seal.

    A letter that was registered days after it came is one. What an importer stored is none: it is counted at once.
    """
    start = start_of_day(day)
    return set(session.execute(_touched(
        _event.c.seq.between(*seqs), _event.c.effective_at < start, _event.c.act.in_(_COUNTED),
        _event.c.actor != IMPORTED)).scalars())


def has_before(session: AnySession, day: date) -> bool:
    """Tell whether anything but an import took effect before a day."""
    return session.execute(select(_event.c.seq).where(
        _event.c.effective_at < start_of_day(day), _event.c.actor != IMPORTED).limit(1)).first() is not None


def in_hand(session: AnySession, day: date) -> set[int]:
    """Return the letters that may have been in hand, or reworked, when a day ended; a few of them were not."""
    end = start_of_day(day + ONE_DAY)
    came = _case.c.received_at < end
    parts = (
        select(_case.c.id.label("id")).where(came, _case.c.state.in_(_IN_HAND)),
        select(_case.c.id).where(came, _case.c.answered_at >= end),
        # What happened after the last seal does not count yet, whenever it took effect.
        _touched(_event.c.seq > _last_sealed(session)),
        select(_case.c.id).where(came, _case.c.state.in_(_ENDED), select(_event.c.seq).where(
            _event.c.case_id == _case.c.id, _event.c.act.in_(_ENDING), _event.c.recorded_at >= end).exists()))
    return {case_id for part in parts for case_id in session.execute(part).scalars()}


def undecided(session: AnySession, day: date) -> set[int]:
    """Return the letters that may have waited for a decision on publishing them when a day ended."""
    found = set(session.execute(
        select(_case.c.id).join_from(_letter, _case, _case.c.id == _letter.c.case_id).where(
            _letter.c.consents_to_publication, _letter.c.publication_decision.is_(None),
            _case.c.state.in_(ANSWERED_STATES), _case.c.answered_at < start_of_day(day + ONE_DAY))).scalars())
    sealed = session.execute(select(_sealed.c.first_seq).where(_sealed.c.day == day)).scalar()
    if sealed is not None:
        found |= set(session.execute(select(_event.c.case_id).where(
            _event.c.seq >= sealed, _event.c.act.in_(_PUBLISHING), _event.c.case_id.is_not(None),
            _event.c.recorded_at >= start_of_day(day + ONE_DAY))).scalars())
    return found


def _touched(*conditions: ColumnElement[bool]) -> Select[int]:
    """Return the cases that are counted here and of which an event meets these conditions."""
    return select(_event.c.case_id).join_from(_event, _case, _case.c.id == _event.c.case_id).where(
        *conditions, _case.c.kind.in_(_KINDS))


def _last_sealed(session: AnySession) -> int:
    """Return the number of the last event that is sealed, 0 before the first."""
    return int(session.execute(select(func.coalesce(func.max(_sealed.c.last_seq), 0))).scalar_one())


def _batch(session: AnySession, wanted: Mapping[str, Any], codes: Mapping[int, str]) -> Iterator[CaseHistory]:
    letters = {row.id: row for row in session.execute(_CASES, {"ids": wanted["ids"]})}
    ids = {"ids": list(letters)}
    # The rows come in falling order, so that the first of a case is what stays.
    due: dict[int, date] = {row[0]: row[1] for row in session.execute(_DUE, ids)}
    for case_id, rows in groupby(session.execute(_EVENTS, {**wanted, **ids}), key=lambda row: row[0]):
        history = _history(letters[case_id], list(rows), due.get(case_id), codes)
        if history is not None:
            yield history


def _history(letter: AnyRow, rows: Collection[Sequence[Any]], due_on: date | None,
             codes: Mapping[int, str]) -> CaseHistory | None:
    first: dict[str, Any] = {}
    steps = []
    received_at: datetime | None = letter.received_at if letter.kind != PERIOD else None
    for _, name, actor, at, payload in rows:
        act = _ACTS[name]
        facts = json.loads(payload) if payload is not None else {}
        if act in STARTING:
            first = facts
        if act is Act.OPEN_PERIOD:
            received_at = at
        step = _step(act, local_date(at), actor == IMPORTED, facts, codes)
        if step is not None:
            steps.append(step)
    if received_at is None or (letter.kind == REQUEST and not first):
        return None
    return CaseHistory(
        letter.id, letter.number, received_at, letter.channel, letter.slug,
        first.get("category", letter.category), first.get("subject") or _unnamed_subject(letter, steps),
        first.get("consent", letter.consents_to_publication),
        # A letter that wanted no answer when it came got its clock later.
        None if first.get("clock", ()) is None else due_on, tuple(steps), CaseKind(letter.kind))


def _unnamed_subject(letter: AnyRow, steps: Collection[Step]) -> str:
    """Return what a letter was about of which the first event does not say it: from before events did."""
    return Subject.OTHER if any(step.act is Act.SET_SUBJECT for step in steps) else letter.subject


def _step(act: Act, day: date, is_imported: bool, facts: Mapping[str, Any], codes: Mapping[int, str]) -> Step | None:
    unit = codes.get(facts["department"]) if facts.get("department") is not None else None
    value = facts.get(_VALUES[act], "") if act in _VALUES else ""
    if act is Act.RECLASSIFY:
        return Step(act, day, unit, value, True, _day(facts.get("after")), is_imported)
    if act in _ON_CLOCK:
        moves = facts.get("kind") in _FIRST_ANSWER and "after" in facts
        return Step(act, day, unit, value, moves, _day(facts.get("after")), is_imported,
                    _waited(act, facts), bool(facts.get("restart")))
    return Step(act, day, unit, value, False, None, is_imported)


def _waited(act: Act, facts: Mapping[str, Any]) -> tuple[date, date] | None:
    """Return the days that a pause leaves out, from its first to its limit, or to the day that ended it."""
    if act is Act.PAUSE:
        return date.fromisoformat(facts["from"]), date.fromisoformat(facts["limit"])
    if act is Act.RESUME:
        ended = date.fromisoformat(facts["to"])
        return ended, ended
    return None


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
