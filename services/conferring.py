"""Conferring (会商, 条例 11 and 34): the agency asked puts a question to others, hears them, and they agree on a text.

The others see the question and nothing else of the request, least of all who asks; the clock of it does not stop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.disclosure import DisclosureRequest
from models.notice import Notice
from models.remedy import Conferring, ConferringAnswer
from models.staff import Staff
from queries import departments
from rules import conferring as rules
from rules import machines, permissions
from rules.actors import ActorKind, Role
from rules.conferring import Position, Said, Standing
from rules.errors import Conflict, Hidden, InputRefused, NotFound, TransitionRefused
from rules.permissions import CaseFacts
from rules.transitions import Act
from rules.vocabulary import CaseKind
from services import cases, events, locking, notices, redaction_edits
from services.notices import NoticeKind
from services.work import Work

NO_QUESTION = "没有这条会商，或者它没有问到您的单位。"
NAMES_SOMEBODY = "会商的问题里不能写姓名、电话、住址、证件号码：别的单位只看问题，不看是谁申请的。请改写后再提请。"
CHANGED = "这条会商在您打开以后有了变化。您写的还在，请看过再办。"
NOT_NOW = "这条会商现在是“{}”，这一步不能办。请刷新页面再看。"
STILL_ASKING = "还有单位没有答复，答复的日期也还没有过。请等答复齐了再拟一致意见。"
DEPARTMENT_ROLES = (Role.HANDLER, Role.LEAD)


@dataclass(frozen=True)
class Question:
    """What is put to others, as it is typed; `own_position` is what the agency itself thinks of doing."""

    question: str
    answer_by: date | None
    department_ids: Sequence[int]
    own_position: Position | None = None


@dataclass(frozen=True)
class CommonText:
    """What is put to the agencies as the common answer, and what it means for the information."""

    text: str
    position: Position | None = None


def confer(work: Work, case_id: int, asked: Question) -> Conferring:
    """Put a question to other agencies, each of which hears of it. Raises InputRefused, also for words that name who.

    The clock of the request runs on: whoever must be asked by law is asked by 征求意见书 (services/consultations).
    """
    request = locking.lock_request(work.session, case_id)
    request.state = cases.require(work, request, Act.CONFER)
    question = rules.checked_question(asked.question)
    if redaction_edits.names_somebody(work, case_id, question):
        raise InputRefused(NAMES_SOMEBODY, "question")
    answer_by = rules.checked_day(asked.answer_by, work.today, work.calendar)
    asked_ids = _checked_departments(work, request, asked.department_ids)
    row = Conferring(case_id=case_id, asked_by_department_id=request.department_id, question=question,
                     own_position=asked.own_position, answer_by=answer_by, asked_by=work.actor.id, asked_at=work.now,
                     edits=0)
    work.session.add(row)
    work.session.flush()  # the answers and the record name the new id
    work.session.add_all(ConferringAnswer(conferring_id=row.id, department_id=one) for one in asked_ids)
    events.record(work, request, Act.CONFER, {"conferring": row.id, "departments": sorted(asked_ids),
                                              "answer_by": answer_by.isoformat()})
    _tell(work, f"conferring-{row.id}-asked", asked_ids)
    return row


def answer(work: Work, answer_id: int, position: str, words: str) -> ConferringAnswer:
    """Say what one's own agency thinks; it may be said anew until a common text is before the agencies.

    Raises Hidden for people of another agency, TransitionRefused once it is too late, InputRefused.
    """
    request, row, own = _asked(work, answer_id)
    _require(row, _said(work, row), Standing.ASKING, Standing.ANSWERED)
    checked, said = rules.checked_answer(position, words)
    own.position, own.words = checked.value, said
    own.answered_by, own.answered_at = work.actor.id, work.now
    row.edits += 1
    _record(work, request, row, {"department": own.department_id, "position": checked.value})
    return own


def propose(work: Work, conferring_id: int, edits: int, common: CommonText) -> Conferring:
    """Put a common text to the agencies that were asked; a disputed one may be put anew. Raises Conflict."""
    request, row = _own(work, conferring_id, edits)
    said = _said(work, row)
    _require(row, said, Standing.ASKING, Standing.ANSWERED, Standing.PROPOSED, Standing.DISPUTED)
    if any(one.position is None for one in said) and work.today <= row.answer_by:
        raise TransitionRefused(STILL_ASKING)
    _put(work, request, row, common)
    for one in _answers(work, row.id):
        one.agrees, one.objection = None, ""
    row.edits += 1
    events.record(work, request, Act.CONFER, {"conferring": row.id, "text": True})
    _tell(work, f"conferring-{row.id}-text{row.edits}", [one.department_id for one in _answers(work, row.id)])
    return row


def agree(work: Work, answer_id: int, edits: int, *, agrees: bool, objection: str = "") -> ConferringAnswer:
    """Agree to the common text, or say what is against it; with the last agreement the text stands.

    Raises Conflict when another text has been put since the page was opened, InputRefused without a reason.
    """
    request, row, own = _asked(work, answer_id)
    if row.edits != edits:
        raise Conflict(CHANGED)
    _require(row, _said(work, row), Standing.PROPOSED, Standing.DISPUTED)
    words = "" if agrees else rules.checked_objection(objection)
    own.agrees, own.objection = agrees, words
    if all(one.agrees for one in _answers(work, row.id)):
        row.agreed_at = work.now
    row.edits += 1
    _record(work, request, row, {"department": own.department_id, "agrees": agrees})
    return own


def settle(work: Work, conferring_id: int, edits: int, common: CommonText) -> Conferring:
    """Settle what the agencies do not agree about (条例 11); the office for open government does.

    Raises TransitionRefused while they still may agree by themselves.
    """
    row, request = _locked(work, conferring_id)
    if work.actor.role is not Role.DISCLOSURE:
        raise Hidden(NO_QUESTION)
    request.state = cases.require(work, request, Act.TAKE_CONFERRED)
    if row.edits != edits:
        raise Conflict(CHANGED)
    stands = _standing(row, _said(work, row))
    if not (stands is Standing.DISPUTED or stands in rules.OPEN and work.today > row.answer_by):
        raise TransitionRefused(NOT_NOW.format(rules.STANDING_LABELS[stands]))
    _put(work, request, row, common)
    row.agreed_at, row.settled_by = work.now, work.actor.id
    row.edits += 1
    _record(work, request, row, {"settled": True})
    asking = row.asked_by_department_id
    _tell(work, f"conferring-{row.id}-settled", [asking, *(one.department_id for one in _answers(work, row.id))])
    return row


def end(work: Work, conferring_id: int, edits: int) -> Conferring:
    """Take a question back; whoever was asked need not answer any more."""
    request, row = _own(work, conferring_id, edits)
    _require(row, _said(work, row), *rules.OPEN)
    row.ended_at = work.now
    row.edits += 1
    events.record(work, request, Act.CONFER, {"conferring": row.id, "ended": True})
    return row


def remind(work: Work) -> int:
    """Owe agencies that have not answered a mail before the day and one after it; returns how many were owed.

    Each of the two once per person, however often and by however many sweeps this runs.
    """
    ids = work.session.scalars(
        select(Conferring.id)
        .where(Conferring.agreed_at.is_(None), Conferring.ended_at.is_(None), Conferring.agreed_text == "",
               Conferring.answer_by <= work.today + rules.LOOKED_AHEAD).order_by(Conferring.id)).all()
    owed = 0
    for conferring_id in ids:
        # Of two sweeps the second waits here, and then finds what the first has owed.
        row = work.session.get_one(Conferring, conferring_id, with_for_update=True, populate_existing=True)
        kind = rules.reminder(row.answer_by, work.today, work.calendar)
        silent = [one.department_id for one in _answers(work, row.id) if one.position is None]
        if kind is not None and silent:
            owed += _tell(work, f"conferring-{row.id}-{kind}", silent)
    return owed


def _checked_departments(work: Work, request: DisclosureRequest, ids: Sequence[int]) -> list[int]:
    known = departments.names(work.session, work.today)
    chosen = list(dict.fromkeys(ids))
    if not chosen:
        raise InputRefused("请选要会商的单位，至少一个。", "departments")
    if len(chosen) > rules.MOST_ASKED:
        raise InputRefused(f"一次最多会商{rules.MOST_ASKED}个单位，请分几次提请。", "departments")
    if request.department_id in chosen:
        raise InputRefused("不用会商本单位，请去掉本单位。", "departments")
    if any(one not in known for one in chosen):
        raise InputRefused("选的单位里有已经撤并的，请选接手它工作的单位。", "departments")
    return chosen


def _put(work: Work, request: DisclosureRequest, row: Conferring, common: CommonText) -> None:
    text = rules.checked_text(common.text)
    if redaction_edits.names_somebody(work, request.id, text):
        raise InputRefused(NAMES_SOMEBODY, "agreed_text")
    row.agreed_text, row.agreed_position = text, common.position


def _asked(work: Work, answer_id: int) -> tuple[DisclosureRequest, Conferring, ConferringAnswer]:
    """Return the answer that is the actor's to give, locked with its request; nobody else learns of it."""
    found = work.session.get(ConferringAnswer, answer_id)
    if found is None:
        raise NotFound(NO_QUESTION)
    if work.actor.kind is not ActorKind.STAFF or work.actor.department_id != found.department_id:
        raise Hidden(NO_QUESTION)
    row, request = _locked(work, found.conferring_id)
    work.session.refresh(found)
    # The right is that of an agency in its own matter, and the matter here is its own answer.
    permissions.require(work.actor, Act.TAKE_CONFERRED,
                        CaseFacts(found.department_id, kind=CaseKind.DISCLOSURE_REQUEST))
    request.state = machines.next_state(request.kind, request.state, Act.TAKE_CONFERRED)
    return request, row, found


