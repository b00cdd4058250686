"""Several things in one application: found when they are numbered, and nothing of the words is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.request_items import MOST, split, token

THINGS = st.lists(st.text(alphabet="路灯改造资金表", min_size=1, max_size=8), min_size=2, max_size=MOST)
MARKS = ("{}. ", "{}、", "（{}）", "({}) ")


@pytest.mark.parametrize(("text", "items"), [
    ("1. 预算\n2. 决算", ("预算", "决算")),
    ("关于翠竹苑：一、预算；二、决算。", ("关于翠竹苑：预算；", "关于翠竹苑：决算。")),
    ("①预算\n②决算", ("预算", "决算")),
    ("翠竹苑改造\n（1）预算\n（2）决算", ("预算\n翠竹苑改造", "决算\n翠竹苑改造")),
    ("2025年1.5万元的补贴", ("2025年1.5万元的补贴",)),
    ("1. 只有一件", ("1. 只有一件",)), ("1. 预算\n3. 决算", ("1. 预算\n3. 决算",)), ("1. \n2. 决算", ("1. \n2. 决算",)),
], ids=["lines", "behind a colon", "circled", "with a head", "a number in a sentence", "one", "a gap", "an empty one"])
def test_split_of_an_application_finds_each_thing(text: str, items: tuple[str, ...]) -> None:
    assert split(text) == items


@given(THINGS, st.sampled_from(MARKS))
def test_split_of_numbered_lines_gives_them_back(things: list[str], mark: str) -> None:
    text = "\n".join(mark.format(place) + thing for place, thing in enumerate(things, 1))
    assert split(text) == tuple(things)


@given(st.text(max_size=60))
def test_split_of_anything_gives_texts_that_are_not_empty(text: str) -> None:
    assert split(text) == (text,) or all(item.strip() for item in split(text))


def test_token_of_the_first_is_the_forms_own_and_others_differ() -> None:
    assert [token("a", place) for place in (1, 2, 3)] == ["a", "a:2", "a:3"]
