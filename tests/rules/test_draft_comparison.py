"""What a comparison shows is both texts, whole, and a change as a person would mark it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import draft_comparison, draft_text
from rules.draft_anchors import anchored
from rules.draft_comparison import Change, Span

TEXTS = st.text(alphabet="停车收费三十分钟之后每小时，。；（）0123 ", max_size=60)
DRAFTS = st.lists(st.text(alphabet="停车收费免监督管理部门", min_size=1, max_size=12), min_size=1, max_size=8)


def _marked(spans: tuple[Span, ...]) -> str:
    signs = {Change.SAME: "{}", Change.REMOVED: "[-{}-]", Change.ADDED: "[+{}+]"}
    return "".join(signs[span.change].format(span.text) for span in spans)


@pytest.mark.parametrize(("before", "after", "marked"), [
    ("首三十分钟免费，之后三元。", "首六十分钟免费，之后三元。", "首[-三十-][+六十+]分钟免费，之后三元。"),
    ("救护车免费。", "救护车、消防车免费。", "救护车[+、消防车+]免费。"),
    ("由县住建局负责。", "由县发改局负责。", "由县[-住建-][+发改+]局负责。"),
    ("夜间免费。", "收费标准另行公布。", "[-夜间免费。-][+收费标准另行公布。+]"),
    ("甲，乙。", "乙。", "[-甲，-]乙。"), ("甲。", "甲。", "甲。"), ("", "甲。", "[+甲。+]"),
], ids=["a figure", "put in", "a name", "another sentence", "a clause less", "the same", "from nothing"])
def test_words_are_marked_as_a_person_would(before: str, after: str, marked: str) -> None:
    assert _marked(draft_comparison.words(before, after)) == marked


@given(TEXTS, TEXTS)
def test_words_make_both_texts_again(before: str, after: str) -> None:
    spans = draft_comparison.words(before, after)
    assert "".join(one.text for one in spans if one.change is not Change.ADDED) == before
    assert "".join(one.text for one in spans if one.change is not Change.REMOVED) == after


@given(DRAFTS, DRAFTS)
def test_compare_shows_every_passage_of_both_once(before: list[str], after: list[str]) -> None:
    old = draft_text.parse([f"第{place}条 {text}" for place, text in enumerate(before, 1)])
    new = anchored(draft_text.parse([f"第{place}条 {text}" for place, text in enumerate(after, 1)]), old)
    rows = draft_comparison.compare(old, new)
    assert [row.after for row in rows if row.after] == list(new)
    assert sorted(row.before.anchor for row in rows if row.before) == sorted(one.anchor for one in old)
    assert not any(row.is_touched for row in draft_comparison.compare(old, old))


def test_compare_tells_what_is_new_gone_renumbered_and_moved() -> None:
    old = draft_text.parse(["第一条 为规范停车收费行为，制定本办法。", "第二条 适用于城区道路停车泊位。",
                            "第三条 夜间停车一律免费。", "第四条 收费标准由县政府另行公布。"])
    new = anchored(draft_text.parse(["第一条 为规范停车收费行为，制定本办法。", "第二条 收费标准由县政府另行公布。",
                                     "第三条 适用于城区道路停车泊位。", "第四条 残疾人专用车辆免收。"]), old)
    rows = draft_comparison.compare(old, new)
    assert [(row.change, row.anchor, row.label_before, row.is_moved) for row in rows] == [
        (Change.SAME, "a1", "", False), (Change.RENUMBERED, "a4", "第四条", True),
        (Change.RENUMBERED, "a2", "第二条", False), (Change.REMOVED, "a3", "", False),
        (Change.ADDED, "a4v2", "", False)]
    assert draft_comparison.summary(rows) == "和前一稿比，新增1处，删去1处。"
