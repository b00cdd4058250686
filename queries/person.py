"""Everything that is kept about the writer of a case, for the writer alone: page and copy (个人信息保护法 45)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from adapters.cipher import FieldCipher
from models.attachment import Attachment
from models.case import Case, Letter
from models.comment import Comment, EarlierText
from models.consent import Consent
from models.department import Department, Mailbox
from models.disclosure import DisclosureRequest
from models.event import CaseEvent
from models.identity import Identity
from models.identity_document import IdentityDocument
from models.notice import Notice
from models.reply import Reply
from models.reveal import IdentityReveal
from models.rights import RightsRequest
from models.staff import Staff
from queries import adoption
from rules import machines, pseudonym
from rules.actors import ROLE_LABELS, Role
from rules.comment_words import COMMENT_CHANNEL_LABELS, PUBLIC_COMMENT_LABELS, STANCE_LABELS, Stance
from rules.consents import CONSENT_LABELS, ConsentKind
from rules.localtime import local_time
from rules.request_words import (
    DELIVER_LABELS,
    PROVIDE_LABELS,
    PUBLIC_REQUEST_STATE_LABELS,
    REQUEST_CHANNEL_LABELS,
    DeliverBy,
    ProvideAs,
)
from rules.rights import FIELD_LABELS, OUTCOME_LABELS, RIGHT_LABELS, Outcome, Right
from rules.transitions import Act
from rules.vocabulary import (
    APPLICANT_LABELS,
    CASE_KIND_LABELS,
    CATEGORY_LABELS,
    CHANNEL_LABELS,
    PUBLIC_STATE_LABELS,
    Applicant,
    CaseKind,
    Category,
    Channel,
    State,
)

AnySession = Session | scoped_session[Session]
# The writer's own fields, with the one that only a separate consent allows to keep.
FIELDS = {**FIELD_LABELS, "id_number": "身份证号", "id_kind": "证件名称", "employer": "工作单位",
          "credit_code": "统一社会信用代码", "representative": "法定代表人", "contact_person": "联系人",
          "postcode": "邮编", "fax": "传真"}
_PICTURES = "身份证明的照片"
_SEEN = {**FIELDS, "identity_document": _PICTURES}
CHANNELS = {"mail": "电子邮件", "sms": "短信"}
NOTICE_STATES = {"owed": "等待发送", "held": "等您确认邮箱", "sent": "已经发出", "failed": "没有送到"}


@dataclass(frozen=True)
class FileLine:
    """An attachment as it was sent."""

    name: str
    media_type: str
    size: int
    digest: str
    stored_at: datetime


@dataclass(frozen=True)
class NoticeLine:
    """A message to the writer; the address is among the contact fields."""

    kind: str
    channel: str
    owed_at: datetime
    sent_at: datetime | None
    state: str


@dataclass(frozen=True)
class RevealLine:
    """A look at the contact fields: which office in which role; the officer's name is not the writer's data."""

    at: datetime
    who: str
    fields: str


@dataclass(frozen=True)
class ConsentLine:
    """A separate consent to sensitive data, with the version of the words that were agreed to."""

    kind: str
    label: str
    version: int
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class RequestLine:
    """One request about one's own data, and what became of it."""

    id: int
    kind: str
    label: str
    words: str
    asked_at: datetime
    due_on: Any
    decided_at: datetime | None
    outcome: str
    reason: str


