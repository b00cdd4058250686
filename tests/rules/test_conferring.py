"""How a conferring stands, when positions conflict, and what makes two asked texts the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import conferring, same_question
from rules.conferring import Position, Said, Standing

_P = Position


@pytest.mark.parametrize(("said", "flags", "stands"), [
    ([Said(None), Said(_P.DISCLOSE)], {}, Standing.ASKING), ([Said(_P.DISCLOSE)], {}, Standing.ANSWERED),
    ([Said(_P.DISCLOSE)], {"proposed": True}, Standing.PROPOSED),
    ([Said(_P.DISCLOSE, True), Said(_P.PARTLY, False)], {"proposed": True}, Standing.DISPUTED),
    ([Said(_P.DISCLOSE, True)], {"proposed": True, "agreed": True}, Standing.AGREED),
    ([Said(_P.PARTLY, False)], {"proposed": True, "agreed": True, "settled": True}, Standing.SETTLED),
    ([Said(None)], {"ended": True}, Standing.ENDED)], ids=[one.value for one in Standing])
def test_standing_follows_from_what_was_said(said: list[Said], flags: dict[str, bool], stands: Standing) -> None:
    kept = {"proposed": False, "agreed": False, "settled": False, "ended": False, **flags}
    assert conferring.standing(said, **kept) is stands


@pytest.mark.parametrize(("positions", "conflict"), [
    ([_P.DISCLOSE, _P.WITHHOLD], True), ([_P.DISCLOSE, _P.PARTLY], True), ([_P.DISCLOSE, _P.NOT_HELD, None], False),
    ([], False)], ids=["for and against", "whole and part", "not held", "nobody"])
def test_positions_conflict_when_they_want_different_things(positions: list[Position | None], conflict: bool) -> None:
    assert conferring.is_conflict(positions) is conflict


@pytest.mark.parametrize(("one", "other", "same"), [
    ("2025年度县城老旧小区改造资金的安排和使用情况", "您好，申请公开2025年县城老旧小区改造资金安排、使用情况", True),
    ("2025年度县城老旧小区改造资金的安排和使用情况", "2024年度县城老旧小区改造资金的安排和使用情况", False),
    ("2025年度县城老旧小区改造资金的安排和使用情况", "县第二水厂2025年度水质检测报告", False),
    ("青石镇集体土地征收补偿安置方案", "集体土地征收补偿安置方案，青石镇", True)],
    ids=["courtesy", "another year", "another matter", "turned round"])
def test_same_question_is_told_by_its_words(one: str, other: str, same: bool) -> None:
    assert same_question.is_same(one, other) is same


@given(st.text(alphabet="县城老旧小区改造资金安排水厂检测报告", min_size=1, max_size=80))
def test_prints_of_equal_letters_are_equal_and_few(text: str) -> None:
    assert same_question.prints(text) == same_question.prints(f" {text}。\n")
    assert len(same_question.prints(text)) <= same_question.PRINTS


@pytest.mark.parametrize(("one", "other", "unlike"), [
    ("disclosed", "trade_secret", True), ("already_public", "partial", True), ("state_secret", "trade_secret", False),
    ("disclosed", "other_agency", False), ("disclosed", None, False)],
    ids=["open and refused", "whole and part", "two grounds of refusal", "not its own", "not answered"])
def test_outcomes_differ_by_what_they_judge(one: str, other: str | None, unlike: bool) -> None:
    assert same_question.differ(one, other) is unlike
