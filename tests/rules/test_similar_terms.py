"""What an application is searched by, and how much of it a found page has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.similar_terms import LEAST_SHARE, MOST_TERMS, share, terms

KNOWN = ("老旧小区", "小区", "改造", "低保")


@pytest.mark.parametrize(("text", "found"), [
    ("2025年度县城老旧小区改造资金的安排", ("老旧小区", "改造")),
    ("《县住房发展规划》的全文", ("县住房发展规划",)),
    ("云府发〔2025〕3号", ("云府发〔2025〕3号",)),
    ("申请公开有关情况", ()),
], ids=["known words, the longest first", "a title", "a number", "nothing that tells"])
def test_terms_of_an_application_begin_with_the_most_telling(text: str, found: tuple[str, ...]) -> None:
    assert terms(text, KNOWN)[:len(found) or None] == found


@given(st.text(max_size=200))
def test_terms_of_anything_are_few_and_stand_in_it(text: str) -> None:
    found = terms(text, KNOWN)
    assert len(found) <= MOST_TERMS
    assert all(word in text for word in found)


def test_share_tells_the_same_matter_from_another() -> None:
    asked = "2025年度县城老旧小区改造资金的安排和使用情况"
    assert share(asked, "老旧小区改造资金安排表") >= LEAST_SHARE
    assert share(asked, "路灯夜里不亮，请派人修") == 0
    assert share("", "什么都有") == 0