@dataclass(frozen=True)
class PersonFile:
    """What is kept about who sent a case: who, what was written, what was sent, who looked, what was asked and done.

    What only letters have is empty for others; `asked` is what only a request or a comment has, `pictures` how many
    there are of identity documents, `earlier` what a comment said before it was mended.
    """

    case_id: int
    number: str
    received_at: datetime
    state: State
    category: str
    channel: str
    mailbox: str
    department: str
    title: str
    text: str
    place: str
    complained_about: str
    name_hidden: bool
    consents_to_publication: bool
    rating_words: str
    contact: dict[str, str]
    email_confirmed_at: datetime | None
    consents: tuple[ConsentLine, ...]
    files: tuple[FileLine, ...]
    replies: tuple[tuple[datetime, str, str], ...]
    notices: tuple[NoticeLine, ...]
    reveals: tuple[RevealLine, ...]
    requests: tuple[RequestLine, ...]
    events: tuple[tuple[datetime, str], ...]
    asked: tuple[tuple[str, str], ...] = ()
    pictures: int = 0
    earlier: tuple[tuple[datetime, str], ...] = ()
    kind: CaseKind = CaseKind.LETTER

    @property
    def is_request(self) -> bool:
        """Whether it is a request for government information."""
        return self.kind is CaseKind.DISCLOSURE_REQUEST

    @property
    def is_comment(self) -> bool:
        """Whether it is a comment on a draft."""
        return self.kind is CaseKind.COMMENT

    @property
    def item(self) -> str:
        """What its sender calls it."""
        return "申请" if self.is_request else CASE_KIND_LABELS[self.kind]

    @property
    def office(self) -> str:
        """The office that decides what is asked about it."""
        return "县信访局" if self.kind is CaseKind.LETTER else "县政府办公室"

    @property
    def is_confidential(self) -> bool:
        """Whether the writer must not be known outside the letters office."""
        return self.kind is CaseKind.LETTER and pseudonym.is_confidential(Category(self.category), self.name_hidden)


def read(session: AnySession, cipher: FieldCipher, case_id: int) -> PersonFile:
    """Return everything that is kept about who sent this case; whether the asker is that person is not asked."""
    row = session.execute(
        select(Case, Mailbox.name.label("mailbox"), Department.name.label("department"))
        .join(Mailbox, Mailbox.id == Case.mailbox_id)
        .outerjoin(Department, Department.id == Case.department_id).where(Case.id == case_id)).one()
    case, identity = row.Case, session.get(Identity, case_id)
    own = _own(session, case)
    return PersonFile(
        case_id=case_id, number=case.number, received_at=case.received_at, state=State(case.state),
        channel=case.channel, mailbox=row.mailbox if isinstance(case, Letter) else "", kind=CaseKind(case.kind),
        department=row.department or "", title=case.title, contact=contact(cipher, identity),
        email_confirmed_at=identity.email_verified_at if identity is not None else None,
        consents=_consents(session, case_id), files=_files(session, case_id), replies=_replies(session, case_id),
        notices=_notices(session, case_id), reveals=_reveals(session, case_id),
        requests=requests(session, cipher, case_id), events=_events(session, case), **own)


def _own(session: AnySession, case: Case) -> dict[str, Any]:
    """Return what only cases of its kind have."""
    if isinstance(case, Letter):
        return _of_letter(case)
    none = {"category": "", "place": "", "complained_about": "", "name_hidden": False,
            "consents_to_publication": False, "rating_words": ""}
    if isinstance(case, Comment):
        return none | _of_comment(session, case)
    return none | _of_request(session, case) if isinstance(case, DisclosureRequest) else none


def _of_letter(letter: Letter) -> dict[str, Any]:
    return {"category": letter.category, "text": letter.text, "place": letter.place,
            "complained_about": letter.complained_about, "name_hidden": letter.name_hidden,
            "consents_to_publication": letter.consents_to_publication, "rating_words": letter.rating_words}


def _of_request(session: AnySession, request: DisclosureRequest) -> dict[str, Any]:
    asked = (("申请人", APPLICANT_LABELS[Applicant(request.applicant)]), ("名称或者文号", request.reference),
             ("用途", request.purpose), ("信息形式", PROVIDE_LABELS[ProvideAs(request.provide_as)]),
             ("答复方式", DELIVER_LABELS[DeliverBy(request.deliver_by)]))
    pictures = session.scalar(
        select(func.count()).select_from(IdentityDocument).where(IdentityDocument.case_id == request.id)) or 0
    return {"text": request.text, "asked": asked, "pictures": pictures}


