"""Marks on a text: what is hidden is gone from the public text, whatever overlaps, and what was forgotten is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.hidden_text import is_hidden, pieces, shown_only
from rules.redaction_marks import (
    OMITTED,
    Decision,
    Mark,
    Part,
    derive,
    occurrences,
    paragraphs,
    shows,
    stretches,
    traces,
)

TEXT = "我叫林小舟，电话13800138000，住翠竹苑5栋。"
# Every character once, so that a hidden one is recognised wherever it might have stayed.
DISTINCT = "".join(chr(code) for code in range(0x4E00, 0x4E28))
ZERO_WIDTH, TURNED, TAG, VARIATION = "\u200b", "\u202e", "\U000e0041", "\ufe0f"


def mark(start: int, end: int, replacement: str = OMITTED, decision: Decision | None = Decision.HIDE) -> Mark:
    return Mark(Part.TEXT, start, end, "name", replacement, decision)


spans = st.tuples(st.integers(0, len(DISTINCT) - 1), st.integers(1, 12)).map(
    lambda span: (span[0], min(span[0] + span[1], len(DISTINCT))))
marks_of_text = st.lists(st.builds(
    lambda span, decision: mark(*span, decision=decision), spans, st.sampled_from([*Decision, None])), max_size=8)


@given(marks_of_text)
def test_derive_leaves_exactly_what_no_mark_hides(marks: list[Mark]) -> None:
    """L4: whatever marks overlap, no covered character is in the public text, and every other one is."""
    covered = {place for one in marks if one.decision is Decision.HIDE for place in range(one.start, one.end)}
    public = derive(DISTINCT, marks).text.replace(OMITTED, "")
    assert public == "".join(char for place, char in enumerate(DISTINCT) if place not in covered)


@given(marks_of_text)
def test_stretches_give_back_the_original_and_derive_says_where_it_hid(marks: list[Mark]) -> None:
    cut = stretches(DISTINCT, marks)
    assert "".join(one.original for one in cut) == DISTINCT
    assert all(DISTINCT[one.start:one.start + len(one.original)] == one.original for one in cut)
    made = derive(DISTINCT, marks)
    assert [made.text[start:end] for start, end in made.spans] == [one.public for one in cut if one.is_hidden]


@pytest.mark.parametrize(("marks", "public"), [
    pytest.param([mark(2, 5, "林**")], "我叫林**，电话13800138000，住翠竹苑5栋。", id="one"),
    pytest.param([mark(2, 5, "林**"), mark(3, 5, "某")], "我叫林**，电话13800138000，住翠竹苑5栋。", id="one in one"),
    pytest.param([mark(2, 5, "林**"), mark(4, 8)], "我叫（略）13800138000，住翠竹苑5栋。", id="two that overlap"),
    pytest.param([mark(2, 4, "甲"), mark(4, 5, "乙")], "我叫甲乙，电话13800138000，住翠竹苑5栋。", id="two that touch"),
    pytest.param([mark(2, 5, decision=Decision.KEEP)], TEXT, id="kept"),
    pytest.param([mark(2, 5, decision=None)], TEXT, id="not judged"),
    pytest.param([mark(2, 5, "林**"), mark(0, 9, decision=Decision.KEEP)],
                 "我叫林**，电话13800138000，住翠竹苑5栋。", id="hidden within kept"),
    pytest.param([mark(20, 999)], TEXT, id="of another text"),
])
def test_derive_unites_marks_that_overlap(marks: list[Mark], public: str) -> None:
    assert derive(TEXT, marks).text == public


@pytest.mark.parametrize("unseen", [ZERO_WIDTH, TURNED, TAG, VARIATION, "\x07", "\u2060", "\ufeff"])
def test_derive_leaves_no_unseen_character(unseen: str) -> None:
    """L4: nothing that is not seen stays, neither between nor within what was hidden."""
    text = f"姓{unseen}名{unseen}林{unseen}小舟{unseen}"
    assert derive(text, [mark(4, 8, "林**")]).text == "姓名林**"
    assert derive(text, [mark(0, 5, decision=Decision.KEEP)]).text == "姓名林小舟"
    assert is_hidden(unseen)
    assert shown_only(text) == "姓名林小舟"


@pytest.mark.parametrize("seen", ["\n", "\t", "\r", " ", "\u3000", "字", "é", "㐀", "😀", "，", "A"])
def test_seen_characters_and_breaks_of_lines_are_not_hidden(seen: str) -> None:
    assert not is_hidden(seen)


def test_pieces_say_which_unseen_character_stands_where() -> None:
    """X3: bidi controls and zero-width characters are cut out with their code and their place."""
    found = pieces(f"ab{TURNED}{ZERO_WIDTH}c", offset=10)
    assert [(one.start, one.text, one.code) for one in found] == [
        (10, "ab", ""), (12, TURNED, "U+202E"), (13, ZERO_WIDTH, "U+200B"), (14, "c", "")]
    assert pieces("") == []


@given(st.text(max_size=40))
def test_pieces_together_are_the_text(text: str) -> None:
    assert "".join(one.text for one in pieces(text)) == text
    assert "".join(one.text for one in pieces(text) if not one.code) == shown_only(text)


@pytest.mark.parametrize(("text", "words", "found"), [
    pytest.param("林小舟和林小舟", "林小舟", [(0, 3), (4, 7)], id="each of them"),
    pytest.param("林 小\n舟", "林小舟", [(0, 5)], id="with blanks and a break"),
    pytest.param(f"林{ZERO_WIDTH}小舟", "林小舟", [(0, 4)], id="with an unseen character"),
    pytest.param("ｗｘ＿１２３４５", "WX_12345", [(0, 8)], id="in full width"),
    pytest.param("2012年12月", "12", [(5, 7)], id="short digits only by themselves"),
    pytest.param("a1380013800b", "1380013800", [(1, 11)], id="long digits anywhere"),
    pytest.param("无", "林", [], id="nowhere"),
    pytest.param("任何", " \n", [], id="nothing to look for"),
])
def test_occurrences_see_through_blanks_and_width(text: str, words: str, found: list[tuple[int, int]]) -> None:
    assert occurrences(text, words) == found


@given(st.text("林小舟a1 \u200b", max_size=12), st.text("林小舟a1", min_size=1, max_size=3))
def test_occurrences_do_not_overlap_and_cover_the_words(text: str, words: str) -> None:
    last = 0
    for start, end in occurrences(text, words):
        assert last <= start < end <= len(text)
        assert "".join(shown_only(text[start:end]).split()) == words
        last = end


def test_traces_name_words_that_are_hidden_here_and_open_there() -> None:
    """L4: a name that is hidden in the letter and stands in the reply is told before anything is published."""
    texts = {Part.TITLE: "求助", Part.TEXT: TEXT, Part.REPLY: "林小舟您好，林 小舟。"}
    assert [(one.words, one.part, one.count) for one in traces(texts, [mark(2, 5, "林**")])] == [
        ("林小舟", Part.REPLY, 2)]
    both = [mark(2, 5), Mark(Part.REPLY, 0, 3, "name", OMITTED), Mark(Part.REPLY, 6, 10, "name", OMITTED)]
    assert traces(texts, both) == []


def test_traces_are_not_put_together_from_both_sides_of_what_is_hidden() -> None:
    texts = {Part.TITLE: "", Part.TEXT: "林甲小舟，林小舟", Part.REPLY: ""}
    assert traces(texts, [mark(1, 2), mark(5, 8)]) == []
    kept = [mark(1, 2, decision=Decision.KEEP), mark(5, 8)]
    assert traces({**texts, Part.TEXT: "林小舟，，林小舟"}, kept)[0].count == 1


@pytest.mark.parametrize(("form", "words", "gives_away"), [
    ("林**", "林小舟", False), ("（林小舟）", "林小舟", True), ("林 小 舟", "林小舟", True), ("（略）", "5", False),
])
def test_shows_tells_a_public_form_that_gives_the_words_away(form: str, words: str, gives_away: bool) -> None:
    assert shows(form, words) is gives_away


@pytest.mark.parametrize(("text", "public_spans", "cut"), [
    pytest.param("我叫林**。", [(2, 5)], [[("我叫", False), ("林**", True), ("。", False)]], id="within a line"),
    pytest.param("（略）", [(0, 3)], [[("（略）", True)]], id="all of it"),
    pytest.param("  一\n\n（略）二\r\n", [(5, 8)], [[("一", False)], [("（略）", True), ("二", False)]], id="lines"),
    pytest.param("甲（\n略）", [(1, 5)], [[("甲", False), ("（", True)], [("略）", True)]], id="over a break"),
    pytest.param("无", [], [[("无", False)]], id="nothing hidden"),
    pytest.param("", [(0, 3)], [], id="empty"),
])
def test_paragraphs_of_a_public_text_say_what_stands_for_hidden_words(
        text: str, public_spans: list[tuple[int, int]], cut: list[list[tuple[str, bool]]]) -> None:
    assert paragraphs(text, public_spans) == cut


@given(st.text("甲乙 \n\r", max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4))
def test_paragraphs_lose_no_word_whatever_the_spans(text: str, spans: list[tuple[int, int]]) -> None:
    shown = ["".join(words for words, _ in pieces) for pieces in paragraphs(text, sorted(spans))]
    assert shown == [line.strip() for line in text.splitlines() if line.strip()]
