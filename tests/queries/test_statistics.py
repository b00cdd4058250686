"""The figures of a month against letters whose days are known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from queries import statistics
from rules.localtime import CHINA
from rules.statistics import Group, MonthFigures
from rules.vocabulary import UNANSWERED_ENDS, Category, Rating, State
from services import ratings, reworking
from services.work import Work
from tests import factories
from tests.factories import CITIZEN, acting

OCTOBER = date(2026, 10, 1)
TODAY = date(2026, 11, 24)
EMPTY = MonthFigures(OCTOBER, 0, 0, 0, 0, 0, 0, 0, (), ())


def at(work: Work, month: int, day: int, hour: int = 10) -> Work:
    """Return the unit of work at an instant in China."""
    return replace(work, now=datetime(2026, month, day, hour, tzinfo=CHINA))


def october(work: Work) -> MonthFigures:
    work.session.flush()
    return statistics.of_month(work.session, OCTOBER, work.calendar, TODAY)


def test_figures_of_a_month_without_letters_are_nothing(work: Work) -> None:
    assert october(work) == EMPTY
    assert statistics.first_month(work.session) is None


@pytest.mark.parametrize(("month", "day", "hour", "counted"), [
    pytest.param(9, 30, 23, 0, id="the last hour of September"), pytest.param(10, 1, 0, 1, id="the first of October"),
    pytest.param(10, 31, 23, 1, id="the last hour of October"), pytest.param(11, 1, 0, 0, id="the first of November")])
def test_figures_count_a_letter_by_the_day_in_china(work: Work, month: int, day: int, hour: int, counted: int) -> None:
    factories.letter(at(work, month, day, hour))
    assert october(work).received == counted


def test_figures_of_answered_letters_give_working_days_and_ratings(work: Work) -> None:
    on = at(work, 10, 12)
    for rating, days in ((Rating.SATISFIED, 1), (Rating.DISSATISFIED, 2), (None, 3)):
        letter = factories.letter_in(on, State.REVIEWED)
        factories.replies.issue(acting(on, factories.staff(on, factories.Role.LEAD), days=days), letter.id, 1)
        if rating:
            ratings.rate(acting(on, CITIZEN, days=days), letter.id, rating, "")
    figures = october(work)
    assert (figures.answered, figures.working_days, figures.average) == (3, 6, "2.0")
    assert (figures.rated, figures.satisfied) == (2, 1)
    assert (figures.due, figures.on_time) == (3, 3)


def test_figures_of_deadlines_count_late_and_open_letters_but_not_declined_ones(work: Work) -> None:
    on = at(work, 10, 12)  # a consultation of this day is due on 19 October
    late = factories.letter_in(on, State.REVIEWED)
    factories.replies.issue(acting(on, factories.staff(on, factories.Role.LEAD), days=8), late.id, 1)
    factories.letter_in(on, State.ACCEPTED)
    factories.letter_in(on, State.DECLINED)
    factories.answered_letter(on)
    figures = october(work)
    assert (figures.due, figures.on_time) == (3, 1)
    assert figures.departments == (Group("县住房和城乡建设局", 3, 1),)


def test_figures_of_a_running_month_leave_out_what_is_not_due_yet(work: Work) -> None:
    factories.letter_in(at(work, 11, 23), State.ACCEPTED)  # due on 30 November
    work.session.flush()
    assert statistics.of_month(work.session, date(2026, 11, 1), work.calendar, TODAY).due == 0
    later = statistics.of_month(work.session, date(2026, 11, 1), work.calendar, date(2026, 12, 1))
    assert (later.due, later.on_time) == (1, 0)


def test_figures_by_category_add_up_to_what_was_received(work: Work) -> None:
    for category, count in ((Category.COMPLAINT, 4), (Category.CONSULTATION, 2), (Category.PRAISE, 1)):
        for _ in range(count):
            factories.letter(at(work, 10, 13), category=category)
    figures = october(work)
    assert figures.categories == (Group("投诉", 4), Group("其余几类", 3))
    assert statistics.first_month(work.session) == OCTOBER


def test_figures_of_one_more_day_move_nothing_in_a_finished_month(work: Work) -> None:
    factories.answered_letter(at(work, 10, 13))
    before = october(work)
    assert statistics.of_month(work.session, OCTOBER, work.calendar, TODAY + timedelta(days=1)) == before


def test_figures_count_a_reworked_letter_by_its_first_answer(work: Work) -> None:
    on = at(work, 10, 12)
    letter = factories.letter_in(on, State.ANSWERED)
    before = october(work)
    intake = factories.staff(on, factories.Role.INTAKE)
    reworking.rework(acting(on, intake, days=1), letter.id, "写明哪天修好。")
    assert october(work) == before
    late = at(work, 11, 3)
    version = factories.draft_reply(late, letter)
    lead = acting(late, factories.staff(late, factories.Role.LEAD))
    factories.replies.approve(lead, letter.id, version, knowingly=True)
    factories.replies.issue(lead, letter.id, version)
    assert october(work) == before
    assert (before.answered, before.due, before.on_time) == (1, 1, 1)
    november = statistics.of_month(work.session, date(2026, 11, 1), work.calendar, TODAY)
    assert (november.answered, november.due) == (0, 0)


@pytest.mark.parametrize("state", sorted(UNANSWERED_ENDS))
def test_figures_hold_no_deadline_against_a_letter_that_ended_without_an_answer(work: Work, state: State) -> None:
    letter = factories.letter_in(at(work, 10, 12), state)
    figures = october(work)
    others = 1 if letter.merged_into_id else 0  # the first letter has its own
    assert (figures.received - others, figures.due - others, figures.answered) == (1, 0, 0)
