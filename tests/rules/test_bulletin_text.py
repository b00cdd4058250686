from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import periods
from rules.bulletin_body import BulletinText, SectionName, from_json
from rules.bulletin_text import draft
from rules.digest_body import DigestBody, DigestKind, Topic
from rules.figures import UNASSIGNED, Figures
from rules.prose_figures import read
from tests.rules.digests import Counting, body_of, counted, plain


def section(body: DigestBody, name: SectionName) -> str:
    return "\n".join(draft(body).sections[name])


def test_draft_of_a_quarter_without_letters_says_so_and_names_nobody() -> None:
    text = draft(plain({}))
    assert text.title == "关于2026年第三季度来信办理情况的通报"
    assert text.sections[SectionName.OVERVIEW] == (
        "2026年第三季度没有收到来信。", "没有办结的来信。",
        "没有到期应当办结的来信，不计算按时办结率。没有收到有效评价，不计算满意率。")
    assert text.sections[SectionName.DEPARTMENTS] == ("各单位都没有到期应当办结的来信，不排名次。",)
    assert text.sections[SectionName.PROBLEMS] == ("没有超期的来信，也没有退回重办的来信。",)
    assert len(text.sections[SectionName.DEMANDS]) == 1
    assert "%" not in text.prose


def test_draft_tells_the_quarter_of_the_model_in_its_words() -> None:
    overview = section(plain(
        {"received": 578, "invalid": 20, "duplicate": 17, "closed": 512, "accepted": 533, "working_days": 2662,
         "due": 512, "on_time": 496, "rated": 264, "satisfied": 238, "assigned": 640, "reworked": 9},
        before={"received": 560, "due": 441, "on_time": 421}, last_year={"received": 578}), SectionName.OVERVIEW)
    for words in ("2026年第三季度共收到来信578件，其中有效来信541件，无效来信20件，重复或合并17件。",
                  "收到来信比上季度增加18件，与去年同期持平。",
                  "受理533件，办结512件，期末在办29件。平均办理时长5.2个工作日。",
                  "应办结512件，按时办结496件，超期16件。按时办结率96.88%，比上季度提高1.42个百分点。",
                  "有效评价264件，满意和基本满意238件，满意率90.15%。",
                  "转办640件次，没有退回的，退回重办9件，重办率1.76%。"):
        assert words in overview


@pytest.mark.parametrize(("late", "words"), [
    pytest.param({}, "有应办结来信的单位都做到了全部按时办结。", id="all on time"),
    pytest.param({"water": 2}, "全部按时办结的单位有：县住房和城乡建设局、县交通运输局。", id="one late"),
    pytest.param({"water": 2, "housing": 3, "transport": 1}, "各单位按按时办结率、", id="all late"),
])
def test_draft_names_departments_by_what_they_did(late: dict[str, int], words: str) -> None:
    units = {key: {"due": 5, "on_time": 5 - late.get(key, 0)} for key in ("housing", "transport", "water")}
    body = plain({"due": 15, "on_time": 15 - sum(late.values())}, units | {UNASSIGNED: {"due": 1}})
    assert words in section(body, SectionName.DEPARTMENTS)
    problems = section(body, SectionName.PROBLEMS)
    assert problems.startswith("超期的单位有：")
    assert "县信访局（尚未转办）1件" in problems
    assert ("县水务局2件" in problems) is ("water" in late)


def test_draft_demands_a_report_of_those_whose_letters_are_still_late() -> None:
    body = plain({"overdue_change": 2}, {"water": {"overdue_change": 2}, "housing": {"due": 1}})
    assert section(body, SectionName.PROBLEMS).split("\n") == [
        "超期的单位有：县住房和城乡建设局1件。", "期末超期在办的单位有：县水务局2件。"]
    assert section(body, SectionName.DEMANDS).startswith("县水务局要逐件说明超期原因，")


@settings(max_examples=80)
@given(counted(), st.none() | counted(), st.none() | counted(),
       st.sampled_from([DigestKind.QUARTERLY, DigestKind.MONTHLY]))
def test_draft_of_any_figures_agrees_with_them_and_leaves_no_number_unchecked(
        now: Counting, before: Counting | None, last_year: Counting | None, kind: DigestKind) -> None:
    earlier: list[Figures | None] = [body_of(one).figures if one else None for one in (before, last_year)]
    period = periods.parse(kind, "2026-Q3" if kind is DigestKind.QUARTERLY else "2026-09")
    body = body_of(now, kind=kind, period=period.text, first_on=period.first_on, last_on=period.last_on,
                   before=earlier[0], last_year=earlier[1], topics=(Topic("物业费", "property", (1, 2, 3)),))
    text = draft(body)
    found = read(text.prose, body)
    assert [one.words for one in found.findings] == []
    assert found.unchecked == ()
    assert from_json(text.to_json()) == text
    assert isinstance(text, BulletinText)
