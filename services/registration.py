"""Storing a new letter: its number, its rows and its first event. The hot path: every statement is prepared once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert

from models.attachment import Attachment
from models.case import Case, Letter
from models.identity import Identity
from models.types import table_of
from rules import ledger, numbering, transitions
from rules.clock_record import clock_payload
from rules.clocks import ClockTerms
from rules.errors import InputRefused
from rules.letter_draft import Contact, LetterDraft, StoredFile
from rules.localtime import local_date
from rules.subjects import Subject, subject_of
from rules.transitions import Act
from rules.vocabulary import CaseKind, Category
from services import accused, consents, events, letter_text, locking, notices
from services.work import Work

CASE = insert(table_of(Case)).returning(table_of(Case).c.id)
_LETTER = insert(table_of(Letter))
_IDENTITY = insert(table_of(Identity))
_ATTACHMENT = insert(table_of(Attachment))
CONTACT_COLUMNS = ("name", "phone", "email", "address", "id_number", "id_kind", "employer", "credit_code",
                   "representative", "contact_person", "postcode", "fax")


@dataclass(frozen=True)
class Digests:
    """What is derived from a draft and the keys: the query code, and the digests that stand in the database."""

    code: str
    code_mac: str
    submission: str
    body: str


@dataclass(frozen=True)
class Registered:
    """A letter that has just been stored."""

    id: int
    number: str
    received_at: datetime
    category: Category
    mailbox_id: int
    terms: ClockTerms | None
    chain_length: int = 1


def digests(work: Work, draft: LetterDraft) -> Digests:
    """Return what a draft's token and words give under the service's keys."""
    contact = draft.contact
    body = (draft.mailbox, draft.category.value, draft.title, draft.text, draft.place, contact.name, contact.phone,
            contact.email, contact.address, f"{draft.name_hidden:d}{draft.consents_to_publication:d}",
            *[file.digest for file in draft.files], *_rarely_sent(draft))
    return digests_of(work, draft.token, body)


def digests_of(work: Work, token: str, body: Iterable[str]) -> Digests:
    """Return what a form token and the parts that were sent with it give under the service's keys."""
    key = work.secrets.code
    code = numbering.query_code(key, token)
    return Digests(code=code, code_mac=numbering.keyed_digest(key, "code", code),
                   submission=submission_key(work, token),
                   body=numbering.keyed_digest(key, "body", "\0".join(body)))


def submission_key(work: Work, token: str) -> str:
    """Return the keyed digest under which a form token is known."""
    return numbering.keyed_digest(work.secrets.code, "submission", token)


def _rarely_sent(draft: LetterDraft) -> list[str]:
    """Return what few letters have, so that the digest of all others is what it was before these fields."""
    parts = {"about": draft.complained_about, "id": draft.contact.id_number,
             "consents": ",".join(sorted(draft.consents))}
    return [f"{name}:{value}" for name, value in parts.items() if value]


def series(received_at: datetime) -> str:
    """Return the number series of letters received at this instant, for example X2026."""
    return f"{numbering.SERIES[CaseKind.LETTER]}{local_date(received_at).year}"


def register(work: Work, draft: LetterDraft, made: Digests, *, received_at: datetime, act: Act,
             facts: Mapping[str, object] | None = None, answered_at: datetime | None = None) -> Registered:
    """Number and store a letter with contact fields, files and first event; raises InputRefused for no such mailbox.

    `answered_at` is for a letter that was received and answered elsewhere: it starts as closed, in the department
    that `facts` names, and its first event takes effect then.
    """
    mailbox_id = work.settings.mailboxes.get(draft.mailbox)
    if mailbox_id is None:
        raise InputRefused("没有这个信箱。请从列表里选一个，或者写给县长信箱。", "mailbox")
    serial = locking.next_serial(work.session, series(received_at))
    number = numbering.case_number(CaseKind.LETTER, local_date(received_at).year, serial)
    terms = work.settings.letter_terms(mailbox_id, draft.category, local_date(received_at))
    subject = subject_of(draft.title, draft.text)
    first = {"category": draft.category.value, "subject": subject.value,
             "clock": clock_payload(terms, work.calendar.version), "channel": draft.channel.value,
             "mailbox": mailbox_id, "body": made.body, "files": [file.digest for file in draft.files],
             "consent": draft.consents_to_publication, **(facts or {})}
    # A letter that was answered elsewhere has been with whom it was with.
    barred = accused.of_draft(work, draft, mailbox_id) if answered_at is None else {}
    first |= {name: value for name, value in (("barred", sorted(barred)), ("consents", consents.versions(draft)))
              if value}
    event = events.prepare(work, number, ledger.GENESIS, act.value, first, answered_at or received_at)
    connection = work.session.connection()
    case_id: int = connection.execute(CASE, {
        "kind": CaseKind.LETTER.value, "number": number, "state": transitions.next_state(None, act).value,
        "title": draft.title, "channel": draft.channel.value, "mailbox_id": mailbox_id,
        "department_id": first.get("department"), "received_at": received_at, "answered_at": answered_at,
        "closed_at": answered_at, "submission_key": made.submission, "body_digest": made.body,
        "code_mac": made.code_mac, "chain_head": event["mac"], "chain_length": 1}).scalar_one()
    connection.execute(_LETTER, _letter_row(draft, case_id, subject))
    accused.store(work, case_id, barred)
    consents.store(work, case_id, draft.consents)
    store_contact(work, case_id, draft.contact)
    store_files(work, case_id, draft.files)
    events.append(work, case_id, event)
    return Registered(case_id, number, received_at, draft.category, mailbox_id, terms)


def _letter_row(draft: LetterDraft, case_id: int, subject: Subject) -> dict[str, object]:
    return {"case_id": case_id, "category": draft.category.value, "subject": subject.value, "text": draft.text,
            "place": draft.place, "name_hidden": draft.name_hidden,
            "consents_to_publication": draft.consents_to_publication,
            "complained_about": draft.complained_about, **letter_text.shown_parts(draft),
            "source_id": draft.source_id, "rating_words": "", "declined_words": "", "publication_reason": ""}


def store_contact(work: Work, case_id: int, contact: Contact) -> None:
    """Store who wrote, each field encrypted by itself; nothing for somebody who told nothing."""
    given = {column: getattr(contact, column, "") for column in CONTACT_COLUMNS}
    if not any(given.values()):
        return
    cipher = work.cipher
    fields = {column: cipher.encrypt(case_id, column, value) if value else None for column, value in given.items()}
    digest = notices.email_digest(work, contact.email) if contact.email else None
    phone = notices.phone_digest(work, contact.phone) if contact.phone else None
    work.session.connection().execute(
        _IDENTITY, {"case_id": case_id, "email_digest": digest, "phone_digest": phone, **fields})


def store_files(work: Work, case_id: int, files: Sequence[StoredFile]) -> None:
    """Store the rows of a new case's files."""
    if files:
        work.session.connection().execute(_ATTACHMENT, [
            {"case_id": case_id, "stored_at": work.now, **file.__dict__} for file in files])
