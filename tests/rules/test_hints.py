"""What is pointed out to the person who de-identifies, and that a hint is no finding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.hint_words import DISABILITY, HEALTH, HINT_KINDS, LIFE, MARRIAGE, MINOR, POST, PROPERTY, RELATIONS, WORDS
from rules.redaction import find, hints

POINTED_OUT = {
    "health": ("老人患高血压睡不好", HEALTH, "高血压"),
    "disability": ("我是残疾人", DISABILITY, "残疾"),
    "marriage": ("我们离婚以后", MARRIAGE, "离婚"),
    "life": ("他坐过牢", LIFE, "坐过牢"),
    "relations": ("我的岳父", RELATIONS, "岳父"),
    "property": ("家里没有存款", PROPERTY, "存款"),
    "an income": ("每月工资只有1,800元", PROPERTY, "工资只有1,800元"),
    "a child of eight": ("孩子今年8岁", MINOR, "8岁"),
    "a child of twelve in characters": ("才十二周岁", MINOR, "十二周岁"),
    "a child at school": ("我女儿在城关小学三年级", MINOR, "女儿在城关小学三年级"),
    "unit with post": ("他是县水利局副局长", POST, "他是县水利局副局长"),
    "a word with blanks": ("患 高 血 压", HEALTH, "高 血 压"),
    "a word with invisible characters": ("高\u200b血压", HEALTH, "高\u200b血压"),
}
PASSED_OVER = {
    "an adult": "今年48岁", "a span of years": "18岁以上", "a child's park": "儿童公园的灯坏了", "a price": "门票30元",
    "plain words": "村口的路灯坏了半个月", "nothing": "",
}


@pytest.mark.parametrize(("text", "kind", "words"), POINTED_OUT.values(), ids=POINTED_OUT.keys())
def test_hints_on_a_personal_fact_point_it_out(text: str, kind: str, words: str) -> None:
    """L3: the classes that no pattern decides are shown to a person."""
    hint = next(hint for hint in hints(text) if hint.kind == kind)
    assert text[hint.start:hint.end] == words
    assert hint.why.endswith("。")


@pytest.mark.parametrize("text", PASSED_OVER.values(), ids=PASSED_OVER.keys())
def test_hints_on_other_words_point_out_nothing(text: str) -> None:
    assert hints(text) == []


@pytest.mark.parametrize("kind", [kind for kind in HINT_KINDS if kind != POST])
def test_hints_know_every_word_of_their_table(kind: str) -> None:
    for word in WORDS[kind].split():
        assert [(hint.start, hint.end) for hint in hints(f"有{word}。") if hint.kind == kind], word


def test_find_in_a_text_with_hints_alone_masks_nothing() -> None:
    assert find("老人患高血压，孩子今年8岁，家里没有存款。") == []


@given(st.text(st.sampled_from("患高血压离婚8岁孩子工资100元县水利局长 \n\u200b，。") | st.characters(), max_size=60))
def test_hints_on_any_text_are_ordered_stretches_of_it(text: str) -> None:
    found = hints(text)
    assert all(0 <= hint.start < hint.end <= len(text) and hint.kind in HINT_KINDS for hint in found)
    assert all(left.end <= right.start for left, right in zip(found, found[1:], strict=False))
