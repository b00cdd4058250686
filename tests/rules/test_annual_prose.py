from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rules import annual_body, annual_grid, annual_prose, annual_registers
from rules.annual_body import Section
from rules.annual_forms import COUNT, FORM_2021, FormName, register_cells
from rules.annual_prose import Fees
from rules.annual_registers import Register
from rules.annual_table import fill
from rules.errors import InputRefused

YEAR = 2026
COUNTED = {("received", "natural_person"): [1, 2, 3], ("received", "business"): [4],
           ("disclosed", "natural_person"): [1, 2], ("state_secret", "natural_person"): [3],
           ("carried_out", "business"): [4]}
TABLES = {form: fill(form, YEAR, None, COUNTED, {"proactive": 12, "funds": 3}) for form in FormName}
DRAFT = annual_prose.draft("云溪县", YEAR, TABLES, Fees(2, 300, 200))


def found(sentence: str, departments: tuple[str, ...] = ("县教育局",)) -> list[str]:
    return [one.words for one in annual_prose.contradictions({Section.OVERVIEW: (sentence,)}, TABLES, departments)]


def test_draft_says_what_its_tables_say() -> None:
    assert annual_prose.contradictions(DRAFT, TABLES, ()) == ()
    whole = "".join(line for lines in DRAFT.values() for line in lines)
    assert "新收政府信息公开申请4件" in whole
    assert "予以公开2件，部分公开0件，不予公开1件" in whole
    assert "自然人申请3件，法人或者其他组织申请1件" in whole
    assert DRAFT[Section.OTHERS][0].endswith("发出收费通知2件，总金额300元，实际收取总金额200元。")
    assert annual_prose.unwritten(DRAFT) == (Section.OVERVIEW, Section.PROBLEMS)


@pytest.mark.parametrize(("sentence", "says"), [
    pytest.param("全年新收政府信息公开申请10件。", "表里是4", id="another number"),
    pytest.param("2026年新收政府信息公开申请10件。", "表里是4", id="with its own year"),
    pytest.param("上年结转申请0件，办结申请5件。", "表里是3", id="after a clause about the year before"),
    pytest.param("办结的申请里，不予公开2件。", "表里是1", id="a group that the form adds up nowhere"),
])
def test_sentence_with_another_number_is_named(sentence: str, says: str) -> None:
    assert [says in one for one in found(sentence)] == [True]


@pytest.mark.parametrize("sentence", [
    pytest.param("新收政府信息公开申请4件。", id="the right number"),
    pytest.param("其中新收政府信息公开申请9件的有三个单位。", id="a part"),
    pytest.param("县教育局新收政府信息公开申请9件。", id="a department"),
    pytest.param("去年新收政府信息公开申请9件，2025年办结申请7件。", id="another year"),
    pytest.param("新收政府信息公开申请若干件。", id="no number"),
])
def test_sentence_that_is_right_or_of_something_else_is_left_alone(sentence: str) -> None:
    assert found(sentence) == []


def test_mended_words_have_the_numbers_of_the_tables_and_are_otherwise_the_same() -> None:
    typed = {Section.OVERVIEW: ("2026年，新收政府信息公开申请10件，办结申请9件；其中新收政府信息公开申请7件。",)}
    assert annual_prose.mended(typed, TABLES, ()) == {
        Section.OVERVIEW: ("2026年，新收政府信息公开申请4件，办结申请3件；其中新收政府信息公开申请7件。",)}


@pytest.mark.parametrize(("text", "register", "value"), [
    pytest.param("12.5", Register.FUNDS, 125_000, id="an amount with decimals"),
    pytest.param("无", Register.FUNDS, 0, id="none, as the form says it"),
    pytest.param(" 1,204 ", Register.PERMITS, 1204, id="thousands"),
    pytest.param("", Register.PERMITS, None, id="empty is not nought"),
])
def test_typed_figure_is_read_and_printed_again(text: str, register: Register, value: int | None) -> None:
    read = annual_registers.typed(text, register)
    assert read == value
    assert value is None or annual_registers.typed(annual_registers.shown(value, register), register) == value


@pytest.mark.parametrize(("text", "register"), [
    ("12.5", Register.PERMITS), ("-1", Register.PERMITS), ("１２", Register.PERMITS), ("十", Register.PERMITS),
    ("1.23456", Register.FUNDS), ("1.", Register.FUNDS), ("1.2.3", Register.FUNDS), ("9999999999", Register.MEETINGS)])
def test_typed_figure_that_is_none_is_refused_at_its_field(text: str, register: Register) -> None:
    with pytest.raises(InputRefused) as refused:
        annual_registers.typed(text, register)
    assert refused.value.field == register.value


def test_registers_are_the_cells_that_no_case_fills() -> None:
    assert {cell.key for form in FormName for cell in register_cells(form)} == {one.value for one in Register}
    assert set(annual_registers.ENTRIES) == set(Register)


def test_body_survives_its_json_and_keeps_the_cases_apart() -> None:
    body = annual_body.ReportBody(YEAR, 1, datetime(2027, 1, 11, tzinfo=UTC), "5222345", DRAFT, TABLES, ("县教育局",))
    again = annual_body.from_json(body.to_json())
    assert again.to_json() == body.to_json()
    assert again.tables[FormName.OF_2018].value("1.1", COUNT) == 12
    assert '"3.1/total":[1,2,3,4]' in body.cases_json()


def test_grid_spans_its_groups_and_leads_to_what_is_behind_a_number() -> None:
    requests = next(grid for grid in annual_grid.grids(TABLES[FormName.OF_2021]) if grid.is_wide)
    assert [(head.words, head.columns, head.rows) for head in requests.heads[0]] == [
        ("申请人情况", 1, 2), ("自然人", 1, 2), ("法人或其他组织", 5, 1), ("总计", 1, 2)]
    assert requests.columns == len(FORM_2021[4].columns) + 1
    leads = {(one.row, one.column) for line in requests.lines for one in line.numbers if one.leads}
    assert ("3.3.7", "total") in leads
    assert ("3.3.1", "business") not in leads
    older = annual_grid.grids(TABLES[FormName.OF_2018])[0]
    printed = {line.words: (line.depth, line.unit, line.numbers[0].words) for line in older.lines}
    assert printed["一、主动公开情况"] == (0, "", "——")
    assert printed["2.传真申请数"] == (2, "件", "无")
