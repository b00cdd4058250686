"""From a plan to comments taken in: three people, the server's clock, repeats, and the clock of the feedback."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models.comment import Comment
from models.identity import Identity
from rules.actors import CITIZEN, SYSTEM, Role
from rules.comment_words import DraftKind
from rules.errors import Conflict, InputRefused, NotFound, NotPermitted, TransitionRefused
from rules.localtime import start_of_day
from rules.vocabulary import Channel, State
from services import comment_intake, comment_openings, comment_periods, comment_releases, ledger
from services.work import Work
from tests import factories_comments
from tests.factories import acting, answer_clock, staff
from tests.factories_comments import comment, draft, period_in, plan


def test_release_takes_three_people_and_opens_by_itself(work: Work) -> None:
    handler, lead = (acting(work, staff(work, role, "housing")) for role in (Role.HANDLER, Role.LEAD))
    period = comment_periods.plan(lead, plan(work))
    with pytest.raises(InputRefused, match="还没有草案"):
        comment_releases.send_for_review(lead, period.id)
    comment_periods.set_draft(lead, period.id, factories_comments.PASSAGES)
    comment_releases.send_for_review(lead, period.id)
    with pytest.raises(NotPermitted, match="三个人"):
        comment_releases.approve(lead, period.id)
    with pytest.raises(NotPermitted):
        comment_releases.approve(handler, period.id)
    comment_releases.send_back(lead, period.id, "请补上测算表")
    assert (period.state, period.release_words) == (State.PLANNED, "请补上测算表")
    opened = period_in(work, State.OPEN)
    assert (opened.number, opened.state, opened.minimum_length) == ("Z2026-2", State.OPEN, 7)
    assert opened.opens_at == work.now
    assert ledger.verify(work).first_bad is None


def test_plan_shorter_than_the_law_needs_a_reason(work: Work) -> None:
    handler = acting(work, staff(work, Role.HANDLER, "housing"))
    short = plan(work, closes_on=work.today + timedelta(days=9), draft_kind=DraftKind.MAJOR_DECISION)
    with pytest.raises(InputRefused, match="不少于30日"):
        comment_periods.plan(handler, short)
    made = comment_periods.plan(handler, replace(short, short_reason="汛期临近，需要尽快施行"))
    again = comment_periods.plan(handler, replace(short, short_reason="汛期临近，需要尽快施行"))
    assert made.id == again.id


def test_release_of_a_day_that_has_passed_is_refused(work: Work) -> None:
    period = period_in(work, State.RELEASE_REVIEWED)
    office = acting(work, staff(work, Role.DISCLOSURE), days=1)
    with pytest.raises(InputRefused, match="开始日期已经过去"):
        comment_releases.release(office, period.id)


def test_submit_numbers_the_comment_and_keeps_its_writer_in_the_vault(work: Work) -> None:
    period = period_in(work, State.OPEN)
    made = comment(work, period)
    assert (made.number, made.state, made.shown_name, made.confirmed_at) == ("Y2026-1", State.HELD, "朱*云", None)
    assert made.contact_digest is not None
    assert work.session.get_one(Identity, made.id).email is not None
    assert ledger.verify(work).first_bad is None


def test_submit_again_gives_the_same_comment_and_another_body_is_refused(work: Work) -> None:
    """P2: the same form token gives the same receipt."""
    period = period_in(work, State.OPEN)
    sent, citizen = draft(period), acting(work, CITIZEN)
    first, again = (comment_intake.submit_comment(citizen, sent) for _ in range(2))
    assert (again.number, again.query_code, again.repeated) == (first.number, first.query_code, True)
    with pytest.raises(Conflict):
        comment_intake.submit_comment(citizen, replace(sent, text="另一条意见"))


@pytest.mark.parametrize(("fields", "error"), [
    ({"period": "Z2026-99"}, NotFound), ({"anchor": "a99"}, InputRefused), ({"text": " "}, InputRefused),
    ({"text": "字" * 501}, InputRefused), ({"token": "short"}, InputRefused),
], ids=["no such period", "no such passage", "nothing said", "too long", "no token"])
def test_submit_refuses_what_cannot_be_taken(work: Work, fields: dict[str, str], error: type[Exception]) -> None:
    period = period_in(work, State.OPEN)
    with pytest.raises(error):
        comment_intake.submit_comment(acting(work, CITIZEN), draft(period, **fields))


def test_period_closes_by_the_clock_and_its_feedback_is_due(work: Work) -> None:
    """C5: a late comment is refused whether the sweep has come or not; the feedback is due 15 working days after."""
    period = period_in(work, State.OPEN, opens_on=work.today, closes_on=date(2026, 12, 24))
    late = replace(work, now=period.closes_at + timedelta(seconds=1))
    with pytest.raises(TransitionRefused, match="截止"):
        factories_comments.received(late, period)
    in_grace = comment(late, period, opened_at=period.closes_at)
    assert in_grace.is_in_grace
    system = replace(acting(work, SYSTEM), now=period.closes_at + timedelta(minutes=10))
    assert comment_openings.end_due(system) == 0
    assert [comment_openings.end_due(acting(system, SYSTEM, days=2)) for _ in range(2)] == [1, 0]
    clock = answer_clock(work, period.id)
    assert (period.state, clock.kind, clock.start_on) == (State.SORTING, "comment_feedback", date(2026, 12, 24))
    assert ledger.verify(work).first_bad is None


def test_comments_of_one_contact_share_a_digest_and_those_of_staff_are_confirmed(work: Work) -> None:
    """C1: one contact in all its spellings is one; in another period it is another."""
    period = period_in(work, State.OPEN)
    handler = staff(work, Role.HANDLER, "housing")
    contact = draft(period).contact
    alias = replace(contact, email=contact.email.replace("@", "+2@").upper())
    first, second = (comment(work, period, contact=one) for one in (contact, alias))
    other = comment(work, period_in(work, State.OPEN), contact=contact)
    assert first.contact_digest == second.contact_digest != other.contact_digest
    brought = work.session.get_one(Comment, factories_comments.received(work, period, handler).id)
    assert brought.confirmed_at == work.now


@pytest.mark.parametrize(("day", "message"), [
    (22, "不在这几天里"), (25, "不在这几天里"), (31, "还没有到"),
], ids=["before it opened", "after it closed", "not yet"])
def test_paper_outside_of_the_period_is_refused(work: Work, day: int, message: str) -> None:
    """U4: the day that is stated for a paper must be one of the period."""
    period = period_in(work, State.OPEN, opens_on=work.today, closes_on=date(2026, 12, 24))
    desk = acting(work, staff(work, Role.HANDLER, "housing"), days=36)
    arrived_on = date(2026, 11 if day == 22 else 12, day)
    with pytest.raises(InputRefused, match=message):
        comment_intake.submit_comment(desk, draft(period, arrived_on=arrived_on, channel=Channel.PAPER))


def test_paper_counts_from_the_day_it_arrived_until_the_result_is_in_review(work: Work) -> None:
    """C5: what arrived on the last day is in time, though it is typed in after closing; no citizen can claim that."""
    period = period_in(work, State.OPEN, opens_on=work.today, closes_on=date(2026, 12, 24))
    desk = acting(work, staff(work, Role.HANDLER, "housing"), days=36)
    paper = draft(period, arrived_on=date(2026, 12, 24), channel=Channel.PAPER)
    with pytest.raises(TransitionRefused, match="截止"):
        comment_intake.submit_comment(replace(desk, actor=CITIZEN), paper)
    taken = work.session.get_one(Comment, comment_intake.submit_comment(desk, paper).id)
    assert (taken.received_at, taken.confirmed_at) == (start_of_day(date(2026, 12, 24)), desk.now)
    assert ledger.verify(work).first_bad is None
    period.state = State.RESULT_DRAFTED.value
    with pytest.raises(TransitionRefused, match="已经送审"):
        comment_intake.submit_comment(desk, replace(paper, token="another-token"))
