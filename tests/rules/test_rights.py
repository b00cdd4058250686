from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import InputRefused
from rules.letter_draft import CONTACT_CHARACTERS, Contact
from rules.rights import (
    BY_OFFICE,
    CONTACT_FIELDS,
    OUTCOME_LABELS,
    RIGHT_ARTICLES,
    RIGHT_LABELS,
    WORDS_CHARACTERS,
    WORKING_DAYS,
    Outcome,
    Right,
    asked_words,
    changed_fields,
    due_on,
    refusal_reason,
)
from tests.rules.calendars import CALENDAR, walk

BEFORE = Contact(name="林小舟", phone="13812345678")
line = st.text(st.characters(codec="utf-8", categories=("L", "N")), max_size=CONTACT_CHARACTERS)


def test_every_right_has_its_words_and_its_article():
    assert set(RIGHT_LABELS) == set(RIGHT_ARTICLES) == set(Right)
    assert set(OUTCOME_LABELS) == set(Outcome)
    assert set(Right) > BY_OFFICE


@pytest.mark.parametrize(("asked", "due"), [
    (date(2026, 11, 24), date(2026, 12, 15)),  # fifteen working days, the day itself not counted
    (date(2026, 9, 24), date(2026, 10, 22)),  # over 中秋 and 国庆, with the make-up Saturday of 10 October
], ids=["plain weeks", "over holidays"])
def test_due_on_is_fifteen_working_days_after_asking(asked, due):
    assert due_on(asked, CALENDAR) == due == walk(CALENDAR, asked, WORKING_DAYS)


@pytest.mark.parametrize(("after", "changed"), [
    (Contact(name="林小舟", phone="13812345679"), ("phone",)),
    (Contact(name="林小舟"), ("phone",)),
    (Contact(name="林晓舟", phone="13812345678", email="lin@example.cn"), ("name", "email")),
], ids=["one digit", "left empty", "another name and a new address"])
def test_changed_fields_are_those_that_differ(after, changed):
    assert changed_fields(BEFORE, after) == changed


@given(before=st.builds(Contact, line, line, line, line), after=st.builds(Contact, line, line, line, line))
def test_changed_fields_lead_from_one_contact_to_the_other(before, after):
    if before == after:
        with pytest.raises(InputRefused, match="没有要更正的"):
            changed_fields(before, after)
        return
    changed = changed_fields(before, after)
    merged = {field: getattr(after if field in changed else before, field) for field in CONTACT_FIELDS}
    assert Contact(**merged) == after


@pytest.mark.parametrize("after", [Contact(name="林" * (CONTACT_CHARACTERS + 1)), Contact(name="林\x00舟")],
                         ids=["too long", "with NUL"])
def test_changed_fields_refuses_what_cannot_be_stored(after):
    with pytest.raises(InputRefused):
        changed_fields(BEFORE, after)


@pytest.mark.parametrize("check", [asked_words, refusal_reason])
@pytest.mark.parametrize("words", ["", "  \n ", "字" * (WORDS_CHARACTERS + 1), "\ud800"],
                         ids=["nothing", "blanks", "too long", "half a character"])
def test_words_that_say_nothing_or_cannot_be_stored_are_refused(check, words):
    with pytest.raises(InputRefused):
        check(words)


def test_words_lose_only_the_blanks_around_them():
    assert asked_words(" 门牌号写错了，是5栋。\n") == "门牌号写错了，是5栋。"
    assert refusal_reason("还在办理。") == "还在办理。"
