"""What a notice's message needs, read and decrypted at the moment it goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session, scoped_session

from adapters.cipher import FieldCipher
from models.case import Case
from models.clock import Clock
from models.department import Department, Mailbox
from models.identity import Identity
from models.notice import Notice
from queries import clock_news, draft_news, due_changes
from queries.clock_news import ClockNews
from queries.draft_news import DraftNews
from queries.due_changes import DueChange
from rules import contacts, numbering
from rules.delivery import Channel
from rules.vocabulary import CaseKind

CONFIRM_DIGITS = 32
SIGNATURE_DIGITS = 16
# Who signs what the senders of other cases than letters are told, in the place of a mailbox.
SIGNERS = {CaseKind.DISCLOSURE_REQUEST: "政府信息公开", CaseKind.COMMENT: "意见征集"}
ITEMS = {CaseKind.LETTER: "来信", CaseKind.DISCLOSURE_REQUEST: "申请", CaseKind.COMMENT: "意见"}
# Read for every message that goes out, so it is built once.
_MESSAGE = (
    select(Notice.kind, Notice.message_id, Notice.channel, Case.id, Case.number, Case.kind.label("case_kind"),
           Mailbox.name, Identity.email, Identity.phone, Identity.email_digest, Identity.email_bounced_at,
           Identity.email_verified_at,
           Department.name.label("department"), Clock.due_on, Clock.provisional)
    .join(Case, Notice.case_id == Case.id).join(Mailbox, Case.mailbox_id == Mailbox.id)
    .join(Identity, Identity.case_id == Case.id)
    .outerjoin(Department, Case.department_id == Department.id)
    .outerjoin(Clock, and_(Clock.case_id == Case.id, Clock.is_answer))
    .where(Notice.id == bindparam("notice")).order_by(Clock.id.desc()).limit(1))


@dataclass(frozen=True)
class MessageFacts:
    """One message: no letter text, no query code and no writer's name are among its facts (security.md M1).

    `recipient` is the mail address or the mobile number. `has_bounced`: the address gave an earlier message back for
    good; `is_verified`: its owner has pressed the button. `change` is what a message about a changed last day tells.
    """

    kind: str
    recipient: str
    message_id: str
    number: str
    mailbox: str
    department: str
    due_on: date | None
    provisional: bool
    confirm_token: str
    has_bounced: bool = False
    is_verified: bool = False
    case_kind: CaseKind = CaseKind.LETTER
    news: ClockNews | None = None
    change: DueChange | None = None
    draft: DraftNews | None = None

    @property
    def is_request(self) -> bool:
        """Whether it is about a request for government information."""
        return self.case_kind is CaseKind.DISCLOSURE_REQUEST

    @property
    def is_comment(self) -> bool:
        """Whether it is about a comment on a draft."""
        return self.case_kind is CaseKind.COMMENT

    @property
    def item(self) -> str:
        """What the message calls the case."""
        return ITEMS[self.case_kind]

    @property
    def office(self) -> str:
        """The office that watches over cases of this kind."""
        return "县信访局" if self.case_kind is CaseKind.LETTER else "县政府办公室"

    @property
    def sms_name(self) -> str:
        """Who signs a short message."""
        return SIGNERS.get(self.case_kind, "信箱")


def message_facts(session: Session | scoped_session[Session], cipher: FieldCipher, code_key: bytes,
                  notice_id: int) -> MessageFacts | None:
    """Return the facts of a notice's message, None when its writer has no address or number (any more)."""
    row = session.connection().execute(_MESSAGE, {"notice": notice_id}).one_or_none()
    by_phone = row is not None and row.channel == Channel.SMS
    sealed = None if row is None else row.phone if by_phone else row.email
    if row is None or sealed is None:
        return None
    kind = CaseKind(row.case_kind)
    recipient = cipher.decrypt(row.id, "phone" if by_phone else "email", sealed)
    return MessageFacts(
        kind=row.kind, recipient=contacts.normal_phone(recipient) if by_phone else recipient,
        message_id=row.message_id,
        change=due_changes.of_notice(session, notice_id) if row.kind == due_changes.NOTICE_KIND else None,
        draft=draft_news.of_notice(session, notice_id) if row.kind == draft_news.NOTICE_KIND else None,
        number=row.number, mailbox=SIGNERS.get(kind, row.name), case_kind=kind,
        department=row.department or "", due_on=row.due_on,
        provisional=bool(row.provisional), confirm_token=confirm_token(code_key, row.id, row.number, row.email_digest),
        news=clock_news.of_notice(session, notice_id) if row.kind in clock_news.NOTICE_KINDS else None,
        has_bounced=row.email_bounced_at is not None and not by_phone,
        is_verified=row.email_verified_at is not None)


def signed_message_id(code_key: bytes, message_id: str) -> str:
    """Return the local part of the Message-ID header: the stored id and a keyed digest of it.

    Without the digest anybody who guesses a number could invent a bounce and silence a writer's mail.
    """
    return f"{message_id}.{numbering.keyed_digest(code_key, 'message-id', message_id)[:SIGNATURE_DIGITS]}"


def confirm_token(code_key: bytes, case_id: int, number: str, email_digest: str | None) -> str:
    """Return the token of the confirmation link: the number and a keyed digest; it opens nothing but that page.

    The digest is of the address too: the link that one address got confirms no other that is written in later.
    """
    bound = numbering.keyed_digest(code_key, "confirm", f"{case_id}:{email_digest or ''}")
    return f"{number}.{bound[:CONFIRM_DIGITS]}"
