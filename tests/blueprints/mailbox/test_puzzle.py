"""The puzzle of the letter form: not met in quiet times; else solved by script or answered in words, and once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, replace

import pytest
from flask import Flask

from adapters import proof_of_work
from config import Rates
from rules import questions
from tests.fixtures.app import OPEN
from tests.fixtures.pages import Page, Visitor, values_of
from tests.harness.clock import SimulatedClock

LETTER = {"title": "村口的路灯不亮", "text": "村口三盏路灯坏了半个月。", "place": "柳树村",
          "name": "林小舟", "agree": "y"}
Limited = Callable[..., None]


@pytest.fixture
def limits(app: Flask) -> Limited:
    """Set limits of the application: `limits(free_letters_hour=1)`; all others stay open."""
    def change(**rates: int) -> None:
        changed = Rates(**{**asdict(OPEN), **rates})
        app.extensions["mailbox.config"] = replace(app.extensions["mailbox.config"], rates=changed)

    return change


@pytest.fixture
def busy(limits: Limited, visitor: Visitor) -> Visitor:
    """A visitor at a time when every letter needs a puzzle."""
    limits(free_letters_per_source_hour=1)
    visitor.get("/write")
    visitor.submit(LETTER | {"title": "第一封"})
    visitor.get("/write")
    return visitor


def challenge_of(page: Page) -> str:
    return next(each.get("data-challenge", "") for each in page.root.iter() if each.get("data-challenge"))


def answer_of(page: Page) -> str:
    label = next("".join(each.itertext()) for each in page.all("label") if each.get("for") == "answer")
    return str(sum(questions.DIGITS.index(word) for word in re.findall(f"[{questions.DIGITS}]", label)[-2:]))


def is_kept(page: Page) -> bool:
    values = values_of(page.form())
    return all(values[name].lstrip("\n") == value for name, value in LETTER.items())


def test_send_in_quiet_times_meets_no_puzzle(visitor: Visitor) -> None:
    """B1: the first letters need no puzzle: neither script nor question stands between a person and the mailbox."""
    assert "小题" not in visitor.get("/write").text
    assert visitor.submit(LETTER).heading == "信已收到"


def test_send_in_busy_times_without_script_asks_a_question_and_keeps_the_words(
        busy: Visitor, test_clock: SimulatedClock) -> None:
    """B1, C4: the path without script is a sum in words in a labelled field, which a screen reader reads out."""
    page = busy.submit(LETTER, status=422)
    assert "请答一道小题" in page.text
    assert is_kept(page)
    test_clock.forward(seconds=20)
    assert busy.submit({"answer": answer_of(page)}).heading == "信已收到"


@pytest.mark.parametrize("answer", ["", "99", "九十九个"])
def test_answer_a_question_wrongly_asks_another_and_keeps_the_words(
        busy: Visitor, test_clock: SimulatedClock, answer: str) -> None:
    first = values_of(busy.submit(LETTER, status=422).form())["question"]
    test_clock.forward(seconds=20)
    page = busy.submit({"answer": answer}, status=422)
    assert is_kept(page)
    assert values_of(page.form())["question"] != first


def test_answer_a_question_twice_counts_once(busy: Visitor, test_clock: SimulatedClock) -> None:
    """B1: an answered question is used up: it opens the door for one letter."""
    page = busy.submit(LETTER, status=422)
    answered = {"question": values_of(page.form())["question"], "answer": answer_of(page)}
    test_clock.forward(seconds=20)
    busy.submit(answered)
    busy.get("/write")
    busy.submit(LETTER | answered, status=422)


def test_answered_questions_have_a_stricter_limit(
        busy: Visitor, limits: Limited, test_clock: SimulatedClock) -> None:
    """B1: the path without script can be walked by programs, so that it is narrower."""
    limits(free_letters_per_source_hour=1, answered_questions_per_source_hour=1)
    for status in (200, 429):
        busy.get("/write")
        page = busy.submit(LETTER, status=422)
        test_clock.forward(seconds=20)
        last = busy.submit({"answer": answer_of(page)}, status=status)
    assert is_kept(last)


def test_send_with_a_solved_puzzle_is_taken_in_busy_times(busy: Visitor) -> None:
    """B1: what the script has solved while the letter was written is taken without a question."""
    assert busy.page is not None
    solution = proof_of_work.solve(challenge_of(busy.page))
    assert busy.submit(LETTER | {"puzzle": solution}).heading == "信已收到"


def test_send_with_a_used_solution_is_refused_with_every_word_kept(busy: Visitor) -> None:
    """B1: a replay is refused by a row in the database."""
    assert busy.page is not None
    solution = proof_of_work.solve(challenge_of(busy.page))
    busy.submit(LETTER | {"puzzle": solution})
    busy.get("/write")
    assert is_kept(busy.submit(LETTER | {"puzzle": solution}, status=422))


def test_send_with_an_expired_solution_is_refused_with_every_word_kept(
        busy: Visitor, test_clock: SimulatedClock) -> None:
    assert busy.page is not None
    solution = proof_of_work.solve(challenge_of(busy.page))
    test_clock.forward(hours=12)
    assert is_kept(busy.submit(LETTER | {"puzzle": solution}, status=422))


@pytest.mark.parametrize("forged", ["", "x", "e30=", "\0", "A" * 5000])
def test_send_with_a_forged_solution_is_refused_with_every_word_kept(busy: Visitor, forged: str) -> None:
    assert is_kept(busy.submit(LETTER | {"puzzle": forged}, status=422))


def test_send_again_with_the_same_form_gives_the_same_receipt(busy: Visitor) -> None:
    """B1: the solved puzzle of a letter that is here already is not asked for again (P2)."""
    form = busy.page
    assert form is not None
    solution = {"puzzle": proof_of_work.solve(challenge_of(form))}
    first = busy.submit(LETTER | solution).path
    busy.page = form
    assert busy.submit(LETTER | solution).path == first


def test_send_of_a_refused_letter_does_not_use_up_its_solution(busy: Visitor) -> None:
    assert busy.page is not None
    solution = {"puzzle": proof_of_work.solve(challenge_of(busy.page))}
    busy.submit(LETTER | solution | {"addressee": "department", "mailbox": "nowhere"}, status=422)
    assert busy.submit(LETTER | solution | {"addressee": "leader"}).heading == "信已收到"


def test_field_that_people_never_see_gives_programs_away(visitor: Visitor) -> None:
    """B1: whoever fills in every field is asked a question, and nobody is turned away for it."""
    visitor.get("/write")
    page = visitor.submit(LETTER | {"website": "https://spam.example"}, status=422)
    assert is_kept(page)
    assert values_of(page.form())["website"] == ""


def test_letters_of_everybody_together_have_a_free_share(app: Flask, limits: Limited) -> None:
    """B1: in a flood from many sources everybody's letters need a puzzle."""
    limits(free_letters_hour=2)
    for place, status in enumerate((200, 200, 422)):
        visitor = Visitor(app.test_client())
        visitor.get("/write")
        visitor.submit(LETTER, status=status, environ_base={"REMOTE_ADDR": f"192.0.2.{place}"})
