from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.digest_body import DigestBody, DigestKind, Line, Ranked
from rules.figures import Dimension, Figures, Flow
from rules.reconciling import (
    REPEATED,
    check,
    check_row,
    lines_of,
    parts_to_whole,
    possible_share,
    share_in_table,
    stated_alike,
)
from tests.rules.digests import Counting, body_of, counted, row

ALL = ("web", "county-leader", "other")


def small() -> tuple[DigestBody, dict[str, dict[str, list[int]]]]:
    """Three letters of one unit: answered in time, answered late, and still in hand past its day."""
    counting = Counting()
    for case in (1, 2, 3):
        keys = ("housing", "consultation", *ALL)
        counting.note("received", case, keys)  # type: ignore[arg-type]
        counting.note("due", case, keys)  # type: ignore[arg-type]
        counting.note("open" if case == 3 else "closed", case, keys)  # type: ignore[arg-type]
        counting.note("on_time" if case == 1 else "late", case, keys)  # type: ignore[arg-type]
    counting.note("closed_late", 2, keys)  # type: ignore[arg-type]
    counting.note("overdue", 3, keys)  # type: ignore[arg-type]
    counting.note("overdue_change", 3, keys)  # type: ignore[arg-type]
    return body_of(counting), {name: dict(groups) for name, groups in counting.cases.items()}


def bent(figures: Figures, name: str, by: int) -> Figures:
    if name in ("opening", "opening_overdue"):
        return replace(figures, **{name: getattr(figures, name) + by})
    return replace(figures, flows={**figures.flows, Flow(name): figures[name] + by})


@settings(max_examples=60)
@given(counted())
def test_digest_of_any_letters_agrees(counting: Counting) -> None:
    body = body_of(counting)
    assert check(body, counting.cases) == ()
    assert check(body, counting.cases, [body]) == ()


@settings(max_examples=60)
@given(counted(), st.sampled_from([*Flow, "opening", "opening_overdue"]), st.sampled_from([-1, 1, 7]), st.data())
def test_digest_with_one_number_bent_is_found_and_named(
        counting: Counting, name: str, by: int, choose: st.DataObject) -> None:
    body = body_of(counting)
    dimensions = [Dimension.DEPARTMENT] if name.startswith("opening") else list(Dimension)
    where = choose.draw(st.sampled_from([None, *dimensions]))
    if where is None:
        body = replace(body, figures=bent(body.figures, name, by))
    else:
        lines = list(body.breakdowns[where])
        at = choose.draw(st.integers(0, len(lines) - 1))
        lines[at] = replace(lines[at], figures=bent(lines[at].figures, name, by))
        body = replace(body, breakdowns={**body.breakdowns, where: tuple(lines)})
    found = check(body, counting.cases)
    assert name in {one.figure for one in found}
    assert all(one.words and one.words.endswith("。") for one in found)


@settings(max_examples=40)
@given(counted(), st.data())
def test_digest_with_a_case_lost_or_doubled_is_found(counting: Counting, choose: st.DataObject) -> None:
    places = [(name, group) for name, groups in counting.cases.items() for group, ids in groups.items() if ids]
    if not places:
        return
    body = body_of(counting)
    name, group = choose.draw(st.sampled_from(places))
    ids = counting.cases[name][group]
    doubled = choose.draw(st.booleans())
    ids[:] = [*ids, ids[0]] if doubled else ids[1:]
    found = [one for one in check(body, counting.cases) if one.figure == name]
    assert found
    assert name in REPEATED or not doubled or any("不止一次" in one.words for one in found)


def test_small_digest_agrees_and_its_ranking_is_as_its_numbers_are() -> None:
    body, cases = small()
    assert check(body, cases) == ()
    assert lines_of(check(replace(body, ranking=(Ranked("housing", "", 2),)), cases)) == [
        "县住房和城乡建设局排在第2名，按这些数字应当是第1名。"]


@pytest.mark.parametrize(("change", "words"), [
    pytest.param({"before": Figures({Flow.RECEIVED: 4})}, "本期“期初在办”是0件，上期“期末在办”是4件，相差4。",
                 id="what was in hand before"),
    pytest.param({"series": (("2026-07", Figures({Flow.RECEIVED: 1})), ("2026-08", Figures()),
                             ("2026-09", Figures({Flow.RECEIVED: 1})))},
                 "“新收”全期是3，各月加起来是2，相差1。", id="the months of the quarter"),
    pytest.param({"overdue": (row(3), row(9))}, "超期名单里有1件不在“期末超期在办”里。", id="a stranger in the list"),
    pytest.param({"breakdowns": {Dimension.CATEGORY: (Line("complaint", "投诉", Figures({Flow.RECEIVED: 2})),)}},
                 "“新收”合计是3，各类别加起来是2，相差1。", id="a breakdown"),
])
def test_digest_that_differs_is_told_in_a_sentence(change: dict[str, Any], words: str) -> None:
    body, cases = small()
    assert words in lines_of(check(replace(body, **change), cases))


