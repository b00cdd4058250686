"""Changing a period for public comment that has been released: more days for it, or its end before time.

A new text while it is open is services/draft_versions.py.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from models.comment_period import Hearing
from models.period_lengthening import PeriodLengthening
from rules import comment_periods
from rules.comment_periods import LONGEST_DAYS
from rules.errors import InputRefused, TransitionRefused
from rules.text_checks import storable, within
from rules.transitions import Act
from services import cases, clocks, events, locking
from services.publication import PUBLIC_REVISION
from services.work import Work

NOT_LATER = "新的截止日期要晚于现在的截止日期。需要提前结束的，只能终止这次征集。"
TOO_LONG = f"征集最长{LONGEST_DAYS}天。请把截止日期改早一些。"
CLOSED = "这次征集已经截止，不能再延长。需要再次征求意见的，请拟定一次新的征集。"
HEARING_ENDS = "征集已经终止，听证会不再举行。"


def lengthen(work: Work, case_id: int, closes_on: date, reason: str) -> PeriodLengthening:
    """Move the last day of a released period to a later one (China, inclusive), with a reason that is published.

    Raises InputRefused for a day that is not later, or a year and more away, and without a reason, NotPermitted, and
    TransitionRefused once the period has closed by the clock, whether the sweep has recorded it or not.
    """
    period = locking.lock_period(work.session, case_id)
    state = cases.require(work, period, Act.LENGTHEN_PERIOD)
    if work.now > period.closes_at:
        raise TransitionRefused(CLOSED)
    before = period.closes_on
    if closes_on <= before:
        raise InputRefused(NOT_LATER, "closes_on")
    if (closes_on - period.opens_on).days > LONGEST_DAYS:
        raise InputRefused(TOO_LONG, "closes_on")
    words = _reason(reason, "延长的理由", "请写延长的理由，会和新的截止日期一同公布。")
    # Whoever was reminded of the old day is reminded of the new one too.
    period.state, period.closes_on, period.reminded_at = state, closes_on, None
    period.closes_at = comment_periods.window(period.opens_on, closes_on).closes_at
    made = PeriodLengthening(period_id=case_id, before_on=before, after_on=closes_on, reason=words,
                             made_by=work.actor.slug, made_at=work.now)
    work.session.add(made)
    events.record(work, period, Act.LENGTHEN_PERIOD, {"before": before.isoformat(), "after": closes_on.isoformat()})
    locking.bump_revision(work.session, PUBLIC_REVISION)
    return made


def cancel(work: Work, case_id: int, reason: str) -> None:
    """End a period before its result, with a reason that is published where the period has been.

    What came in is kept. Its feedback is owed no longer, and its hearings are not held. Raises InputRefused without a
    reason, NotPermitted, TransitionRefused.
    """
    period = locking.lock_period(work.session, case_id)
    state = cases.require(work, period, Act.CANCEL_PERIOD)
    words = _reason(reason, "终止的理由", "请写终止的理由，已经提了意见的人会看到。")
    clocks.stop(work, period)
    for hearing in work.session.scalars(select(Hearing).where(
            Hearing.period_id == case_id, Hearing.cancel_reason == "", Hearing.held_at > work.now)):
        hearing.cancel_reason = HEARING_ENDS
    period.state, period.cancel_reason = state, words
    events.record(work, period, Act.CANCEL_PERIOD)
    if period.released_at is not None:
        locking.bump_revision(work.session, PUBLIC_REVISION)


def _reason(words: str, label: str, missing: str) -> str:
    checked = within(storable(words, "reason", label), comment_periods.REASON_CHARACTERS, "reason", label).strip()
    if not checked:
        raise InputRefused(missing, "reason")
    return checked
