"""The register of remedies about a request (复议、诉讼、举报): words, days that bind, what an entry must hold.

Owns no wording of replies; what these tell their reader to do is in rules/remedies.py.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rules.calendar import WorkCalendar
from rules.errors import InputRefused
from rules.outcomes import BY_OUTCOME, Outcome
from rules.remedies import RECONSIDERATION_FIRST_SINCE, SIX_MONTHS_SINCE
from rules.text_checks import storable, within

BODY_CHARACTERS, NUMBER_CHARACTERS, WORDS_CHARACTERS = 60, 60, 2_000


class RemedyKind(StrEnum):
    """What was filed against how a request was handled (条例 51)."""

    RECONSIDERATION = "reconsideration"
    LAWSUIT = "lawsuit"
    COMPLAINT = "complaint"


class RemedyOutcome(StrEnum):
    """How it ended, as section four of the form of 2021 counts it; none while it is pending."""

    MAINTAINED = "maintained"
    CORRECTED = "corrected"
    OTHER = "other"


class FiledBy(StrEnum):
    """Who filed it; a slug, since nobody's name belongs into a register."""

    APPLICANT = "applicant"
    THIRD_PARTY = "third_party"
    SOMEBODY = "somebody"


KIND_LABELS: Mapping[RemedyKind, str] = {
    RemedyKind.RECONSIDERATION: "行政复议", RemedyKind.LAWSUIT: "行政诉讼", RemedyKind.COMPLAINT: "投诉举报"}
OUTCOME_LABELS: Mapping[RemedyOutcome, str] = {
    RemedyOutcome.MAINTAINED: "结果维持", RemedyOutcome.CORRECTED: "结果纠正", RemedyOutcome.OTHER: "其他结果"}
PENDING_LABEL = "尚未审结"
FILED_BY_LABELS: Mapping[FiledBy, str] = {
    FiledBy.APPLICANT: "申请人", FiledBy.THIRD_PARTY: "第三方", FiledBy.SOMEBODY: "其他人"}
BODY_LABELS: Mapping[RemedyKind, str] = {
    RemedyKind.RECONSIDERATION: "复议机关", RemedyKind.LAWSUIT: "法院", RemedyKind.COMPLAINT: "受理机关"}
# 行政复议法 (2023) 48, 54 and 88: ten working days, five in the simplified procedure. 行政诉讼法 67: fifteen days.
_ANSWER_DAYS, _SIMPLIFIED_DAYS, _COURT_DAYS = 10, 5, 15
# 行政复议法 20 and 行政诉讼法 45.
_RECONSIDERATION_DAYS, _AFTER_DECISION_DAYS = 60, 15


@dataclass(frozen=True)
class RemedyFacts:
    """One entry as it is typed."""

    kind: RemedyKind
    filed_by: FiledBy
    body: str
    filed_on: date | None
    body_number: str = ""
    claim: str = ""
    after_reconsideration: bool = False
    is_simplified: bool = False
    notified_on: date | None = None
    answered_on: date | None = None


def kind_label(kind: str, *, after_reconsideration: bool) -> str:
    """Return a kind as the annual form names it: lawsuits are counted apart by whether reconsideration came first."""
    if kind != RemedyKind.LAWSUIT:
        return KIND_LABELS[RemedyKind(kind)]
    return "行政诉讼（复议后起诉）" if after_reconsideration else "行政诉讼（未经复议直接起诉）"


def outcome_label(outcome: str | None) -> str:
    """Return how a remedy ended, or that it has not."""
    return OUTCOME_LABELS[RemedyOutcome(outcome)] if outcome else PENDING_LABEL


def checked(facts: RemedyFacts, received_on: date, today: date) -> RemedyFacts:
    """Return the entry with its texts trimmed; `received_on` is when the request came in.

    Raises InputRefused that names the field: no body, a day in the future, or days in an impossible order.
    """
    if facts.after_reconsideration and facts.kind is not RemedyKind.LAWSUIT:
        raise InputRefused("只有行政诉讼才分直接起诉和复议后起诉。", "after_reconsideration")
    if facts.is_simplified and facts.kind is not RemedyKind.RECONSIDERATION:
        raise InputRefused("简易程序在这里只指行政复议（行政复议法第五十三条）。", "is_simplified")
    filed_on = _day(facts.filed_on, "filed_on", "提起的日期", received_on, "收到申请的日期", today)
    if filed_on is None:
        raise InputRefused("请填提起的日期，以受理通知书或者起诉状上的为准。", "filed_on")
    notified_on = _day(facts.notified_on, "notified_on", "收到副本的日期", filed_on, "提起的日期", today)
    if facts.answered_on is not None and notified_on is None:
        raise InputRefused("请先填收到副本的日期，再填提交答复的日期。", "notified_on")
    _day(facts.answered_on, "answered_on", "提交答复的日期", notified_on or filed_on, "收到副本的日期", today)
    body = _line(facts.body, BODY_CHARACTERS, "body", BODY_LABELS[facts.kind])
    if not body:
        raise InputRefused(f"请写{BODY_LABELS[facts.kind]}的全称。", "body")
    return RemedyFacts(
        facts.kind, facts.filed_by, body, filed_on, _line(facts.body_number, NUMBER_CHARACTERS, "body_number", "案号"),
        _words(facts.claim, "claim", "请求"), facts.after_reconsideration, facts.is_simplified, notified_on,
        facts.answered_on)


