from __future__ import annotations

import pytest
from sqlalchemy import select

from models.event import CaseEvent
from rules.actors import CITIZEN, SYSTEM, Role
from rules.errors import InputRefused, NotPermitted, TransitionRefused
from rules.letter_draft import Contact
from rules.vocabulary import ANSWERED_STATES, LETTER_STATES, Rating, State
from services import ratings
from services.work import Work
from tests import factories


def citizen(work: Work, **later: float) -> Work:
    return factories.acting(work, CITIZEN, **later)


@pytest.mark.parametrize("rating", Rating)
def test_rate_an_answer_closes_the_letter(work: Work, rating: Rating) -> None:
    letter, at = factories.answered_letter(work), citizen(work, days=2)
    ratings.rate(at, letter.id, rating, " 修得很快。 ")
    assert (letter.state, letter.closed_at, letter.rated_at) == (State.CLOSED, at.now, at.now)
    assert (letter.rating, letter.rating_words) == (rating.value, "修得很快。")


def test_rate_after_the_office_closed_it_keeps_the_closing_time(work: Work) -> None:
    letter = factories.letter_in(work, State.CLOSED)
    closed_at = letter.closed_at
    ratings.rate(citizen(work, days=40), letter.id, Rating.SATISFIED, "")
    assert (letter.state, letter.closed_at, letter.rated_at) == (State.CLOSED, closed_at, citizen(work, days=40).now)


def test_rate_a_second_time_is_refused(work: Work) -> None:
    letter = factories.answered_letter(work)
    ratings.rate(citizen(work), letter.id, Rating.DISSATISFIED, "")
    with pytest.raises(TransitionRefused, match="已经评价过"):
        ratings.rate(citizen(work), letter.id, Rating.SATISFIED, "")
    assert letter.rating == Rating.DISSATISFIED


@pytest.mark.parametrize("state", sorted(LETTER_STATES - ANSWERED_STATES))
def test_rate_before_the_answer_is_refused(work: Work, state: State) -> None:
    letter = factories.letter_in(work, state)
    with pytest.raises(TransitionRefused):
        ratings.rate(citizen(work), letter.id, Rating.SATISFIED, "")
    assert (letter.rating, letter.state) == (None, state)


@pytest.mark.parametrize("words", ["字" * 501, "\0"], ids=["too long", "not storable"])
def test_rate_with_words_that_cannot_be_kept_is_refused(work: Work, words: str) -> None:
    letter = factories.answered_letter(work)
    with pytest.raises(InputRefused) as refused:
        ratings.rate(citizen(work), letter.id, Rating.SATISFIED, words)
    assert (refused.value.field, letter.rating) == ("words", None)


def test_rate_by_staff_is_not_permitted(work: Work) -> None:
    letter = factories.answered_letter(work)
    for actor in (SYSTEM, *(factories.staff(work, role) for role in Role)):
        with pytest.raises(NotPermitted):
            ratings.rate(factories.acting(work, actor), letter.id, Rating.SATISFIED, "")


def test_rate_leaves_an_event_with_the_rating_and_without_the_words(work: Work) -> None:
    letter = factories.answered_letter(work)
    ratings.rate(citizen(work), letter.id, Rating.SATISFIED, "谢谢。")
    event = work.session.scalar(select(CaseEvent).where(CaseEvent.act == "rate"))
    assert (event.payload, event.actor) == ('{"rating":"satisfied"}', "citizen")


@pytest.mark.parametrize("state", sorted(LETTER_STATES - {State.ANSWERED}))
def test_close_of_anything_but_an_answered_letter_changes_nothing(work: Work, state: State) -> None:
    letter = factories.letter_in(work, state)
    before = (letter.state, letter.closed_at, letter.chain_length)
    ratings.close(factories.acting(work, SYSTEM, days=40), letter.id)
    assert (letter.state, letter.closed_at, letter.chain_length) == before


def test_close_by_a_person_is_not_permitted(work: Work) -> None:
    letter = factories.answered_letter(work)
    with pytest.raises(NotPermitted):
        ratings.close(factories.acting(work, factories.staff(work, Role.LEAD)), letter.id)


def test_rate_a_confidential_letter_covers_what_the_writer_says_of_themselves(work: Work) -> None:
    """I3: words that come with a rating are read by the department as well."""
    made = factories.answered_letter(work, name_hidden=True, contact=Contact(name="林小舟", phone="13812345678"))
    rated = ratings.rate(factories.acting(work, CITIZEN), made.id, Rating.DISSATISFIED, "我是林小舟，请打13812345678。")
    work.session.flush()
    assert "林小舟" not in rated.rating_words
    assert "13812345678" not in rated.rating_words
