from __future__ import annotations

from datetime import timedelta

import pytest

from models.case import Letter
from queries import rungs
from queries.rungs import OverdueFilters, OverdueRow
from rules.actors import SYSTEM, Role
from rules.vocabulary import State
from services import climbing, clocks, replies
from services.work import Work
from tests import factories

LATE = timedelta(days=8)


@pytest.fixture
def urged(work: Work) -> Letter:
    """A letter that is one working day late and has been urged; its department has a lead."""
    factories.staff(work, Role.LEAD)
    made = factories.letter_in(work, State.ACCEPTED)
    climbing.climb(factories.acting(work, factories.SYSTEM, days=8))
    work.session.expire_all()
    return made


def listed(work: Work) -> tuple[OverdueRow, ...]:
    return rungs.overdue(work.session, OverdueFilters(SYSTEM), None, work.today + LATE, work.calendar).rows


def test_case_that_is_urged_is_listed_counted_and_tagged(work: Work, urged: Letter) -> None:
    [row] = listed(work)
    assert (row.number, row.highest and row.highest.label, row.last and row.last.told) == (urged.number, "催办", 2)
    assert rungs.totals(work.session, SYSTEM, work.today + LATE) == rungs.Totals(1, 1, 0, 0, 0)
    assert rungs.tags(work.session, [urged.id]) == {urged.id: "催办"}


def test_rungs_of_an_earlier_last_day_count_no_more(work: Work, urged: Letter) -> None:
    [clock] = clocks.running(work, urged.id)
    before = clocks.facts_of(work, clock)
    clock.extension = 5
    clocks.read_again(work, clock, "extended", before)
    assert listed(work) == ()
    assert rungs.tags(work.session, [urged.id]) == {}
    assert rungs.totals(work.session, SYSTEM, work.today + LATE) == rungs.Totals(0, 0, 0, 0, 0)
    assert [one.label for one in rungs.history(work.session, urged.id)][0] == "催办"


def test_reminder_of_what_has_been_answered_is_gone(work: Work, urged: Letter) -> None:
    lead = factories.acting(work, factories.staff(work, Role.LEAD))
    assert [one.number for one in rungs.unseen(work.session, lead.actor)] == [urged.number]
    factories.draft_reply(work, urged)
    replies.approve(lead, urged.id, 1)
    replies.issue(lead, urged.id, 1)
    assert rungs.unseen(work.session, lead.actor) == ()
    assert listed(work) == ()


def test_list_without_anything_late_or_urged_is_empty(work: Work) -> None:
    factories.letter_in(work, State.ACCEPTED)
    assert rungs.overdue(work.session, OverdueFilters(SYSTEM), None, work.today, work.calendar).rows == ()
    assert rungs.totals(work.session, SYSTEM, work.today) == rungs.Totals(0, 0, 0, 0, 0)
