"""The frozen result: it reads back as it was written, its figures add up, and its sentences say what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import comment_result, comment_result_paper
from rules.comment_result import Accounting, Aside, ResultBody, Row, Totals
from rules.comment_words import Adoption, AsideGround, DraftKind

WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
COUNT = st.integers(0, 99_999)
ROWS = st.builds(Row, COUNT, WORDS, WORDS, WORDS, st.sampled_from(Adoption), WORDS, COUNT, COUNT, COUNT,
                 st.lists(WORDS, max_size=3).map(tuple))
ASIDES = st.builds(Aside, WORDS, st.sampled_from(AsideGround), WORDS, WORDS, st.dates())
BODY = ResultBody("Z2026-1", "停车收费管理办法（征求意见稿）", "县住建局", "云溪县住房和城乡建设局", DraftKind.OTHER,
                  date(2026, 11, 9), date(2026, 12, 9), datetime(2026, 12, 20, 16, 30, tzinfo=UTC), "逐条研究了意见。",
                  Totals(9, 7, 6, 5, 5, 1, 2, 1))


@given(st.lists(ROWS, max_size=3), st.lists(ASIDES, max_size=3), WORDS)
def test_body_reads_back_as_it_was_written(rows: list[Row], asides: list[Aside], words: str) -> None:
    body = replace(BODY, rows=tuple(rows), asides=tuple(asides), words=words)
    again = comment_result.from_json(body.to_json())
    assert (again, again.to_json()) == (body, body.to_json())


@pytest.mark.parametrize(("totals", "whole"), [
    (Totals(), True), (Totals(9, 7, 6, 5, 5, 1, 2, 1), True), (Totals(9, 7, 6, 5, 5, 1, 2, 0), False)],
    ids=["none", "all accounted for", "one is missing"])
def test_totals_are_whole_when_every_comment_has_its_place(totals: Totals, whole: bool) -> None:
    """C3: the sum check."""
    assert totals.is_whole is whole


def test_totals_are_told_with_what_is_not_in_the_table() -> None:
    row = Row(1, "a3", "第三条", "延长免费时间", Adoption.PARTLY, "改为一小时", 5, 4, 3, ("朱*云", "", "李*"))
    body = replace(BODY, rows=(row,))
    assert comment_result.totals_words(body) == (
        "征集期间共收到意见9条，来自6人，归并相近的为5种；归并为1条意见，采纳0条，部分采纳1条，不采纳0条。"
        "另有没有列入统计1条，由本人新的意见代替2条，由本人撤回1条。")
    assert (row.writer_words, body.released_on) == ("朱*云、匿名、李*等5条", date(2026, 12, 21))
    assert comment_result.totals_words(replace(BODY, totals=Totals())) == comment_result.NO_COMMENTS
    assert (BODY.empty, replace(BODY, totals=Totals()).empty) == (comment_result.NO_ROWS, comment_result.NO_COMMENTS)
    assert comment_result_paper.opening(replace(BODY, totals=Totals(), words=comment_result.NO_COMMENTS)) == (
        "2026年11月9日至2026年12月9日，县住建局就《停车收费管理办法（征求意见稿）》公开征求意见。征集期间没有收到意见。",)


def test_accounting_names_the_first_of_what_is_missing() -> None:
    found = Accounting(held=7, unsorted=1, undecided=("延长",), numbers={
        "held": [f"Y2026-{n}" for n in range(1, 8)], "unsorted": ["Y2026-9"]})
    assert (found.is_complete, Accounting().is_complete) == (False, True)
    assert found.sentences == (
        "7条意见还没有公开，请先公开或者决定不列入统计（Y2026-1、Y2026-2、Y2026-3、Y2026-4、Y2026-5等）。",
        "1条意见没有归入任何一条归并意见，请归并（Y2026-9）。", "1条归并意见没有决定是否采纳（“延长”）。")
