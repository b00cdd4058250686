"""Periods for public comment: planned, reviewed and released by three people; opened and ended by the service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, insert, select

from models.case import Case
from models.comment_period import CommentPeriod, DraftPassage, DraftVersion
from models.department import Mailbox
from models.types import table_of
from rules import comment_periods, ledger, machines, numbering, permissions
from rules.comment_words import DraftKind
from rules.draft_text import Passage
from rules.errors import InputRefused
from rules.permissions import CaseFacts
from rules.text_checks import storable, within
from rules.transitions import Act
from rules.vocabulary import CaseKind, Channel
from services import cases, events, locking, registration
from services.work import Work

TITLE_CHARACTERS = 100
LEAD_CHARACTERS = 200
EXPLANATION_CHARACTERS = 20_000
WAY_CHARACTERS = 200
NO_DRAFT = "还没有草案正文。请先上传或者粘贴草案，再送审。"
_LIMITS: tuple[tuple[str, str, int], ...] = (
    ("title", "名称", TITLE_CHARACTERS), ("lead", "一句话说明", LEAD_CHARACTERS),
    ("explanation", "起草说明", EXPLANATION_CHARACTERS),
    ("short_reason", "缩短期限的理由", comment_periods.REASON_CHARACTERS),
    ("post_address", "寄信地址", WAY_CHARACTERS), ("hall_address", "当面提交的地点", WAY_CHARACTERS),
    ("hall_hours", "当面提交的时间", WAY_CHARACTERS), ("email", "电子邮箱", WAY_CHARACTERS),
    ("phone", "联系电话", WAY_CHARACTERS))
_NEEDED = {"title": "请写草案的名称。", "lead": "请用一句话说明这次征求什么意见。",
           "explanation": "请写起草说明（重大行政决策程序暂行条例第十五条）。"}
_PERIOD = insert(table_of(CommentPeriod))
_PASSAGE = insert(table_of(DraftPassage))


@dataclass(frozen=True)
class PeriodPlan:
    """What is asked, in which days (China, both inclusive), and the ways to answer beside the web."""

    token: str
    title: str
    lead: str
    explanation: str
    opens_on: date
    closes_on: date
    draft_kind: DraftKind = DraftKind.NORMATIVE_DOCUMENT
    is_about_market: bool = False
    short_reason: str = ""
    post_address: str = ""
    hall_address: str = ""
    hall_hours: str = ""
    email: str = ""
    phone: str = ""

    @property
    def days(self) -> tuple[date, date]:
        return self.opens_on, self.closes_on


def plan(work: Work, wanted: PeriodPlan) -> CommentPeriod:
    """Put down a new period of the actor's department; sending the same token again gives the same one.

    Raises NotPermitted, and InputRefused for what is missing, too long, or shorter than the law without a reason.
    """
    unit = work.actor.department_id
    permissions.require(work.actor, Act.PLAN_PERIOD, CaseFacts(unit, kind=CaseKind.COMMENT_PERIOD))
    wanted = checked(work, wanted)
    key = registration.submission_key(work, wanted.token)
    series = f"{numbering.SERIES[CaseKind.COMMENT_PERIOD]}{work.today.year}"
    locking.lock_series(work.session, series)
    sent = work.session.scalar(select(Case.id).where(Case.submission_key == key))
    if sent is not None:
        return locking.lock_period(work.session, sent)
    number = numbering.case_number(CaseKind.COMMENT_PERIOD, work.today.year, locking.next_serial(work.session, series))
    body = numbering.keyed_digest(work.secrets.code, "body", repr(wanted))
    event = events.prepare(work, number, ledger.GENESIS, Act.PLAN_PERIOD.value,
                           {"department": unit, "clock": None, "body": body, **_days(wanted)}, None)
    connection = work.session.connection()
    case_id: int = connection.execute(registration.CASE, {
        "kind": CaseKind.COMMENT_PERIOD.value, "number": number, "title": wanted.title, "channel": Channel.WEB.value,
        "state": machines.next_state(CaseKind.COMMENT_PERIOD, None, Act.PLAN_PERIOD).value,
        "mailbox_id": work.session.scalar(select(Mailbox.id).where(Mailbox.department_id == unit).limit(1))
        or work.settings.mailboxes[""],
        "department_id": unit, "received_at": work.now, "answered_at": None, "closed_at": None,
        # No code opens a period: it has no writer.
        "submission_key": key, "body_digest": body, "code_mac": "", "chain_head": event["mac"],
        "chain_length": 1}).scalar_one()
    connection.execute(_PERIOD, {"case_id": case_id, **_columns(wanted), "release_words": "", "result_words": "",
                                 "result_back_words": "", "cancel_reason": ""})
    events.append(work, case_id, event)
    return locking.lock_period(work.session, case_id)


def change(work: Work, case_id: int, wanted: PeriodPlan) -> None:
    """Change a period that has not been sent for review. Raises as `plan`, and TransitionRefused."""
    period = locking.lock_period(work.session, case_id)
    period.state = cases.require(work, period, Act.CHANGE_PERIOD)
    wanted = checked(work, wanted)
    period.title = wanted.title
    for column, value in _columns(wanted).items():
        setattr(period, column, value)
    events.record(work, period, Act.CHANGE_PERIOD, _days(wanted))


def set_draft(work: Work, case_id: int, passages: Sequence[Passage]) -> DraftVersion:
    """Put the text of a draft down, in the place of what was there; only before it is sent for review."""
    period = locking.lock_period(work.session, case_id)
    period.state = cases.require(work, period, Act.CHANGE_PERIOD)
    version = store_version(work, period, passages)
    events.record(work, period, Act.CHANGE_PERIOD, {"version": version.id, "passages": len(passages)})
    return version


def store_version(work: Work, period: CommentPeriod, passages: Sequence[Passage], reason: str = "",
                  is_final: bool = False) -> DraftVersion:
    """Store one more version of a period's draft, which is not in force yet. The caller holds the period's lock."""
    serial = work.session.scalar(
        select(func.coalesce(func.max(DraftVersion.serial), 0)).where(DraftVersion.period_id == period.case_id)) or 0
    version = DraftVersion(period_id=period.case_id, serial=serial + 1, is_final=is_final, reason=reason,
                           made_by=work.actor.slug, made_at=work.now)
    work.session.add(version)
    work.session.flush()  # its passages name it by its id
    work.session.connection().execute(_PASSAGE, [
        {"version_id": version.id, "place": place, "anchor": one.anchor, "level": one.level.value, "label": one.label,
         "text": one.text} for place, one in enumerate(passages, 1)])
    return version


def newest_version(work: Work, case_id: int) -> DraftVersion | None:
    """Return the newest version of a period's draft, whether it is in force or not."""
    return work.session.scalars(select(DraftVersion).where(DraftVersion.period_id == case_id)
                                .order_by(DraftVersion.serial.desc()).limit(1)).first()


