"""The sum in words: every way to write its answer counts, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import questions


def spoken(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else f"{questions.DIGITS[tens]}十")
    return head + (questions.DIGITS[ones] if ones or not tens else "")


def test_words_spell_both_numbers() -> None:
    assert questions.words(6, 3) == "六加三等于几"


@pytest.mark.parametrize("number", range(2 * questions.LEAST, 2 * questions.MOST + 1))
@pytest.mark.parametrize("write", [
    pytest.param(str, id="in figures"), pytest.param(spoken, id="in words"),
    pytest.param(lambda number: str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
                 id="in full width"),
    pytest.param(lambda number: f" {number} 。", id="with blanks and a stop")])
def test_answer_is_read_however_written(number: int, write) -> None:
    assert questions.answer(write(number)) == number


@pytest.mark.parametrize("typed", ["", "九个", "十十", "-3", "3.5", "1e3", "²", "٣", "九九", "一二十",
                                   "9" * 30, "十\0"])
def test_answer_that_is_no_number_is_none(typed: str) -> None:
    assert questions.answer(typed) is None


@given(st.text(max_size=40))
def test_answer_of_anything_typed_raises_nothing(typed: str) -> None:
    found = questions.answer(typed)
    assert found is None or 0 <= found < 10 ** questions.LONGEST_ANSWER
