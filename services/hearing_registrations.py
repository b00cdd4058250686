"""Registering for a hearing, without an account: a code, a place in the draw, and a way back."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from models.comment_period import CommentPeriod, Hearing, HearingRegistration
from rules import comment_draft, contacts, numbering
from rules import hearings as rules
from rules.audit import Audited
from rules.comment_words import Stance
from rules.errors import InputRefused, NotFound, TransitionRefused
from rules.letter_draft import CONTACT_CHARACTERS
from rules.text_checks import storable, within
from rules.transitions import Act
from services import audit, cases, events, hearings, locking, registration
from services.publication import PUBLIC_REVISION
from services.work import Work

VIEW_CHARACTERS = 500
REASON_CHARACTERS = 200
CLOSED = "报名已经截止。还想反映的，可以在征集页提意见。"
NOT_OPEN = "这次征集还没有公布，不能报名。"
TWICE = "这个手机号码已经报过名。要改的，请先凭查询码撤回，再报一次。"
NO_REGISTRATION = "查询码对不上，请核对后再试。"
ENDED = "这次听证会已经举行，不能再撤回。"


@dataclass(frozen=True)
class Application:
    """What somebody sends in to take part. `token` is the form token."""

    token: str
    name: str
    phone: str
    stance: Stance
    words: str = ""


@dataclass(frozen=True)
class Receipt:
    """What the person keeps: the code that opens and withdraws the registration. `repeated`: it was here already."""

    id: int
    code: str
    repeated: bool


@dataclass(frozen=True)
class Standing:
    """What became of a registration: `is_chosen` is None before the draw; no name and no number are in it."""

    id: int
    shown_name: str
    stance: Stance
    draw_place: int | None
    is_chosen: bool | None
    is_withdrawn: bool


@dataclass(frozen=True)
class Person:
    """One line of the list for print: decrypted, so that the department can call and check who comes."""

    place: int
    name: str
    phone: str
    stance: Stance
    words: str
    is_chosen: bool | None


def register(work: Work, hearing_id: int, application: Application) -> Receipt:
    """Take a registration, until the last instant of the day that was published; a repeat gives the same receipt.

    Raises NotFound, InputRefused for what is missing, and TransitionRefused for a period that is not public, a hearing
    that is called off or no longer takes anybody, and a telephone number that is registered already.
    """
    period, hearing = _locked(work, hearing_id)
    code = numbering.query_code(work.secrets.code, application.token)
    key = registration.submission_key(work, application.token)
    sent = work.session.scalar(select(HearingRegistration.id).where(HearingRegistration.submission_key == key))
    if sent is not None:
        return Receipt(sent, code, repeated=True)
    cases.require(work, period, Act.REGISTER_FOR_HEARING)
    hearings.require_held(work, hearing)
    if work.now > hearing.register_until or hearing.drawn_at is not None:
        raise TransitionRefused(CLOSED)
    application = _checked(application)
    digest = _phone_digest(work, hearing_id, application.phone)
    if work.session.scalar(select(HearingRegistration.id).where(
            HearingRegistration.hearing_id == hearing_id, HearingRegistration.phone_digest == digest)) is not None:
        raise TransitionRefused(TWICE)
    row = HearingRegistration(
        hearing_id=hearing_id, period_id=period.case_id, stance=application.stance.value, words=application.words,
        name=work.cipher.encrypt(period.case_id, "name", application.name),
        phone=work.cipher.encrypt(period.case_id, "phone", application.phone),
        shown_name=comment_draft.shown_name(application.name), registered_at=work.now, submission_key=key,
        code_mac=_code_mac(work, code), phone_digest=digest)
    work.session.add(row)
    work.session.flush()  # its event names it by its id
    events.record(work, period, Act.REGISTER_FOR_HEARING, {"hearing": hearing_id, "registration": row.id})
    return Receipt(row.id, code, repeated=False)


def mine(work: Work, hearing_id: int, code: str) -> Standing:
    """Return what became of the registration that a code opens. Raises NotFound, the same for a wrong code and none."""
    row = _of_code(work, hearing_id, code)
    return Standing(row.id, row.shown_name, Stance(row.stance), row.draw_place, row.is_chosen,
                    row.withdrawn_at is not None)


def _of_code(work: Work, hearing_id: int, code: str) -> HearingRegistration:
    plain = numbering.normal_code(code)
    row = None if plain is None else work.session.scalars(select(HearingRegistration).where(
        HearingRegistration.hearing_id == hearing_id,
        HearingRegistration.code_mac == _code_mac(work, plain))).one_or_none()
    if row is None:
        raise NotFound(NO_REGISTRATION)
    return row


def withdraw(work: Work, hearing_id: int, code: str) -> None:
    """Take a registration back; name and telephone go at once, and a seat that was drawn goes to the next in line.

    Raises NotFound as `mine`, TransitionRefused once the hearing has been held. The second time changes nothing.
    """
    period, hearing = _locked(work, hearing_id)
    row = work.session.get_one(HearingRegistration, _of_code(work, hearing_id, code).id, populate_existing=True)
    if row.withdrawn_at is not None:
        return
    cases.require(work, period, Act.REGISTER_FOR_HEARING)
    if hearing.held_at <= work.now:
        raise TransitionRefused(ENDED)
    had_seat, row.withdrawn_at = bool(row.is_chosen), work.now
    row.name = row.phone = row.phone_digest = None
    facts: dict[str, object] = {"hearing": hearing_id, "registration": row.id, "withdrawn": True}
    if had_seat:
        row.is_chosen = False
        facts["seat"] = _pass_on(work, hearing_id, Stance(row.stance))
        locking.bump_revision(work.session, PUBLIC_REVISION)
    events.record(work, period, Act.REGISTER_FOR_HEARING, facts)


def people(work: Work, hearing_id: int, reason: str) -> list[Person]:
    """Return who has registered, with names and telephone numbers, having noted in the audit who looked and why.

    Without the note nothing is shown. Raises NotPermitted for everybody but the department, InputRefused without a
    reason.
    """
    period, hearing = _locked(work, hearing_id)
    cases.require(work, period, Act.HOLD_HEARING)
    words = within(storable(reason, "reason", "理由"), REASON_CHARACTERS, "reason", "理由").strip()
    if not words:
        raise InputRefused("请写打开名单的理由，例如：通知参加人。", "reason")
    rows = work.session.scalars(
        select(HearingRegistration).where(HearingRegistration.hearing_id == hearing_id,
                                          HearingRegistration.withdrawn_at.is_(None))
        .order_by(HearingRegistration.draw_place, HearingRegistration.id)).all()
    audit.note(work, Audited.HEARING_LIST_OPENED, period.number, hearing=hearing.id, people=len(rows))
    return [_person(work, period.case_id, row, place) for place, row in enumerate(rows, 1)]


def _person(work: Work, period_id: int, row: HearingRegistration, place: int) -> Person:
    def plain(column: str, sealed: bytes | None) -> str:
        return work.cipher.decrypt(period_id, column, sealed) if sealed else ""

    return Person(row.draw_place or place, plain("name", row.name), plain("phone", row.phone), Stance(row.stance),
                  row.words, row.is_chosen)


def _pass_on(work: Work, hearing_id: int, side: Stance) -> int | None:
    """Give a seat that has become free to the next alternate, and return who has it now; None without any."""
    waiting = work.session.execute(
        select(HearingRegistration.id, HearingRegistration.stance)
        .where(HearingRegistration.hearing_id == hearing_id, HearingRegistration.is_chosen.is_(False),
               HearingRegistration.withdrawn_at.is_(None)).order_by(HearingRegistration.draw_place)).all()
    found = rules.next_in_line([(row.id, Stance(row.stance)) for row in waiting], side)
    if found is not None:
        work.session.execute(
            update(HearingRegistration).where(HearingRegistration.id == found).values(is_chosen=True))
    return found


def _locked(work: Work, hearing_id: int) -> tuple[CommentPeriod, Hearing]:
    period_id = work.session.scalar(select(Hearing.period_id).where(Hearing.id == hearing_id))
    if period_id is None:
        raise NotFound(hearings.NONE)
    period = locking.lock_period(work.session, period_id)
    if period.released_at is None and work.actor.id is None:
        raise NotFound(NOT_OPEN)
    return period, work.session.get_one(Hearing, hearing_id, populate_existing=True)


def _checked(application: Application) -> Application:
    name = within(storable(application.name, "name", "姓名"), CONTACT_CHARACTERS, "name", "姓名").strip()
    if not name:
        raise InputRefused("请写姓名，会前要核对身份证件。", "name")
    if not application.phone.strip():
        raise InputRefused("请写联系电话，是否参加、什么时候送材料，都用电话通知。", "phone")
    if refusal := contacts.phone_refusal(application.phone):
        raise InputRefused(refusal, "phone")
    words = within(storable(application.words, "words", "主要观点"), VIEW_CHARACTERS, "words", "主要观点").strip()
    return Application(application.token, name, contacts.normal_phone(application.phone), application.stance, words)


def _phone_digest(work: Work, hearing_id: int, phone: str) -> str:
    """Return the keyed digest by which one number registers once; of this hearing alone."""
    return numbering.keyed_digest(work.secrets.code, "hearing-phone", f"{hearing_id}:{phone}")


def _code_mac(work: Work, code: str) -> str:
    return numbering.keyed_digest(work.secrets.code, "hearing-code", code)
