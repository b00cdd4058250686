"""Taking a letter in: one durable case per form token, with its first event, its clock and the notice it owes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from models.attachment import Attachment
from models.case import Case, Letter
from models.department import Mailbox
from models.identity import Identity
from rules import ledger, numbering, permissions, transitions
from rules.errors import Conflict, InputRefused
from rules.localtime import local_date
from rules.text_checks import storable, within
from rules.transitions import Act
from rules.vocabulary import CaseKind, Category, Channel
from services import clocks, events, locking, notices
from services.work import Work

ROUTE_JOB = "workers.routing.route_letter"
TITLE_CHARACTERS = 60
TEXT_CHARACTERS = 2000
PLACE_CHARACTERS = 100
CONTACT_CHARACTERS = 100
TITLE_FROM_TEXT = 25
SENT_ALREADY = "这封信已经寄出，收据上的编号还有效。您改过的内容还在下面：如果要另寄一封，请再按一次“寄出”。"


@dataclass(frozen=True)
class StoredFile:
    """An uploaded file whose bytes are durable already, under `storage_name`."""

    display_name: str
    media_type: str
    size: int
    digest: str
    storage_name: str


@dataclass(frozen=True)
class Contact:
    """How to reach the writer; every field is optional and stored encrypted."""

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True)
class LetterDraft:
    """What a writer sends. `token` is the form token or Idempotency-Key; a blank title is taken from the text."""

    token: str
    text: str
    title: str = ""
    mailbox: str = ""
    category: Category = Category.CONSULTATION
    channel: Channel = Channel.WEB
    place: str = ""
    contact: Contact = Contact()
    name_hidden: bool = False
    consents_to_publication: bool = False
    files: Sequence[StoredFile] = ()
    source_id: str | None = None


@dataclass(frozen=True)
class Submission:
    """The case of a sent letter and its query code. `repeated`: it had been sent before, nothing new was made."""

    letter: Letter
    query_code: str
    repeated: bool


def submit_letter(work: Work, draft: LetterDraft) -> Submission:
    """Take a letter in; sending the same token again gives the same case and code (security.md P2).

    Raises InputRefused for what cannot be stored, Conflict when the token was used for another letter.
    """
    permissions.require(work.actor, Act.SUBMIT, permissions.CaseFacts(None))
    draft = checked(draft)
    code = numbering.query_code(work.secrets.code, draft.token)
    found = _sent_before(work, draft)
    if found is None:
        locking.lock_series(work.session, _series(work.now))
        found = _sent_before(work, draft)
    if found is not None:
        return Submission(found, code, repeated=True)
    letter = register(work, draft, received_at=work.now, act=Act.SUBMIT)
    events.record(work, letter, Act.SUBMIT, first_facts(letter, draft))
    clocks.start_letter_clock(work, letter)
    if draft.contact.email:
        notices.owe(work, letter, notices.NoticeKind.RECEIVED, verified=False)
    work.after_commit(ROUTE_JOB, letter.id)
    return Submission(letter, code, repeated=False)


def register(work: Work, draft: LetterDraft, *, received_at: datetime, act: Act,
             answered_at: datetime | None = None) -> Letter:
    """Number and store a letter with its contact fields and files; the caller records its first event.

    `answered_at` is for a letter that was received and answered elsewhere: it starts as closed.
    """
    serial = locking.next_serial(work.session, _series(received_at))
    state = transitions.next_state(None, act)
    letter = Letter(
        kind=CaseKind.LETTER.value, number=numbering.case_number(CaseKind.LETTER, local_date(received_at).year, serial),
        state=state.value, title=draft.title, channel=draft.channel.value, mailbox_id=_mailbox_id(work, draft.mailbox),
        received_at=received_at, answered_at=answered_at, closed_at=answered_at,
        submission_key=_submission_key(work, draft.token), body_digest=_body_digest(work, draft),
        code_mac=code_mac(work, numbering.query_code(work.secrets.code, draft.token)),
        chain_head=ledger.GENESIS, chain_length=0, category=draft.category.value, text=draft.text, place=draft.place,
        name_hidden=draft.name_hidden, consents_to_publication=draft.consents_to_publication,
        source_id=draft.source_id)
    work.session.add(letter)
    work.session.flush()  # the id is needed: contact fields, events and files are bound to it
    _store_contact(work, letter.id, draft.contact)
    _store_files(work, letter.id, draft.files)
    return letter


def first_facts(letter: Letter, draft: LetterDraft) -> dict[str, object]:
    """Return what the first event of a letter says: slugs, ids and keyed digests, never its text."""
    return {"category": letter.category, "channel": letter.channel, "mailbox": letter.mailbox_id,
            "body": letter.body_digest, "files": [file.digest for file in draft.files],
            "consent": draft.consents_to_publication}


def checked(draft: LetterDraft) -> LetterDraft:
    """Return the draft with its title filled in; raises InputRefused for what is empty, too long or unstorable."""
    text = storable(draft.text, "text", "来信内容")
    if not text.strip():
        raise InputRefused("请写来信内容：时间、地点、经过，您希望怎么解决。", "text")
    within(text, TEXT_CHARACTERS, "text", "来信内容")
    title = storable(draft.title, "title", "标题").strip() or title_from(text)
    within(title, TITLE_CHARACTERS, "title", "标题")
    within(storable(draft.place, "place", "发生地点"), PLACE_CHARACTERS, "place", "发生地点")
    for field, label in (("name", "姓名"), ("phone", "电话"), ("email", "电子邮箱"), ("address", "联系地址")):
        within(storable(getattr(draft.contact, field), field, label), CONTACT_CHARACTERS, field, label)
    if not 8 <= len(draft.token) <= 200:
        raise InputRefused("这一页放得太久了，请再按一次“寄出”。", "token")
    storable(draft.token, "token", "表单")
    return LetterDraft(**{**draft.__dict__, "title": title})


def code_mac(work: Work, code: str) -> str:
    """Return the keyed digest under which a query code is stored and looked up."""
    return numbering.keyed_digest(work.secrets.code, "code", code)


def title_from(text: str) -> str:
    first = text.strip().splitlines()[0].strip()
    return first if len(first) <= TITLE_FROM_TEXT else first[:TITLE_FROM_TEXT] + "…"


def _sent_before(work: Work, draft: LetterDraft) -> Letter | None:
    letter = work.session.scalar(select(Letter).where(Case.submission_key == _submission_key(work, draft.token)))
    if letter is not None and letter.body_digest != _body_digest(work, draft):
        raise Conflict(SENT_ALREADY)
    return letter


def _series(received_at: datetime) -> str:
    return f"{numbering.SERIES[CaseKind.LETTER]}{local_date(received_at).year}"


def _submission_key(work: Work, token: str) -> str:
    return numbering.keyed_digest(work.secrets.code, "submission", token)


def _body_digest(work: Work, draft: LetterDraft) -> str:
    parts = (draft.mailbox, draft.category.value, draft.title, draft.text, draft.place,
             *[file.digest for file in draft.files])
    return numbering.keyed_digest(work.secrets.code, "body", "\0".join(parts))


def _mailbox_id(work: Work, slug: str) -> int:
    wanted = Mailbox.slug == slug if slug else Mailbox.is_county_leader
    found = work.session.scalar(select(Mailbox.id).where(wanted, Mailbox.is_open))
    if found is None:
        raise InputRefused("没有这个信箱。请从列表里选一个，或者写给县长信箱。", "mailbox")
    return found


def _store_contact(work: Work, case_id: int, contact: Contact) -> None:
    if not any((contact.name, contact.phone, contact.email, contact.address)):
        return
    fields = {column: work.cipher.encrypt(case_id, column, value) if (value := getattr(contact, column)) else None
              for column in ("name", "phone", "email", "address")}
    digest = numbering.keyed_digest(work.secrets.code, "email", contact.email.casefold()) if contact.email else None
    work.session.execute(insert(Identity).values(case_id=case_id, email_digest=digest, **fields))


def _store_files(work: Work, case_id: int, files: Sequence[StoredFile]) -> None:
    if files:
        work.session.execute(insert(Attachment), [
            {"case_id": case_id, "stored_at": work.now, **file.__dict__} for file in files])