def test_series_without_all_months_of_the_quarter_is_not_added_up() -> None:
    body, cases = small()
    assert check(replace(body, series=(("2026-09", Figures()),)), cases) == ()
    daily = replace(body, kind=DigestKind.DAILY, series=(("2026-09", Figures()),))
    assert check(daily, cases) == ()


def test_cases_that_are_not_given_are_not_asked_for() -> None:
    assert check(small()[0], None) == ()


def test_letter_that_came_and_went_nowhere_is_found_by_its_number() -> None:
    body, cases = small()
    cases["closed"] = {group: [1, 7] for group in cases["closed"]}
    [lost] = [one for one in check(body, cases) if one.figure == "open"]
    assert lost.cases == (2, 7)


def test_row_of_a_published_table_is_checked_by_what_its_figures_are_made_of() -> None:
    counts = small()[0].figures.as_json() | {"open": 4, "late": 1, "declined": 2}
    assert [(one.figure, one.stated, one.found, one.by) for one in check_row("合计", counts)] == [
        ("open", 4, -1, 5), ("declined", 2, 0, 2), ("late", 1, 2, -1)]


@pytest.mark.parametrize(("percent", "base", "is_possible"), [
    pytest.param("91.89%", 19449, True, id="清新: 17872 of 19449"),
    pytest.param("6.58%", 19449, True, id="清新: 1280 of 19449"),
    pytest.param("96.84%", 477, False, id="个旧: no whole number of 477 calls"),
    pytest.param("96.86%", 477, True, id="462 of 477"),
    pytest.param("33.33％", 3, True, id="a third, full width"),
    pytest.param("33.34%", 3, False, id="a third, rounded up"),
    pytest.param("66.7", 3, True, id="one decimal, no sign"),
    pytest.param("100%", 7, True, id="all"), pytest.param("0.00%", 7, True, id="none"),
    pytest.param("100.01%", 100000, False, id="more than all"),
    pytest.param("12.5%", 8, True, id="exact"), pytest.param("12.50%", 4, False, id="not of four"),
    pytest.param("50%", 0, False, id="of nothing"), pytest.param("—", 0, False, id="a dash is no percentage"),
    pytest.param("约九成", 10, False, id="rough words"),
])
def test_share_is_possible_when_some_whole_number_gives_it(percent: str, base: int, is_possible: bool) -> None:
    assert possible_share(percent, base) is is_possible
    assert (share_in_table("办结率", percent, base) is None) is is_possible


@given(st.integers(1, 3000), st.data())
def test_share_of_any_whole_number_is_possible(base: int, choose: st.DataObject) -> None:
    part = choose.draw(st.integers(0, base))
    percent = f"{(part * 20000 + base) // (base * 2) / 100:.2f}%"
    assert possible_share(percent, base)
    assert share_in_table("办结率", percent, base, part) is None


def test_published_parts_and_statements_are_told_apart_from_real_reports() -> None:
    parts = {"咨询": 17872, "投诉": 1280, "建议": 42, "举报": 40, "其他": 215}
    assert parts_to_whole("来电", parts, 19449) is None
    assert share_in_table("咨询占比", "91.89%", 19449, 17872) is None
    assert share_in_table("投诉占比", "6.58%", 19449, 1280) is None
    wrong = parts_to_whole("来电", parts, 19450)
    assert wrong is not None
    assert (wrong.by, "相差1" in wrong.words) == (1, True)
    assert "没有哪个整数" in share_in_table("接通率", "96.84%", 477).words  # type: ignore[union-attr]
    assert share_in_table("咨询占比", "91.90%", 19449, 17872) is not None
    twice = stated_alike("依申请公开", {"第二部分": 10, "第四部分": 9, "附表": 9})
    assert twice is not None
    assert twice.words == "依申请公开在第二部分里是10，在第四部分里是9，相差1。"
    assert stated_alike("依申请公开", {"第四部分": 9, "附表": 9}) is None
