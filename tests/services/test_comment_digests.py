"""Periods for public comment in counts and digests: from opening to result, beside letters and never among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from queries import digests as reading
from rules import digest_part, reconciling
from rules.actors import SYSTEM
from rules.digest_body import DigestBody
from rules.figures import Figures
from rules.vocabulary import State
from services import comment_openings, counting, digests, sealing
from services.work import Work
from tests import factories
from tests.factories_comments import comment, period_in
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock

CLOSES_ON = date(2026, 12, 3)
# 15 working days after that.
DUE_ON = date(2026, 12, 24)


@dataclass(frozen=True)
class Made:
    """A digest, and whether the days that it counts are what the events give."""

    body: DigestBody
    cases: digest_part.Cases
    wrong: list[str]

    @property
    def periods(self) -> Figures:
        [line] = self.body.periods
        return line.figures


def build(edge: Edge, kind: str, period: str) -> Made:
    """Seal every day that is over, and make a digest."""
    horizon = edge.run(sealing.look)
    while edge.run(lambda work: sealing.seal_next(work, horizon)) is not None:
        pass

    def make(work: Work) -> Made:
        digest = digests.build(work, kind, period)
        body, cases = reading.body(digest), reading.cases(digest)
        days = [body.first_on, body.last_on]
        return Made(body, cases, [*map(str, counting.differences(work, days)),
                                  *reconciling.lines_of(reconciling.check(body, cases))])

    return edge.run(make)


def at(clock: SimulatedClock, day: date) -> None:
    clock.set(datetime(day.year, day.month, day.day, 4, tzinfo=UTC))


def test_digests_count_periods_from_opening_to_late_feedback(edge: Edge, test_clock: SimulatedClock) -> None:
    """I4: a period is opened, ended, in hand, due and overdue in the digests; its comments are no cases of theirs."""
    def begin(work: Work) -> int:
        period_in(work, State.RELEASE_REVIEWED)
        period = period_in(work, State.OPEN, closes_on=CLOSES_ON)
        for _ in range(3):
            comment(work, period)
        factories.letter_in(work, State.ACCEPTED)
        return period.id

    period_id = edge.run(begin)
    at(test_clock, date(2026, 11, 25))
    first = build(edge, "daily", "2026-11-24")
    assert (first.periods["received"], first.periods["open"], first.periods["due"]) == (1, 1, 0)
    assert (first.body.figures["received"], first.body.figures["open"]) == (1, 1)
    assert first.body.period_rows == ()
    at(test_clock, date(2026, 12, 4))
    assert edge.run(lambda work: comment_openings.end_due(factories.acting(work, SYSTEM))) == 1
    at(test_clock, date(2026, 12, 29))
    late = build(edge, "daily", DUE_ON.isoformat())
    [row] = late.body.period_rows
    assert (row.case, row.number, row.state, row.due_on) == (period_id, "Z2026-2", "sorting", DUE_ON)
    at(test_clock, date(2027, 1, 5))
    month = build(edge, "monthly", "2026-12")
    names = ("opening", "accepted", "closed", "open", "due", "on_time", "overdue")
    shown = {name: month.periods[name] for name in names}
    assert shown == {"opening": 1, "accepted": 1, "closed": 0, "open": 1, "due": 1, "on_time": 0, "overdue": 1}
    assert digest_part.behind(month.cases, "period_overdue") == [period_id]
    assert [made.wrong for made in (first, late, month)] == [[], [], []]
    other = digest_part.part_of(month.body, digest_part.own(month.cases, "transport"), "transport")
    assert (other.periods, other.period_rows) == ((), ())
