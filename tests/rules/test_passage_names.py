"""What passages are called away from their place."""

from __future__ import annotations

import pytest

from rules import passage_names
from rules.draft_text import Level, Passage


def test_names_count_paragraphs_from_the_text_of_their_article() -> None:
    rows = [("c1", Level.CHAPTER, "第一章", "总则"), ("a1", Level.ARTICLE, "第一条", "目的。"),
            ("p2", Level.PARAGRAPH, "", "范围。"), ("i1", Level.ITEM, "（一）", "泊位；"),
            ("a2", Level.ARTICLE, "第二条", "收费："), ("i2", Level.ITEM, "（二）", "夜间。")]
    assert passage_names.names(Passage(*row) for row in rows) == {
        "": "草案整体", "c1": "第一章 总则", "a1": "第一条", "p2": "第一条第二款", "i1": "第一条第二款第（一）项",
        "a2": "第二条", "i2": "第二条第（二）项"}


def test_names_of_a_draft_without_articles_number_its_paragraphs() -> None:
    assert list(passage_names.names(
        Passage(f"p{place}", Level.PARAGRAPH, "", "文字。") for place in range(1, 4)).values()) == [
            "草案整体", "第一段", "第二段", "第三段"]


@pytest.mark.parametrize(("number", "words"), [
    (1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (100, "一百"), (103, "一百零三"),
    (110, "一百一十"), (111, "一百一十一"), (1000, "一千"), (1003, "一千零三"), (1030, "一千零三十")])
def test_spoken_numbers_read_as_in_statutes(number: int, words: str) -> None:
    assert passage_names.spoken(number) == words
