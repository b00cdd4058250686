"""What a person may do about their own data (个人信息保护法 44 to 50): copy, correct, erase, take consent back, ask.

Each act leaves a request. What the service can do is done at once; the rest waits for the letters office.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete, func, select, update

from models.case import Case, Letter
from models.comment import Comment
from models.identity import Identity
from models.notice import Notice
from models.publication import Publication
from models.rights import RightsRequest
from models.search_index import letter_index
from rules import rights
from rules.actors import SYSTEM
from rules.consents import ConsentKind
from rules.delivery import Channel
from rules.errors import Conflict, InputRefused, NotFound, TransitionRefused
from rules.letter_draft import Contact
from rules.localtime import start_of_day
from rules.rights import CONTACT_FIELDS, Outcome, Right
from rules.transitions import Act
from rules.vocabulary import OPEN_STATES, PublicationState, State
from services import cases, comment_rights, consents, erasing, events, letter_text, locking, notices, publication
from services.work import Work

ONE_DAY = timedelta(days=1)
NOTHING_KEPT = "这封信没有留姓名和联系方式，或者已经删去了。"
NOT_AGREED = "这封信没有同意公开，没有可以撤回的。"
TOO_OFTEN = f"今天已经更正了{rights.CORRECTIONS_A_DAY}次，请明天再改，或者拨打12345。"
TOO_MANY_WAITING = f"已经有{rights.MOST_WAITING}件申请在等答复，请等办好以后再提。"
STILL_HANDLED = "这一件还在办理，办理要用到它。本人不想再办的，可以撤回；办结以后再停止使用。"
NEEDED_FOR_REPLY = "申请还在办理，答复要写给您本人（条例第二十九条）。不再需要的，可以撤回申请；答复以后再删除。"
STILL_NEEDED = "申请还在办理，姓名和一种联系方式不能空着（条例第二十九条）。"
ANSWERED_ALREADY = "这件申请已经有人办理了，请刷新页面。"


def note_copy(work: Work, case_id: int) -> None:
    """Note that the writer took a copy of what is kept (PIPL 45); several on one day are one request."""
    letter = _locked(work, case_id, Act.COPY_OWN)
    if not _asked_today(work, case_id, Right.COPY):
        request = _done(work, letter, Right.COPY)
        events.record(work, letter, Act.COPY_OWN, {"request": request.id})


def correct_contact(work: Work, case_id: int, contact: Contact) -> tuple[str, ...]:
    """Correct name and contact fields at once (PIPL 46) and return the slugs of those that changed.

    A new mail address is not confirmed: it gets the receipt mail, and everything else waits until its owner confirms
    it. Raises InputRefused for what is unreadable, unchanged, or corrected too often on one day.
    """
    letter = _locked(work, case_id, Act.CORRECT_CONTACT)
    identity = work.session.get(Identity, case_id, populate_existing=True)
    changed = rights.changed_fields(_kept(work, identity), contact)
    if _asked_today(work, case_id, Right.CORRECT_CONTACT) >= rights.CORRECTIONS_A_DAY:
        raise InputRefused(TOO_OFTEN)
    if identity is None:
        identity = Identity(case_id=case_id)
        work.session.add(identity)
    for field in changed:
        value = getattr(contact, field)
        setattr(identity, field, work.cipher.encrypt(case_id, field, value) if value else None)
    if "phone" in changed:
        identity.phone_digest = notices.phone_digest(work, contact.phone) if contact.phone else None
    if isinstance(letter, Letter):
        _cover(work, letter)
    elif isinstance(letter, Comment):
        comment_rights.contact_corrected(work, letter, changed, contact)
    else:
        _require_reachable(letter, contact)
    request = _done(work, letter, Right.CORRECT_CONTACT)
    events.record(work, letter, Act.CORRECT_CONTACT, {"fields": list(changed), "request": request.id})
    if "email" in changed:
        _move_mail(work, letter, identity, contact.email)
    return changed


def delete_identity(work: Work, case_id: int) -> None:
    """Erase name and contact fields at once (PIPL 47); raises TransitionRefused when nothing is kept."""
    letter = _locked(work, case_id, Act.ERASE_IDENTITY)
    if not isinstance(letter, Letter) and letter.state in OPEN_STATES:
        raise TransitionRefused(NEEDED_FOR_REPLY)
    if not erasing.erase(work, letter, Right.DELETE_IDENTITY.value):
        raise TransitionRefused(NOTHING_KEPT)
    if isinstance(letter, Comment):
        comment_rights.name_erased(work, letter)
    _done(work, letter, Right.DELETE_IDENTITY)


def withdraw_publication(work: Work, case_id: int) -> None:
    """Take back the leave to publish (PIPL 15): a published letter comes down in the same transaction."""
    letter = _locked(work, case_id, Act.WITHDRAW_CONSENT)
    if not isinstance(letter, Letter) or not letter.consents_to_publication:
        raise TransitionRefused(NOT_AGREED)
    request = _done(work, letter, Right.WITHDRAW_PUBLICATION)
    events.record(work, letter, Act.WITHDRAW_CONSENT, {"consent": "publication", "request": request.id})
    _unpublish(work, letter)


def withdraw_consent(work: Work, case_id: int, kind: ConsentKind) -> None:
    """Take a separate consent back (PIPL 15, 29): what it alone allowed is deleted, and a public page comes down.

    A letter that speaks of health or of a child is public by this consent too.
    """
    consents.withdraw(work, case_id, kind)
    letter = locking.lock_letter(work.session, case_id)
    _done(work, letter, Right.WITHDRAW_CONSENT)
    if kind is not ConsentKind.ID_NUMBER:
        _unpublish(work, letter)


def ask(work: Work, case_id: int, right: Right, words: str) -> RightsRequest:
    """Ask the letters office for what needs a person's judgement; it answers within `rules.rights.WORKING_DAYS`."""
    letter = _locked(work, case_id, Act.ASK_RIGHT)
    said = rights.asked_words(words)
    if right not in rights.BY_OFFICE:
        raise InputRefused("请选一项申请。", "kind")
    waiting = work.session.scalar(select(func.count()).select_from(RightsRequest).where(
        RightsRequest.case_id == case_id, RightsRequest.decided_at.is_(None))) or 0
    if waiting >= rights.MOST_WAITING:
        raise InputRefused(TOO_MANY_WAITING)
    request = RightsRequest(case_id=case_id, kind=right.value, asked_at=work.now, reason="",
                            words=work.cipher.encrypt(case_id, "rights_words", said),
                            due_on=rights.due_on(work.today, work.calendar))
    work.session.add(request)
    work.session.flush()  # the event names the request
    events.record(work, letter, Act.ASK_RIGHT, {"kind": right.value, "request": request.id})
    return request