def _own(work: Work, conferring_id: int, edits: int) -> tuple[DisclosureRequest, Conferring]:
    row, request = _locked(work, conferring_id)
    request.state = cases.require(work, request, Act.CONFER)
    if row.edits != edits:
        raise Conflict(CHANGED)
    return request, row


def _locked(work: Work, conferring_id: int) -> tuple[Conferring, DisclosureRequest]:
    """Return a conferring with its request, whose lock guards it. Raises NotFound."""
    row = work.session.get(Conferring, conferring_id)
    if row is None:
        raise NotFound(NO_QUESTION)
    request = locking.lock_request(work.session, row.case_id)
    work.session.refresh(row)
    return row, request


def _answers(work: Work, conferring_id: int) -> list[ConferringAnswer]:
    return list(work.session.scalars(
        select(ConferringAnswer).where(ConferringAnswer.conferring_id == conferring_id)
        .order_by(ConferringAnswer.id)))


def _said(work: Work, row: Conferring) -> list[Said]:
    return [Said(Position(one.position) if one.position else None, one.agrees) for one in _answers(work, row.id)]


def _standing(row: Conferring, said: Sequence[Said]) -> Standing:
    return rules.standing(said, proposed=bool(row.agreed_text), agreed=row.agreed_at is not None,
                          settled=row.settled_by is not None, ended=row.ended_at is not None)


def _require(row: Conferring, said: Sequence[Said], *allowed: Standing) -> None:
    stands = _standing(row, said)
    if stands not in allowed:
        raise TransitionRefused(NOT_NOW.format(rules.STANDING_LABELS[stands]))


def _record(work: Work, request: DisclosureRequest, row: Conferring, facts: dict[str, object]) -> None:
    events.record(work, request, Act.TAKE_CONFERRED, {"conferring": row.id, **facts})


def _tell(work: Work, cause: str, department_ids: Sequence[int]) -> int:
    """Owe the people of agencies one mail each of a cause; those who have had it get no second one."""
    people = work.session.scalars(
        select(Staff.id).where(Staff.department_id.in_(department_ids), Staff.role.in_(DEPARTMENT_ROLES),
                               Staff.is_active, Staff.email.is_not(None)).order_by(Staff.id)).all()
    told = set(work.session.scalars(
        select(Notice.staff_id).where(Notice.kind == NoticeKind.CONFERRING, Notice.staff_id.in_(people),
                                      Notice.message_id.endswith(f".{cause}"))))
    for staff_id in people:
        if staff_id not in told:
            notices.owe_staff(work, staff_id, NoticeKind.CONFERRING, cause)
    return len(people) - len(told)
