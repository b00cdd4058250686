"""Owing messages: a row in the transaction of its cause. How they go out stands in services/outbox.py."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from sqlalchemy import bindparam, func, insert, select

from models.case import Case
from models.identity import Identity
from models.notice import Notice
from models.types import UTCDateTime, table_of
from rules import contacts, numbering
from rules.delivery import CONFIRMED_A_DAY, SMS_A_DAY, UNCONFIRMED_A_DAY, Channel
from rules.localtime import start_of_day
from services.work import Work

DELIVER_JOB = "workers.notices.deliver_due"
TOO_MANY_SMS = f"这个号码今天已经有{SMS_A_DAY}条短信，这一条没有发"
ONE_DAY = timedelta(days=1)
_NOTICE = insert(table_of(Notice)).returning(table_of(Notice).c.id)
_RECEIPTS = (
    select(func.count(Notice.id).label("receipts"), func.max(Identity.email_verified_at).label("verified_at"))
    .select_from(Identity)
    .outerjoin(Notice, (Notice.case_id == Identity.case_id) & (Notice.kind == "received") & (Notice.channel == "mail")
               & Notice.state.in_(("owed", "sent")) & (Notice.owed_at > bindparam("since", type_=UTCDateTime)))
    .where(Identity.email_digest == bindparam("digest")))


class NoticeKind(StrEnum):
    """What a notice tells. `RECEIVED` is the one mail that an unverified address gets (security.md M3)."""

    RECEIVED = "received"
    ANSWERED = "answered"
    DECLINED = "declined"
    DUE_CHANGED = "due_changed"
    MERGED = "merged"
    MERGED_ANSWERED = "merged_answered"
    REWORKED = "reworked"
    DEADLINES = "deadlines"
    EXTENDED = "extended"
    PAUSED = "paused"
    RESUMED = "resumed"
    RECLASSIFIED = "reclassified"
    DAY_SEALED = "day_sealed"
    RIGHTS_DECIDED = "rights_decided"
    BULLETIN_ISSUED = "bulletin_issued"
    DEMAND_DUE = "demand_due"
    CONFERRING = "conferring"
    DAILY_LIST = "daily_list"
    MONTHLY_SUMMARY = "monthly_summary"
    # Only applicants for government information get these.
    RECEIPT_CONFIRMED = "receipt_confirmed"
    CORRECTION_DEMANDED = "correction_demanded"
    CHARGED = "charged"
    REASONS_ASKED = "reasons_asked"
    LAPSED = "lapsed"
    ANNUAL_RETURN = "annual_return"
    PERIOD_CLOSING = "period_closing"
    PERIOD_CANCELLED = "period_cancelled"
    # Only whoever commented on a draft gets these.
    DRAFT_REPLACED = "draft_replaced"
    MEND_ASKED = "mend_asked"
    SET_ASIDE = "set_aside"
    RESTORED = "restored"
    ADOPTION = "adoption"


NOTICE_LABELS: dict[NoticeKind, str] = {
    NoticeKind.DUE_CHANGED: "答复期限变更告知",
    NoticeKind.RECEIPT_CONFIRMED: "确认收到告知", NoticeKind.CORRECTION_DEMANDED: "补正告知",
    NoticeKind.CHARGED: "收费告知", NoticeKind.REASONS_ASKED: "说明理由告知", NoticeKind.LAPSED: "不再处理告知",
    NoticeKind.RECEIVED: "收信回执", NoticeKind.ANSWERED: "答复告知", NoticeKind.DECLINED: "不予受理告知",
    NoticeKind.MERGED: "合并办理告知", NoticeKind.MERGED_ANSWERED: "合并事项答复告知", NoticeKind.REWORKED: "重办告知",
    NoticeKind.DEADLINES: "期限提醒",
    NoticeKind.EXTENDED: "延期告知", NoticeKind.PAUSED: "中止计时告知", NoticeKind.RESUMED: "恢复计时告知",
    NoticeKind.DAY_SEALED: "办理记录封存",
    NoticeKind.BULLETIN_ISSUED: "通报印发告知", NoticeKind.DEMAND_DUE: "整改期限提醒",
    NoticeKind.CONFERRING: "会商告知",
    NoticeKind.DAILY_LIST: "一日一清单", NoticeKind.MONTHLY_SUMMARY: "一月一汇总",
    NoticeKind.ANNUAL_RETURN: "年度报表告知", NoticeKind.PERIOD_CLOSING: "征集截止提醒",
    NoticeKind.PERIOD_CANCELLED: "征集终止告知",
    NoticeKind.DRAFT_REPLACED: "换稿告知",
    NoticeKind.MEND_ASKED: "意见退回修改告知", NoticeKind.SET_ASIDE: "意见不列入统计告知",
    NoticeKind.RESTORED: "意见恢复列入告知", NoticeKind.ADOPTION: "采纳情况反馈告知",
    NoticeKind.RECLASSIFIED: "类别改变告知", NoticeKind.RIGHTS_DECIDED: "个人信息申请办理告知"}
# A telephone has no link to confirm it, and each message costs money: its owner hears of the three steps that count,
# that the letter is here and how it ended, once each, and of nothing in between. An applicant who has to do
# something by a day, or loses the request, hears of that too.
SMS_KINDS = frozenset({NoticeKind.RECEIVED, NoticeKind.ANSWERED, NoticeKind.DECLINED, NoticeKind.CORRECTION_DEMANDED,
                       NoticeKind.CHARGED, NoticeKind.REASONS_ASKED, NoticeKind.MEND_ASKED, NoticeKind.ADOPTION})


class Chained(Protocol):
    """A case as far as a notice needs it: a stored letter, or one that has just been registered."""

    @property
    def id(self) -> int: ...
    @property
    def number(self) -> str: ...
    @property
    def chain_length(self) -> int: ...


def owe(work: Work, case: Chained, kind: NoticeKind, *, verified: bool, cause: str = "") -> None:
    """Owe the writer one mail of this kind about the case.

    `cause` tells causes apart that are no events of the case itself. To an address that is not confirmed yet
    everything but the receipt is held until it is (design.md 6.10).
    """
    held = not verified and kind is not NoticeKind.RECEIVED
    _owe(work, case, kind, Channel.MAIL, cause=cause, state="held" if held else "owed")


def owe_receipt(work: Work, case: Chained, email: str) -> None:
    """Owe the receipt mail of a letter that has just been stored.

    Anybody can type somebody else's address, again and again. So of an address that nobody has confirmed one receipt
    a day goes out, and the others are held until its owner confirms one of them (security.md M3).
    """
    row = work.session.connection().execute(
        _RECEIPTS, {"digest": email_digest(work, email), "since": work.now - ONE_DAY}).one()
    most = UNCONFIRMED_A_DAY if row.verified_at is None else CONFIRMED_A_DAY
    _owe(work, case, NoticeKind.RECEIVED, Channel.MAIL, state="owed" if row.receipts < most else "held")


def owe_sms(work: Work, case: Chained, kind: NoticeKind, phone: str) -> None:
    """Owe the writer one short message, when the number is a mobile one and the kind is one of SMS_KINDS.

    What is more than a number may get on one day is given up at once, in sight of staff: whoever types another
    person's number must not be able to keep that telephone ringing.
    """
    if kind not in SMS_KINDS or not contacts.is_mobile(phone):
        return
    digest = phone_digest(work, phone)
    today = work.session.scalar(
        select(func.count()).select_from(Notice).join(Identity, Identity.case_id == Notice.case_id)
        .where(Identity.phone_digest == digest, Notice.channel == Channel.SMS,
               Notice.owed_at >= start_of_day(work.today))) or 0
    if today < SMS_A_DAY:
        _owe(work, case, kind, Channel.SMS)
    else:
        _owe(work, case, kind, Channel.SMS, state="failed", error=TOO_MANY_SMS)


def tell_writer(work: Work, case: Case, kind: NoticeKind, *, cause: str = "") -> None:
    """Owe the writer a mail when there is an address, else a short message when there is a number."""
    row = work.session.execute(
        select(Identity.email.is_not(None).label("has_email"), Identity.email_verified_at, Identity.phone)
        .where(Identity.case_id == case.id)).one_or_none()
    if row is None:
        return
    if row.has_email:
        owe(work, case, kind, verified=row.email_verified_at is not None, cause=cause)
    elif row.phone is not None:
        owe_sms(work, case, kind, work.cipher.decrypt(case.id, "phone", row.phone))


def owe_staff(work: Work, staff_id: int, kind: str, cause: str) -> int:
    """Owe a member of staff one mail and return the notice's id; `cause` is a slug that makes it one of a kind."""
    place = f"{kind}.staff-{staff_id}.{cause}"
    return _insert(work, Channel.MAIL, {"case_id": None, "staff_id": staff_id, "kind": kind,
                                        "dedupe_key": place.replace(".", ":"), "message_id": place})