def decide(work: Work, request_id: int, granted: bool, reason: str) -> None:
    """Grant or refuse a request as the letters office, and tell the writer.

    Granting 停止使用 takes the letter down and out of the search of staff; its text stays as a record, since the law
    of archives forbids to destroy it (PIPL 47, second paragraph). Raises TransitionRefused while it is handled.
    """
    case_id = work.session.scalar(select(RightsRequest.case_id).where(RightsRequest.id == request_id))
    if case_id is None:
        raise NotFound()
    act = Act.GRANT_RIGHT if granted else Act.REFUSE_RIGHT
    letter = _locked(work, case_id, act)
    request = work.session.get_one(RightsRequest, request_id, populate_existing=True)
    if request.decided_at is not None:
        raise Conflict(ANSWERED_ALREADY)
    words = reason.strip() if granted and not reason.strip() else rights.refusal_reason(reason)
    if granted and request.kind == Right.STOP_USE:
        _stop_use(work, letter)
    request.decided_at, request.decided_by, request.reason = work.now, work.actor.slug, words
    request.outcome = (Outcome.DONE if granted else Outcome.REFUSED).value
    events.record(work, letter, act, {"kind": request.kind, "request": request.id})
    notices.tell_writer(work, letter, notices.NoticeKind.RIGHTS_DECIDED)


