"""Three people release a period; afterwards it can be given more days or be ended early, each with a public reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models.clock import Clock
from models.comment_period import CommentPeriod
from models.publication import Revision
from rules.actors import Role
from rules.errors import InputRefused, NotPermitted, TransitionRefused
from rules.hearings import Times
from rules.vocabulary import State
from services import comment_releases, hearings, ledger, period_changes
from services.hearings import HearingPlan
from services.work import Work
from tests.factories import acting, staff
from tests.factories_comments import period_in

REASON = "草案涉及面广，延长征集。"


def _office(work: Work, **later: float) -> Work:
    return acting(work, staff(work, Role.DISCLOSURE), **later)


def _revision(work: Work) -> int:
    return work.session.scalar(select(Revision.value).where(Revision.name == "public")) or 0


def test_release_takes_three_people_and_a_first_day_that_has_not_passed(work: Work) -> None:
    """Who drafted never approves, who approved never releases, whatever roles they have by then."""
    period = period_in(work, State.RELEASE_DRAFTED)
    lead = acting(work, staff(work, Role.LEAD, "housing"))
    period.release_drafted_by = lead.actor.id
    with pytest.raises(NotPermitted, match="三个人分别办理"):
        comment_releases.approve(lead, period.id)
    period.release_drafted_by = None
    comment_releases.approve(lead, period.id)
    with pytest.raises(InputRefused, match="开始日期已经过去"):
        comment_releases.release(_office(work, days=1), period.id)
    period.release_approved_by = staff(work, Role.DISCLOSURE).id
    with pytest.raises(NotPermitted, match="三个人分别办理"):
        comment_releases.release(_office(work), period.id)


@pytest.mark.parametrize(("days", "closes_on", "reason", "words"), [
    pytest.param(0, date(2026, 12, 24), REASON, "晚于现在的截止日期", id="the same day"),
    pytest.param(0, date(2027, 11, 26), REASON, "最长366天", id="more than a year"),
    pytest.param(0, date(2027, 1, 8), " ", "请写延长的理由", id="no reason"),
    pytest.param(31, date(2027, 1, 8), REASON, "已经截止", id="closed by the clock, and not by the sweep yet"),
])
def test_lengthen_refuses_what_is_no_later_day_with_a_reason_in_time(
        work: Work, days: int, closes_on: date, reason: str, words: str) -> None:
    period = period_in(work, State.OPEN)
    with pytest.raises((InputRefused, TransitionRefused), match=words):
        period_changes.lengthen(_office(work, days=days), period.id, closes_on, reason)


def test_lengthen_is_the_offices_and_moves_the_closing_instant_in_public(work: Work) -> None:
    period = period_in(work, State.OPEN)
    before, revision = period.closes_at, _revision(work)
    with pytest.raises(NotPermitted):
        period_changes.lengthen(acting(work, staff(work, Role.LEAD, "housing")), period.id, date(2027, 1, 8), REASON)
    made = period_changes.lengthen(_office(work), period.id, date(2027, 1, 8), REASON)
    assert (made.before_on, made.after_on) == (date(2026, 12, 24), date(2027, 1, 8))
    assert period.closes_at - before == timedelta(days=15)
    assert _revision(work) > revision


def test_cancel_while_sorting_stops_the_clock_and_calls_hearings_off(work: Work) -> None:
    period = period_in(work, State.SORTING)
    handler = acting(work, staff(work, Role.HANDLER, "housing"), days=33)
    held = handler.now + timedelta(days=20)
    hearing = hearings.arrange(handler, period.id, HearingPlan(
        Times(held, handler.now + timedelta(days=5)), "县政务服务中心三楼", 10))
    with pytest.raises(InputRefused, match="请写终止的理由"):
        period_changes.cancel(_office(work, days=34), period.id, "")
    period_changes.cancel(_office(work, days=34), period.id, "上位法正在修订。")
    work.session.flush()  # the record is compared with what the database holds
    assert work.session.get_one(CommentPeriod, period.id).state == State.CANCELLED
    assert hearing.cancel_reason
    assert work.session.scalars(select(Clock.stopped_at).where(Clock.case_id == period.id)).one() is not None
    assert ledger.verify(work).ok