def release_held(work: Work, case_id: int) -> None:
    """Let the held messages of a case go out, now that its address is confirmed.

    The owner of the address is there: the receipts of other letters that were held for it go out too.
    """
    digest = select(Identity.email_digest).where(Identity.case_id == case_id).scalar_subquery()
    receipts = list(work.session.scalars(
        select(Notice).join(Identity, Identity.case_id == Notice.case_id)
        .where(Identity.email_digest == digest, Notice.state == "held", Notice.kind == NoticeKind.RECEIVED,
               Notice.case_id != case_id).order_by(Notice.id).limit(CONFIRMED_A_DAY)))
    own = work.session.scalars(
        select(Notice).where(Notice.case_id == case_id, Notice.state == "held").order_by(Notice.id))
    for notice in [*own, *receipts]:
        notice.state, notice.next_attempt_at = "owed", work.now
        work.after_commit(DELIVER_JOB, notice.channel)


def email_digest(work: Work, email: str) -> str:
    """Return the keyed digest under which letters with one mail address are found."""
    return numbering.keyed_digest(work.secrets.code, "email", email.casefold())


def phone_digest(work: Work, phone: str) -> str:
    """Return the keyed digest under which messages to a number are counted."""
    return numbering.keyed_digest(work.secrets.code, "phone", contacts.normal_phone(phone))


def _owe(work: Work, case: Chained, kind: NoticeKind, channel: Channel, *, cause: str = "", state: str = "owed",
         error: str = "") -> None:
    place = f"{case.chain_length}-{cause}" if cause else str(case.chain_length)
    _insert(work, channel, {"case_id": case.id, "staff_id": None, "kind": kind.value,
                            "dedupe_key": f"{kind}:{case.id}:{place}", "message_id": f"{kind}.{case.number}.{place}"},
            state=state, error=error)


def _insert(work: Work, channel: Channel, named: dict[str, object], *, state: str = "owed", error: str = "") -> int:
    owed = state == "owed"
    notice_id: int = work.session.connection().execute(_NOTICE, {
        **named, "channel": channel.value, "state": state, "owed_at": work.now,
        "next_attempt_at": work.now if owed else None, "attempts": 0, "lease": 0, "abandoned": 0,
        "last_error": error}).scalar_one()
    if owed and (DELIVER_JOB, (channel.value,)) not in work.jobs:
        work.after_commit(DELIVER_JOB, channel.value)
    return notice_id
