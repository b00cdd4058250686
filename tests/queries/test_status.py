"""What the writer sees of a letter, read in a bounded number of statements."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import event

from extensions import db
from queries import status
from rules.vocabulary import Category, State
from services import ratings
from services.work import Work
from tests import factories
from tests.factories import CITIZEN, acting


def read(work: Work, number: str) -> status.StatusView:
    work.session.flush()
    letter = status.read(work.session, number)
    assert letter is not None
    return letter


def statements(act: Callable[[], object]) -> int:
    """Return how many statements something sends."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_more) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(sent)


def test_read_a_new_letter_gives_its_due_day_and_no_answer(work: Work) -> None:
    letter = read(work, factories.letter(work, category=Category.COMPLAINT).number)
    assert letter.due is not None
    assert (letter.state, letter.reply, letter.department) == (State.RECEIVED, None, None)
    assert (letter.due.start_on.isoformat(), letter.due.due_on.isoformat()) == ("2026-11-24", "2026-12-15")
    assert letter.due.terms.label == "15个工作日"
    assert not letter.may_rate


def test_read_an_answered_letter_gives_the_issued_reply_and_asks_for_a_rating(work: Work) -> None:
    letter = read(work, factories.answered_letter(work).number)
    assert letter.reply is not None
    assert (letter.reply.text, letter.reply.department) == (factories.REPLY, "县住房和城乡建设局")
    assert letter.may_rate
    assert not letter.is_open


def test_read_a_draft_shows_nothing_of_it(work: Work) -> None:
    letter = read(work, factories.letter_in(work, State.REVIEWED).number)
    assert letter.reply is None
    assert factories.REPLY not in repr(letter)


def test_read_a_rated_letter_gives_the_rating_and_asks_no_more(work: Work) -> None:
    made = factories.answered_letter(work)
    ratings.rate(acting(work, CITIZEN), made.id, ratings.Rating.DISSATISFIED, "还在响")
    letter = read(work, made.number)
    assert (letter.rating, letter.rating_words, letter.may_rate) == ("dissatisfied", "还在响", False)
    assert letter.timeline[0].title == "您的评价：不满意"


def test_read_a_letter_of_praise_gives_no_due_day(work: Work) -> None:
    assert read(work, factories.letter(work, category=Category.PRAISE).number).due is None


def test_read_never_names_a_person(work: Work) -> None:
    letter = read(work, factories.answered_letter(work, contact=factories.Contact(name="林小舟")).number)
    assert not any(name in repr(letter) for name in ("林小舟", "handler1", "lead1"))


@pytest.mark.parametrize("number", ["X2026-999", "", "' OR 1=1"])
def test_read_an_unknown_number_gives_nothing(work: Work, number: str) -> None:
    assert status.read(work.session, number) is None


def test_read_any_letter_sends_three_statements(work: Work) -> None:
    number = factories.answered_letter(work).number
    work.session.flush()
    assert statements(lambda: status.read(work.session, number)) == 3


def test_receipt_repeats_what_was_sent(work: Work) -> None:
    letter = factories.letter(work, mailbox="housing", name_hidden=True,
                              contact=factories.Contact(email=factories.EMAIL))
    work.session.flush()
    seen = status.receipt(work.session, letter.number)
    assert seen is not None
    assert (seen.mailbox, seen.files, seen.has_email, seen.name_hidden) == ("县住房和城乡建设局信箱", 0, True, True)