def checked(work: Work, wanted: PeriodPlan) -> PeriodPlan:
    """Return the plan as it is stored. Raises InputRefused at the field that cannot be taken."""
    for field, label, longest in _LIMITS:
        within(storable(getattr(wanted, field), field, label), longest, field, label)
    for field, sentence in _NEEDED.items():
        if not getattr(wanted, field).strip():
            raise InputRefused(sentence, field)
    comment_periods.check_days(wanted.draft_kind, wanted.is_about_market, wanted.days, wanted.short_reason,
                               work.calendar)
    return replace(wanted, **{field: getattr(wanted, field).strip() for field, _, _ in _LIMITS})


def _columns(wanted: PeriodPlan) -> dict[str, object]:
    times = comment_periods.window(*wanted.days)
    return {"draft_kind": wanted.draft_kind.value, "is_about_market": wanted.is_about_market, "lead": wanted.lead,
            "explanation": wanted.explanation, "opens_on": wanted.opens_on, "closes_on": wanted.closes_on,
            "opens_at": times.opens_at, "closes_at": times.closes_at, "short_reason": wanted.short_reason,
            "post_address": wanted.post_address, "hall_address": wanted.hall_address, "hall_hours": wanted.hall_hours,
            "email": wanted.email, "phone": wanted.phone}


def _days(wanted: PeriodPlan) -> dict[str, object]:
    return {"opens": wanted.opens_on.isoformat(), "closes": wanted.closes_on.isoformat(),
            "kind": wanted.draft_kind.value}