def _of_comment(session: AnySession, comment: Comment) -> dict[str, Any]:
    period = session.get_one(Case, comment.period_id)
    names = adoption.passages(session, comment.period_id)
    asked = (("草案", f"{period.title}（{period.number}）"), ("对", names.get(comment.anchor, comment.anchor)),
             ("态度", STANCE_LABELS[Stance(comment.stance)]), ("公开的署名", comment.shown_name))
    earlier = session.execute(
        select(EarlierText.mended_at, EarlierText.text).where(EarlierText.comment_id == comment.id)
        .order_by(EarlierText.id))
    return {"text": comment.text, "asked": asked, "earlier": tuple((row.mended_at, row.text) for row in earlier)}


def contact(cipher: FieldCipher, identity: Identity | None) -> dict[str, str]:
    """Return the writer's own fields that are kept, decrypted: {slug: text}."""
    if identity is None:
        return {}
    sealed = {field: getattr(identity, field) for field in FIELDS}
    return {field: cipher.decrypt(identity.case_id, field, value)
            for field, value in sealed.items() if value is not None}


def fields_of(person: PersonFile) -> dict[str, str]:
    """Return how the fields of this person are called: an applicant may show another document than the ID card."""
    return {**FIELDS, "id_number": "证件号码"} if person.is_request else FIELDS


def requests(session: AnySession, cipher: FieldCipher, case_id: int) -> tuple[RequestLine, ...]:
    """Return the requests of a case, the newest first."""
    rows = session.scalars(
        select(RightsRequest).where(RightsRequest.case_id == case_id).order_by(RightsRequest.id.desc()))
    return tuple(request_line(cipher, row) for row in rows)


def request_line(cipher: FieldCipher, row: RightsRequest) -> RequestLine:
    """Return a request with its words decrypted."""
    words = cipher.decrypt(row.case_id, "rights_words", row.words) if row.words is not None else ""
    outcome = OUTCOME_LABELS[Outcome(row.outcome)] if row.outcome else ""
    return RequestLine(row.id, row.kind, RIGHT_LABELS[Right(row.kind)], words, row.asked_at, row.due_on,
                       row.decided_at, outcome, row.reason)


def reveal_count(session: AnySession, case_id: int) -> int:
    """Return how often somebody looked at the contact fields of a case."""
    return session.scalar(
        select(func.count()).select_from(IdentityReveal).where(IdentityReveal.case_id == case_id)) or 0


def as_copy(person: PersonFile, notice_labels: dict[str, str]) -> dict[str, object]:
    """Return the copy that the sender takes away: Chinese words for keys, times in China."""
    return {
        "编号": person.number, "收到时间": _time(person.received_at), **_own_words(person),
        "姓名和联系方式": {fields_of(person)[slug]: text for slug, text in person.contact.items()},
        "邮箱确认时间": _time(person.email_confirmed_at),
        "单独同意": [{"事项": one.label, "文本版本": one.version, "同意时间": _time(one.given_at),
                  "撤回时间": _time(one.withdrawn_at)} for one in person.consents],
        "附件": [{"文件名": one.name, "类型": one.media_type, "字节数": one.size, "SHA-256": one.digest,
                "收到时间": _time(one.stored_at)} for one in person.files],
        "答复": [{"时间": _time(at), "单位": unit, "内容": text} for at, unit, text in person.replies],
        "告知": [{"事项": notice_labels.get(one.kind, one.kind), "方式": CHANNELS[one.channel],
                "时间": _time(one.sent_at or one.owed_at), "情况": NOTICE_STATES[one.state]} for one in person.notices],
        "查看姓名和联系方式的记录": [{"时间": _time(one.at), "查看的人": one.who, "看了哪些": one.fields}
                         for one in person.reveals],
        "个人信息申请": [{"事项": one.label, "说明": one.words, "提出时间": _time(one.asked_at),
                    "答复时间": _time(one.decided_at), "结果": one.outcome, "理由": one.reason}
                   for one in person.requests],
        "办理痕迹": [{"时间": _time(at), "事项": act} for at, act in person.events],
    }


