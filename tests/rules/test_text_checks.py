from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import InputRefused
from rules.text_checks import emergency_numbers, storable, within


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_storable_gives_the_text_back_as_it_was(text):
    assert storable(text, "text", "来信内容") is text


@pytest.mark.parametrize("text", ["a\0b", "\0", "\ud800", "好\udfff"], ids=ascii)
def test_storable_refuses_what_no_column_can_keep(text):
    with pytest.raises(InputRefused, match="来信内容里有电脑认不出的字符") as refused:
        storable(text, "text", "来信内容")
    assert refused.value.field == "text"


@pytest.mark.parametrize("text", ["", "字" * 10, "😀" * 10])
def test_within_takes_up_to_the_longest_length(text):
    assert within(text, 10, "title", "标题") == text


def test_within_says_by_how_many_characters_it_is_too_long():
    with pytest.raises(InputRefused, match="标题多了3个字，最多10个字") as refused:
        within("字" * 13, 10, "title", "标题")
    assert refused.value.field == "title"


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (("对面楼着火了",), ("119",)), (("他说不想活了", "刚喝了农药"), ("120", "110")),
        (("楼要塌了，有人昏迷",), ("119", "120")), (("路灯不亮",), ()), (("有人拿刀",), ("110",)), ((), ()),
        (("煤气", "泄漏"), ()),
    ],
    ids=["fire", "two dangers in two fields", "in the fixed order", "no danger", "a knife", "nothing written",
         "a word is not put together from two fields"],
)
def test_emergency_numbers_are_those_the_words_call_for(words, numbers):
    assert emergency_numbers(*words) == numbers
