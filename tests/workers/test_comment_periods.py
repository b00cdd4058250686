"""The sweep of periods for public comment: by the clock, once each, and the keys of sources that end after them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import func, select

from models.case import Case
from models.comment_period import CommentPeriod
from models.event import CaseEvent
from models.notice import Notice
from models.staff import Staff
from rules.actors import Role
from rules.audit import Audited
from rules.letter_draft import Contact
from rules.vocabulary import State
from services import period_changes
from services.work import Work
from tests import factories, factories_comments
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock
from workers import comment_periods


def _state(edge: Edge) -> State:
    return State(edge.run(lambda work: work.session.scalar(select(CommentPeriod.state))))


def _reminders(edge: Edge) -> int:
    count = select(func.count()).where(Notice.kind == "period_closing")
    return edge.run(lambda work: work.session.scalar(count))


def _schedule(work: Work) -> None:
    """A period from the 25th of November to the 24th of December; one handler and one lead have addresses."""
    period = factories_comments.period_in(work, State.SCHEDULED, opens_on=date(2026, 11, 25))
    for role in (Role.HANDLER, Role.LEAD):
        work.session.get_one(Staff, factories.staff(work, role, "housing").id).email = f"{role}@example.cn"
    assert period.closes_on == date(2026, 12, 24)


def _lengthen(work: Work) -> None:
    period_id = work.session.scalars(select(CommentPeriod.id)).one()
    officer = factories.acting(work, factories.staff(work, Role.DISCLOSURE))
    period_changes.lengthen(officer, period_id, date(2026, 12, 28), "草案涉及面广。")


def test_sweep_opens_reminds_and_ends_a_period_by_the_clock_once_each(
        job_edge: Edge, test_clock: SimulatedClock) -> None:
    """C5: midnight in China is 16:00 UTC of the day before; a late sweep records the instants that the clock gave."""
    job_edge.run(_schedule)
    seen = []
    for at in ((11, 24, 15, 59, 59), (11, 24, 16, 0, 0), (12, 21, 15, 59, 59), (12, 21, 16, 0, 0), (12, 22, 0, 0, 0)):
        test_clock.set(datetime(2026, *at, tzinfo=UTC))
        comment_periods.sweep()
        seen.append((_state(job_edge), _reminders(job_edge)))
    assert seen == [(State.SCHEDULED, 0), (State.OPEN, 0), (State.OPEN, 0), (State.OPEN, 2), (State.OPEN, 2)]
    job_edge.run(_lengthen)
    comment_periods.sweep()
    assert _reminders(job_edge) == 2, "the new last day is more than three days away"
    test_clock.set(datetime(2026, 12, 27, tzinfo=UTC))
    comment_periods.sweep()
    assert _reminders(job_edge) == 4
    test_clock.set(datetime(2026, 12, 28, 16, 10, 1, tzinfo=UTC))
    comment_periods.sweep()
    assert _state(job_edge) is State.SORTING


def test_destroy_keys_thirty_days_after_closing_leaves_no_key_and_a_note(
        job_edge: Edge, test_clock: SimulatedClock) -> None:
    """C2: from then on nobody can tell which source a comment came from."""
    job_edge.run(_schedule)
    keys = select(func.count()).where(CommentPeriod.signal_key.is_not(None))
    noted = select(func.count()).where(CaseEvent.act == Audited.SIGNAL_KEY_DESTROYED)
    left = []
    for at in ((2027, 1, 23, 15, 59, 59), (2027, 1, 23, 16, 0, 0), (2027, 1, 24, 0, 0, 0)):
        test_clock.set(datetime(*at, tzinfo=UTC))
        comment_periods.destroy_keys()
        left.append(job_edge.run(lambda work: (work.session.scalar(keys), work.session.scalar(noted))))
    assert left == [(1, 0), (0, 1), (0, 1)]


def test_sweep_tells_whoever_commented_with_a_proved_address_that_the_period_was_ended_once(
        job_edge: Edge, test_clock: SimulatedClock) -> None:
    test_clock.set(datetime(2026, 11, 24, 2, 42, tzinfo=UTC))

    def cancel(work: Work) -> None:
        period = factories_comments.period_in(work, State.OPEN)
        twice = Contact(name="朱小云", email="zhu@example.cn")
        for anchor in ("a1", "a3"):
            factories_comments.shown(work, period, anchor=anchor, contact=twice)
        factories_comments.comment(work, period)
        period_changes.cancel(factories.acting(work, factories.staff(work, Role.DISCLOSURE)), period.id, "上位法修订。")

    job_edge.run(cancel)
    comment_periods.sweep()
    comment_periods.sweep()
    numbers = job_edge.run(lambda work: list(work.session.scalars(
        select(Case.number).join(Notice, Notice.case_id == Case.id).where(Notice.kind == "period_cancelled"))))
    assert numbers == ["Y2026-2"], "the newest comment of each address"