def checked_decision(outcome: str, decided_on: date | None, words: str, filed_on: date,
                     today: date) -> tuple[RemedyOutcome, date, str]:
    """Return how a remedy ended, when, and the words. Raises InputRefused that names the field."""
    known = next((one for one in RemedyOutcome if one.value == outcome), None)
    if known is None:
        raise InputRefused("请选结果：维持、纠正，或者其他。还没有结果的不用填这一栏。", "outcome")
    day = _day(decided_on, "decided_on", "决定或者判决的日期", filed_on, "提起的日期", today)
    if day is None:
        raise InputRefused("请填决定书或者判决书上的日期。", "decided_on")
    said = _words(words, "words", "结果说明")
    if known is not RemedyOutcome.MAINTAINED and not said:
        raise InputRefused("请写明决定或者判决的主文：纠正了什么，或者怎样了结。", "words")
    return known, day, said


def answer_by(kind: RemedyKind, notified_on: date | None, calendar: WorkCalendar, *,
              is_simplified: bool = False) -> date | None:
    """Return the last day for the agency's own answer to the body, None for a complaint or before the copy is here.

    Reconsideration: ten working days, five in the simplified procedure (行政复议法 48, 54, 88); before 2024 ten
    calendar days. Court: fifteen days (行政诉讼法 67). The last day rolls past holidays.
    """
    if notified_on is None or kind is RemedyKind.COMPLAINT:
        return None
    if kind is RemedyKind.LAWSUIT:
        return calendar.on_or_after(notified_on + timedelta(days=_COURT_DAYS))
    if notified_on < RECONSIDERATION_FIRST_SINCE:
        return calendar.on_or_after(notified_on + timedelta(days=_ANSWER_DAYS))
    return calendar.add_working_days(notified_on, _SIMPLIFIED_DAYS if is_simplified else _ANSWER_DAYS)


def last_day_to_file(kind: RemedyKind, known_on: date | None, calendar: WorkCalendar, *,
                     reconsidered_on: date | None = None) -> date | None:
    """Return the last day on which a remedy against a reply could be filed, None where no term is known.

    `known_on` is the day of delivery, `reconsidered_on` that of the decision on reconsideration. Sixty days (行政复议法
    20); six months, three before 2015-05-01, for a direct lawsuit (行政诉讼法 46); fifteen days after reconsideration
    (行政诉讼法 45). Whether somebody learned of the act later is for the body to judge.
    """
    if kind is RemedyKind.COMPLAINT:
        return None
    if kind is RemedyKind.LAWSUIT and reconsidered_on is not None:
        return calendar.on_or_after(reconsidered_on + timedelta(days=_AFTER_DECISION_DAYS))
    if known_on is None:
        return None
    if kind is RemedyKind.RECONSIDERATION:
        return calendar.on_or_after(known_on + timedelta(days=_RECONSIDERATION_DAYS))
    return calendar.on_or_after(_months_later(known_on, 6 if known_on >= SIX_MONTHS_SINCE else 3))


def skipped_reconsideration(kind: str, outcome: str | None, answered_on: date | None, *,
                            after_reconsideration: bool) -> bool:
    """Tell whether a direct lawsuit went past the reconsideration that must come first (行政复议法 23¶1(四))."""
    if kind != RemedyKind.LAWSUIT or after_reconsideration or outcome is None or answered_on is None:
        return False
    return BY_OUTCOME[Outcome(outcome)].is_refusal and answered_on >= RECONSIDERATION_FIRST_SINCE


def is_answer_overdue(answer_by: date | None, answered_on: date | None, outcome: str | None, today: date) -> bool:
    """Tell whether the agency's own answer to the body is late."""
    return answer_by is not None and answered_on is None and outcome is None and today > answer_by


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def _day(day: date | None, field: str, label: str, earliest: date, earliest_label: str, today: date) -> date | None:
    if day is None:
        return None
    if day > today:
        raise InputRefused(f"{label}不能在今天以后。", field)
    if day < earliest:
        raise InputRefused(f"{label}不能早于{earliest_label}（{earliest.isoformat()}）。", field)
    return day


def _line(text: str, longest: int, field: str, label: str) -> str:
    return within(storable(" ".join(text.split()), field, label), longest, field, label)


def _words(text: str, field: str, label: str) -> str:
    return within(storable(text.strip(), field, label), WORDS_CHARACTERS, field, label)
