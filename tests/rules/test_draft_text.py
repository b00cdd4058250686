"""Lines become passages, and a passage keeps its anchor while the text around it, or part of it, changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import draft_anchors, draft_paper, draft_text, passage_names
from rules.draft_text import Level, Passage
from rules.errors import InputRefused
from rules.numerals import chinese
from rules.prose_numbers import chinese_number

REGULATION = """云溪县城区停车收费管理办法
（征求意见稿）
目　录
第一章　总则………1
附则………………6
第一章　总　则
第一条　为规范停车收费，制定本办法。
第二条本办法适用于城区道路泊位。
第一条规定的除外。
（一）救护车；
（二）消防车：
1.县级；
（2）乡级。
第三条
首三十分钟免费。
夜间免费。
第三条之一　【医院】
医院周边首一小时免费。
附　则
第四条　本办法自2027年1月1日起施行。
附件1：收费标准表
一类区｜每小时三元
"""
PLAN = "一、总体要求\n坚持公平。\n（一）目标\n（二）原则。公开透明。\n二、任务\n1.建设泊位。"


def _read(text: str, title: str = "") -> list[tuple[str, str, str]]:
    return [(one.anchor, one.label, one.text) for one in draft_text.parse(text.splitlines(), title)]


def test_parse_of_articles_keeps_their_numbers_and_leaves_title_and_contents_out() -> None:
    assert _read(REGULATION, "《云溪县城区停车收费管理办法（征求意见稿）》") == [
        ("c1", "第一章", "总则"), ("a1", "第一条", "为规范停车收费，制定本办法。"),
        ("a2", "第二条", "本办法适用于城区道路泊位。"),
        ("a2p2", "", "第一条规定的除外。"), ("a2p2i1", "（一）", "救护车；"), ("a2p2i2", "（二）", "消防车："),
        ("a2p2i2m1", "1.", "县级；"), ("a2p2i2m2", "（2）", "乡级。"), ("a3", "第三条", "首三十分钟免费。"),
        ("a3p2", "", "夜间免费。"), ("a3x1", "第三条之一", "【医院】 医院周边首一小时免费。"), ("c2", "", "附则"),
        ("a4", "第四条", "本办法自2027年1月1日起施行。"),
        ("c3", "附件1", "收费标准表"), ("c3p1", "第1段", "一类区｜每小时三元")]


@pytest.mark.parametrize(("lines", "title"), [
    (["停车收费办法", "（征求意见稿）", "第一条　甲。"], "停车收费办法"),
    (["停车收费办法", "第一条　甲。"], "停车收费办法（征求意见稿）"),
    (["云溪县", "停车收费办法", "(征求意见稿)", "第１条　甲。"], "云溪县停车收费办法（草案）"),
], ids=["a mark below", "no mark", "three lines"])
def test_parse_leaves_the_title_out_with_and_without_its_mark(lines: list[str], title: str) -> None:
    assert [(anchor, text) for anchor, _, text in _read("\n".join(lines), title)] == [("a1", "甲。")]


def test_parse_of_a_text_without_articles_numbers_its_paragraphs() -> None:
    assert _read(PLAN) == [
        ("c1", "一、", "总体要求"), ("c1p1", "第1段", "坚持公平。"), ("c1s1", "（一）", "目标"),
        ("c1p2", "第2段", "（二）原则。公开透明。"), ("c2", "二、", "任务"), ("c2p3", "第3段", "1.建设泊位。")]


@pytest.mark.parametrize(("lines", "sentence"), [
    (["", " \u3000"], "没有文字"), (["停车办法"], "没有文字"), (["字。"] * 10_000, "有10000段，最多2000段"),
    (["字" * 400_001], "最多400000个字"), (["第一条\0"], "认不出的字符"),
], ids=["only blanks", "only the title", "10,000 paragraphs", "too many characters", "what no column holds"])
def test_parse_refuses_what_is_no_draft(lines: list[str], sentence: str) -> None:
    with pytest.raises(InputRefused, match=sentence):
        draft_text.parse(lines, "停车办法")


@pytest.mark.parametrize(("text", "sentence"), [
    ("第一条 甲。\n第一条 乙。", "第1条出现了两次"), ("第一条 甲。\n第三条 乙。", "第1条后面是第3条"),
    ("第一章 总则", "没有认出正文"), (f"第一条 {'字' * 1001}。", "超过1000字"),
    ("\n".join(["这一行是从别处粘贴的文字所以没有标点结尾的一行"] * 4), "断了行"), ("第一条 甲。\n第二条 乙。", ""),
], ids=["twice", "a gap", "headings only", "long", "broken lines", "nothing odd"])
def test_oddities_tell_what_to_look_at(text: str, sentence: str) -> None:
    found = "".join(draft_text.oddities(draft_text.parse(text.splitlines())))
    assert sentence in found
    assert bool(found) is bool(sentence)


@pytest.mark.parametrize(("number", "words"), [
    (0, "零"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (103, "一百零三"), (110, "一百一十"),
    (111, "一百一十一"), (1000, "一千"), (1003, "一千零三"), (1030, "一千零三十")])
def test_chinese_numerals_are_those_of_statutes(number: int, words: str) -> None:
    assert chinese(number) == words


@given(st.integers(min_value=0, max_value=9_999))
def test_chinese_numerals_read_back(number: int) -> None:
    assert chinese_number(chinese(number)) == number


_WORDS = st.text(alphabet="停车收费泊位医院免夜间小时公示监督电话管理部门应当", min_size=8, max_size=40)
_LINES = st.lists(_WORDS, min_size=1, max_size=12, unique=True)
_MARKED = st.sampled_from(["", "第一条 ", "第二条", "（一）", "1.", "一、", "第一章 ", "附件1 ", "（2）"])


@given(st.lists(st.builds(str.__add__, _MARKED, st.text(max_size=20).filter(lambda text: "\0" not in text)),
                max_size=20))
def test_parse_gives_every_passage_an_anchor_of_its_own(lines: list[str]) -> None:
    try:
        passages = draft_text.parse(lines)
    except InputRefused:
        return
    anchors = [one.anchor for one in passages]
    assert len(set(anchors)) == len(anchors)
    assert all(anchor.isascii() and anchor.isalnum() and len(anchor) <= 16 for anchor in anchors)
    assert passages == draft_text.parse(lines)
    assert set(passage_names.names(passages)) == {"", *anchors}


@given(_LINES, _LINES, st.randoms(use_true_random=False))
def test_a_passage_that_stays_keeps_its_anchor_and_a_new_one_has_none_of_the_old(
        before: list[str], added: list[str], chance: object) -> None:
    old = draft_text.parse([f"第{place}条 {words}。" for place, words in enumerate(before, 1)])
    mixed = [*before[len(before) // 3:], *added]
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    read = draft_text.parse([f"第{place}条 {words}。" for place, words in enumerate(dict.fromkeys(mixed), 1)])
    new = draft_anchors.anchored(read, old, {"a99"})
    had = {one.text: one.anchor for one in old}
    assert all(one.anchor == had[one.text] for one in new if one.text in had)
    assert len({one.anchor for one in new}) == len(new)
    again = draft_anchors.anchored(new, new)
    assert [one.anchor for one in again] == [one.anchor for one in new]


@pytest.mark.parametrize(("text", "anchor"), [
    ("停车泊位首一小时免费，之后每小时三元，当日最高十五元。", "a3"),
    ("医院、学校周边的范围由交通部门另行公布。", "a3v2"),
], ids=["amended", "another one under its number"])
def test_anchored_tells_an_amended_article_from_another_of_its_number(text: str, anchor: str) -> None:
    old = (Passage("a3", Level.ARTICLE, "第三条", "停车泊位首三十分钟免费，之后每小时三元，当日最高十五元。"),)
    new = (Passage("a3", Level.ARTICLE, "第三条", text),)
    assert [one.anchor for one in draft_anchors.anchored(new, old)] == [anchor]


@given(st.lists(st.builds(str.__add__, _MARKED, st.text("停车收费第一条（）1.2 附件章、。", max_size=12)), max_size=12))
def test_passages_written_out_are_read_back_as_the_same(lines: list[str]) -> None:
    try:
        passages = draft_text.parse(lines)
    except InputRefused:
        return
    assert draft_text.parse(draft_paper.text_of(passages).splitlines()) == passages
