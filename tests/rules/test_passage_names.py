"""What passages are called away from their place."""

from __future__ import annotations

from rules import draft_text, passage_names
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


def test_names_of_points_and_annexes_say_what_they_stand_in() -> None:
    lines = ("第一条 甲：", "（一）乙：", "1.丙；", "（2）丁。", "第二条 戊：",
             "1.己；", "2.庚。", "附件1：收费标准",
             "一类区。", "附则", "第三条 辛。")
    assert list(passage_names.names(draft_text.parse(lines)).values())[1:] == [
        "第一条", "第一条第（一）项", "第一条第（一）项第1目", "第一条第（一）项第（2）目", "第二条", "第二条第1项",
        "第二条第2项", "附件1 收费标准", "附件1第1段", "附则", "第三条"]
