from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import search_text
from rules.vocabulary import Category

words = st.text(alphabet="农村低保路灯水管abcXYZ０１２ＡＢ 。，\n", max_size=60)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("农村低保", "农村 村低 低保 保"), ("灯", "灯"), ("", ""), ("，。！", ""), ("3号楼", "3 号楼 楼"),
        ("A座12层", "a 座 12 层"), ("ＫＴＶ太吵", "ktv 太吵 吵"), ("路灯 水管", "路灯 灯 水管 管"), ("㐀㐁", "㐀㐁 㐁"),
        ("𠀀𠀁好", "𠀀𠀁 𠀁好 好"),
    ],
)
def test_tokens_are_pairs_of_han_with_the_last_one_alone_and_whole_latin_words(text, expected):
    assert search_text.tokens(text) == expected.split()


@given(text=words)
def test_tokens_do_not_depend_on_width_and_case(text):
    assert search_text.tokens(text) == search_text.tokens(search_text.normal(text)) == search_text.tokens(text.upper())


@given(before=words, query=st.text(alphabet="农村低保路灯水管", min_size=1, max_size=8), after=words)
def test_query_words_stand_together_in_every_text_that_holds_them(before, query, after):
    index = " ".join(["", *search_text.tokens(f"{before}。{query}。{after}"), ""])
    [phrase] = search_text.query_words(query)
    assert f" {' '.join(phrase)} " in index


def test_query_words_look_at_a_bounded_piece_only():
    assert len(search_text.query_words("农 " * 100)) == search_text.MAX_QUERY_WORDS
    assert sum(map(len, search_text.query_words("农" * 10_000))) < search_text.MAX_QUERY_CHARACTERS


@given(text=st.text(), rowid=st.integers(1, 10**9), department_id=st.none() | st.integers(1, 10_000),
       category=st.sampled_from(Category), year=st.integers(2000, 2100))
def test_facets_are_words_that_no_text_can_contain(text, rowid, department_id, category, year):
    facets = search_text.facets(rowid, department_id, category, year)
    assert len(set(facets)) == 4
    assert not set(facets) & set(search_text.tokens(" ".join([text, *facets])))


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("路灯坏了，路灯不亮", "路灯", ["路灯", "路灯"]), ("ＫＴＶ很吵", "ktv", ["ＫＴＶ"]), ("路灯坏了", "水管", []),
        ("农村低保怎么办", "低保 农村", ["农村低保"]), ("Road and ROAD", "road", ["Road", "ROAD"]), ("a.b", ".", []),
        ("路灯", "", []), ("㎡加价", "加价", ["加价"]), ("İİ路灯", "路灯", ["路灯"]),
    ],
)
def test_highlight_spans_mark_the_words_of_the_query(text, query, marked):
    assert [text[start:end] for start, end in search_text.highlight_spans(text, query)] == marked


@given(text=st.text(max_size=80), query=st.text(max_size=80))
def test_highlight_spans_lie_in_order_inside_the_text(text, query):
    spans = search_text.highlight_spans(text, query)
    flat = [offset for span in spans for offset in span]
    assert flat == sorted(set(flat))
    assert not flat or (flat[0] >= 0 and flat[-1] <= len(text))


@given(text=words, query=words)
def test_excerpt_is_a_piece_of_the_text_around_the_match(text, query):
    piece = search_text.excerpt(text, query, width=20)
    assert piece.removeprefix("…").removesuffix("…") in text
    assert len(piece) <= 22


def test_excerpt_shows_the_match_and_where_it_was_cut():
    piece = search_text.excerpt("前" * 100 + "路灯" + "后" * 100, "路灯", width=20)
    assert piece.startswith("…前前前前前路灯后")
    assert piece.endswith("后…")


@given(title=words)
def test_marked_words_of_a_title_are_words_that_no_text_can_contain(title):
    marked = search_text.indexed_title(title).split()
    assert len(marked) == len(search_text.tokens(title))
    assert not set(marked) & set(search_text.tokens(" ".join([title, *marked])))


def test_words_beyond_the_bound_of_the_index_are_left_out():
    assert len(search_text.indexed("农 " * 20_000).split()) == search_text.MAX_INDEX_WORDS
