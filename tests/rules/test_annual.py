"""The annual forms: their rows, the identities of any year, and what does not close."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.annual_checks import check, require_closed
from rules.annual_forms import COUNT, FORMS, TOTAL, Filled, FormName, register_cells
from rules.annual_requests import RequestCourse, remedy_places
from rules.annual_table import AnnualTable, added, fill, of_values
from rules.errors import InputRefused
from rules.vocabulary import Applicant
from tests.rules.annual_courses import courses, filled

OLD, NEW = FormName.OF_2018, FormName.OF_2021
COLUMNS = [*(one.value for one in Applicant), TOTAL]
YEAR = 2025
# The figures of a real county of 2018 that no case holds.
REAL = {"proactive": 4846, "public_gazette": 137, "public_website": 4846, "public_wechat": 183, "responses": 283,
        "other_replies": 283, "points": 1, "staff_full": 1, "staff_part": 62, "normative_public": 12,
        "normative_made": 12, "press_conferences": 2, "press_conferences_head": 1}


def codes(form: FormName, filled_by: Filled) -> list[str]:
    return [row.code for table in FORMS[form] for row in table.rows if row.filled is filled_by]


def changed(table: AnnualTable, row: str, column: str, by: int) -> AnnualTable:
    cells = dict(table.cells)
    cells[row, column] = replace(cells[row, column], value=cells[row, column].value + by)
    return replace(table, cells=cells)


def test_forms_have_the_rows_of_the_law_and_no_code_twice() -> None:
    assert len([code for code in codes(NEW, Filled.CASES) if code.startswith("3.3")]) == 21
    assert len(codes(OLD, Filled.HEADING)) == 7
    for form, rows in ((OLD, 65), (NEW, 40)):
        all_codes = [row.code for table in FORMS[form] for row in table.rows]
        assert len(all_codes) == len(set(all_codes)) == rows
    names = [row.words for table in FORMS[NEW] for row in table.rows]
    assert "（二）部分公开（区分处理的，只计这一情形，不计其他情形）" in names
    assert "5.要求行政机关确认或重新出具已获取信息" in names
    assert "4.不同意公开答复数" in [row.words for row in FORMS[OLD][0].rows]
    assert {cell.key for cell in register_cells(OLD)} & {cell.key for cell in register_cells(NEW)} == {"normative_made"}


@settings(max_examples=1000)
@given(st.lists(courses, max_size=12))
def test_any_year_satisfies_every_identity_of_both_forms(some: list[RequestCourse]) -> None:
    before, table = filled(NEW, YEAR - 1, some), filled(NEW, YEAR, some)
    assert check(table, before) == ()
    for column in COLUMNS:
        result = table.value("3.3.7", column)
        assert table.value("3.1", column) + table.value("3.2", column) == result + table.value("3.4", column)
        assert result == sum(table.value(code, column) for code in codes(NEW, Filled.CASES)
                             if code.startswith("3.3."))
        assert table.value("3.2", column) == before.value("3.4", column)
    assert table.value("3.1", TOTAL) == sum(one.received_on.year == YEAR for one in some)
    assert table.value("3.3.7", TOTAL) == sum(one.ended_on is not None and one.ended_on.year == YEAR for one in some)
    old = filled(OLD, YEAR, some)
    assert not [one for one in check(old) if one.is_refused]
    assert (old.value("3.1", COUNT), old.value("3.2", COUNT)) == (table.value("3.1", TOTAL),
                                                                  table.value("3.3.7", TOTAL))


@given(st.lists(courses, min_size=1, max_size=25), st.sampled_from(codes(NEW, Filled.CASES) + ["3.3.7"]),
       st.sampled_from(COLUMNS))
def test_any_cell_changed_by_one_is_noticed(some: list[RequestCourse], row: str, column: str) -> None:
    table = changed(filled(NEW, YEAR, some), row, column, 1)
    assert any((row, column) in one.cells for one in check(table) if one.is_refused)
    with pytest.raises(InputRefused, match="《政府信息公开条例》第五十条"):
        require_closed(table)


def test_carry_over_that_is_not_last_years_is_refused() -> None:
    before = of_values(NEW, YEAR - 1, {("3.4", "business"): 2, ("3.4", TOTAL): 2})
    kept = of_values(NEW, YEAR, {(code, "research"): 2 for code in ("3.2", "3.4")}
                     | {(code, TOTAL): 2 for code in ("3.2", "3.4")})
    assert check(kept) == ()
    assert {one.cells[0] for one in check(kept, before)} == {("3.2", "business"), ("3.2", "research")}
    with pytest.raises(InputRefused, match="2025年“二、上年结转政府信息公开申请数量”（商业企业）是0，2024年"):
        require_closed(kept, before)


@pytest.mark.parametrize("received", [
    pytest.param([1, 2], id="and another in no result"), pytest.param([1, 1], id="and received twice")])
def test_request_counted_twice_is_refused_though_the_sums_close(received: list[int]) -> None:
    twice = fill(NEW, YEAR, None, {("received", "business"): received, ("partial", "business"): [1],
                                   ("state_secret", "business"): [1]}, {})
    assert {one.identity for one in check(twice)} == {"once"}


@pytest.mark.parametrize(("change", "identity", "is_refused"), [
    pytest.param({"public_website": 4847}, "at_least_each", True, id="a channel above the whole"),
    pytest.param({"public_website": 4000}, "at_most_sum", True, id="the whole above all channels"),
    pytest.param({"normative_public": 5000, "normative_made": 5000}, "part_of", True, id="documents above the whole"),
    pytest.param({"normative_made": 11}, "part_of", False, id="more documents public than made"),
    pytest.param({"press_conferences_head": 3}, "part_of", True, id="head at more than there were"),
    pytest.param({"other_replies": 280}, "at_most_sum", False, id="more topics than answers"),
    pytest.param({"points": -1}, "count", True, id="below nothing"),
])
def test_small_figures_of_2018_that_cannot_be_are_named(change: dict[str, int], identity: str,
                                                        is_refused: bool) -> None:
    assert check(fill(OLD, 2018, None, {}, REAL)) == ()
    [found] = check(fill(OLD, 2018, None, {}, REAL | change))
    assert (found.identity, found.is_refused) == (identity, is_refused)


def test_documents_in_force_that_do_not_follow_are_a_warning() -> None:
    before = fill(NEW, 2024, None, {}, {"normative_in_force": 30})
    kept = {"normative_made": 4, "normative_abolished": 1, "normative_in_force": 33}
    assert check(fill(NEW, 2025, None, {}, kept), before) == ()
    [found] = check(fill(NEW, 2025, None, {}, kept | {"normative_in_force": 34}), before)
    assert (found.is_refused, found.cells) == (False, (("2.1.2", "in_force"),))


@pytest.mark.parametrize(("kind", "after", "is_new", "outcome", "old", "new"), [
    pytest.param("reconsideration", False, True, None, [], [("reconsideration", "pending")], id="pending"),
    pytest.param("reconsideration", False, False, "corrected", [("reconsideration_corrected", COUNT)],
                 [("reconsideration", "corrected")], id="decided later"),
    pytest.param("lawsuit", False, True, "maintained", [("lawsuit_maintained", COUNT)],
                 [("lawsuit_direct", "maintained")], id="straight to court"),
    pytest.param("lawsuit", True, True, "other", [("lawsuit_other", COUNT)], [("lawsuit_after", "other")],
                 id="after reconsideration"),
    pytest.param("complaint", False, True, None, [("complaints", COUNT)], [], id="complaint"),
    pytest.param("complaint", False, False, "other", [], [], id="complaint of an earlier year"),
])
def test_remedy_counts_in_the_row_of_its_kind(kind: str, after: bool, is_new: bool, outcome: str | None,
                                              old: list[object], new: list[object]) -> None:
    assert list(remedy_places(OLD, kind, after, is_new, outcome)) == old
    assert list(remedy_places(NEW, kind, after, is_new, outcome)) == new


def test_forms_of_departments_add_up_with_the_cases_behind_them() -> None:
    one = fill(NEW, YEAR, 7, {("received", "business"): [3], ("carried_out", "business"): [3]}, {"charges": 1})
    other = fill(NEW, YEAR, 8, {("received", "business"): [4], ("partial", "business"): [4]},
                 {"charges": Decimal("0.25")})
    county = added([one, other])
    assert (county.value("2.8.1", COUNT), county.printed("2.8.1", COUNT)) == (Decimal("1.25"), "1.25")
    assert county.cell("3.1", TOTAL).cases == (3, 4)
    assert check(county) == ()
    with pytest.raises(ValueError, match="one kind and year"):
        added([one, replace(other, year=2024)])


def test_none_is_a_word_on_paper_and_a_number_for_programs() -> None:
    table = fill(OLD, 2018, None, {}, REAL)
    assert [table.printed(code, COUNT) for code in ("1", "1.1", "8.1", "8.3")] == ["——", "4846", "无", "63"]
    cells = {cell["row"]: cell for cell in table.as_json()["cells"]}
    assert len(cells) == 58
    assert cells["8.1"] == {"row": "8.1", "label": "政府信息公开工作专门机构数", "column": "统计数", "value": 0}