def _own_words(person: PersonFile) -> dict[str, object]:
    """Return what letters, requests and comments have each of their own."""
    if person.is_request:
        return {"现在": PUBLIC_REQUEST_STATE_LABELS[person.state],
                "渠道": REQUEST_CHANNEL_LABELS[Channel(person.channel)], "受理机关": person.department,
                "申请": {"需要的信息": person.text, **dict(person.asked)}, _PICTURES: person.pictures}
    if person.is_comment:
        return {"现在": PUBLIC_COMMENT_LABELS[person.state], "渠道": COMMENT_CHANNEL_LABELS[Channel(person.channel)],
                "起草单位": person.department, "意见": {"内容": person.text, **dict(person.asked)},
                "改以前的内容": [{"时间": _time(at), "内容": text} for at, text in person.earlier]}
    return {
        "现在": PUBLIC_STATE_LABELS[person.state], "类别": CATEGORY_LABELS[Category(person.category)],
        "渠道": CHANNEL_LABELS[Channel(person.channel)], "写给": person.mailbox, "承办单位": person.department,
        "来信": {"标题": person.title, "内容": person.text, "发生地点": person.place,
               "反映的单位或者人员": person.complained_about},
        "不让承办单位知道姓名": person.name_hidden, "同意公开": person.consents_to_publication,
        "评价时说的话": person.rating_words}


def _consents(session: AnySession, case_id: int) -> tuple[ConsentLine, ...]:
    rows = session.execute(
        select(Consent.kind, Consent.text_version, Consent.given_at, Consent.withdrawn_at)
        .where(Consent.case_id == case_id).order_by(Consent.id))
    return tuple(ConsentLine(row.kind, CONSENT_LABELS[ConsentKind(row.kind)], row.text_version, row.given_at,
                             row.withdrawn_at) for row in rows)


def _files(session: AnySession, case_id: int) -> tuple[FileLine, ...]:
    rows = session.execute(
        select(Attachment.display_name, Attachment.media_type, Attachment.size, Attachment.digest, Attachment.stored_at)
        .where(Attachment.case_id == case_id).order_by(Attachment.id))
    return tuple(FileLine(*row) for row in rows)


def _replies(session: AnySession, case_id: int) -> tuple[tuple[datetime, str, str], ...]:
    rows = session.execute(
        select(Reply.issued_at, Department.name, Reply.text).join(Department, Department.id == Reply.department_id)
        .where(Reply.case_id == case_id, Reply.issued_at.is_not(None)).order_by(Reply.version))
    return tuple((row.issued_at, row.name, row.text) for row in rows)


def _notices(session: AnySession, case_id: int) -> tuple[NoticeLine, ...]:
    rows = session.execute(
        select(Notice.kind, Notice.channel, Notice.owed_at, Notice.sent_at, Notice.state)
        .where(Notice.case_id == case_id).order_by(Notice.id))
    return tuple(NoticeLine(*row) for row in rows)


def _reveals(session: AnySession, case_id: int) -> tuple[RevealLine, ...]:
    rows = session.execute(
        select(IdentityReveal.revealed_at, IdentityReveal.role, IdentityReveal.fields, Department.name)
        .join(Staff, Staff.id == IdentityReveal.staff_id).outerjoin(Department, Department.id == Staff.department_id)
        .where(IdentityReveal.case_id == case_id).order_by(IdentityReveal.id))
    return tuple(RevealLine(row.revealed_at, f"{row.name or ''}{ROLE_LABELS[Role(row.role)]}",
                            "、".join(_SEEN.get(field, field) for field in row.fields.split(","))) for row in rows)


def _events(session: AnySession, case: Case) -> tuple[tuple[datetime, str], ...]:
    rows = session.execute(
        select(CaseEvent.recorded_at, CaseEvent.act).where(CaseEvent.case_id == case.id).order_by(CaseEvent.seq))
    return tuple((row.recorded_at, machines.act_label(case.kind, Act(row.act))) for row in rows)


def _time(instant: datetime | None) -> str:
    return "" if instant is None else local_time(instant).isoformat(sep=" ", timespec="minutes")[:16]