def _stop_use(work: Work, letter: Case) -> None:
    if letter.state in OPEN_STATES or letter.state == State.MERGED:
        raise TransitionRefused(STILL_HANDLED)
    if isinstance(letter, Comment):
        comment_rights.stop_use(work, letter)
        return
    _unpublish(work, letter)
    work.session.execute(delete(letter_index).where(letter_index.c.rowid == letter.id))


def _unpublish(work: Work, letter: Case) -> None:
    if isinstance(letter, Letter):
        letter.consents_to_publication = False
    is_public = work.session.scalar(select(Publication.id).where(
        Publication.case_id == letter.id, Publication.state == PublicationState.PUBLISHED))
    if is_public is not None:
        publication.unpublish(replace(work, actor=SYSTEM), letter.id, rights.CONSENT_WITHDRAWN)


def _require_reachable(case: Case, contact: Contact) -> None:
    """Raise InputRefused when the applicant of a request that is still handled could not be answered any more."""
    if case.state in OPEN_STATES and not (contact.name and (contact.phone or contact.email or contact.address)):
        raise InputRefused(STILL_NEEDED, "phone" if contact.name else "name")


def _cover(work: Work, letter: Letter) -> None:
    """Cover the new name and numbers too in what is read of a confidential letter; what was covered stays covered."""
    work.session.flush()  # what is covered is read from the identity
    for shown, original in (("shown_title", letter.title), ("shown_text", letter.text)):
        before = getattr(letter, shown) or original
        after = letter_text.covered(work, letter, before)
        if after != before:
            setattr(letter, shown, after)


def _move_mail(work: Work, letter: Case, identity: Identity, email: str) -> None:
    """Give the letter another mail address, none when `email` is empty; only its owner can have the rest released."""
    identity.email_digest = notices.email_digest(work, email) if email else None
    identity.email_verified_at = identity.email_bounced_at = None
    if not email:
        erasing.settle_notices(work, letter.id)
        return
    work.session.flush()  # the receipt counts what the new address got already
    work.session.execute(
        update(Notice).where(Notice.case_id == letter.id, Notice.channel == Channel.MAIL, Notice.state == "owed")
        .values(state="held", next_attempt_at=None, lease_until=None, lease=Notice.lease + 1)
        .execution_options(synchronize_session=False))
    notices.owe_receipt(work, letter, email)


def _kept(work: Work, identity: Identity | None) -> Contact:
    sealed = {field: getattr(identity, field, None) for field in CONTACT_FIELDS} if identity is not None else {}
    return Contact(**{field: work.cipher.decrypt(identity.case_id, field, value)
                      for field, value in sealed.items() if identity is not None and value is not None})


def _locked(work: Work, case_id: int, act: Act) -> Case:
    case = locking.lock_case(work.session, case_id)
    cases.require(work, case, act)  # leaves the state alone
    return case


def _done(work: Work, letter: Case, right: Right) -> RightsRequest:
    request = RightsRequest(
        case_id=letter.id, kind=right.value, asked_at=work.now, due_on=work.today, decided_at=work.now,
        outcome=Outcome.DONE.value, reason="", decided_by=work.actor.slug)
    work.session.add(request)
    work.session.flush()  # the event names the request
    return request


def _asked_today(work: Work, case_id: int, right: Right) -> int:
    return work.session.scalar(select(func.count()).select_from(RightsRequest).where(
        RightsRequest.case_id == case_id, RightsRequest.kind == right.value,
        RightsRequest.asked_at >= start_of_day(work.today))) or 0
