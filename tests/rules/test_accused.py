"""Whom a letter is about: units found by the names people use, and which of them must not get it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.accused import Matter, UnitNames, Why, barred_units, mentioned_units, names_of, needs_a_person
from rules.routing import UnitFacts
from rules.vocabulary import Category

WATER, STATION, TOWN, HOUSING, TAX, NEW_TAX = range(1, 7)
UNITS = [
    UnitFacts(WATER, "县水务局", "bureau", "供水、排水。", ("停水", "水利局", "自来水")),
    UnitFacts(STATION, "县水务局供水站", "company", "", ()),
    UnitFacts(TOWN, "桃源镇人民政府", "town", "", ("桃源镇", "杏花村")),
    UnitFacts(HOUSING, "县住房和城乡建设局", "bureau", "", ("住建局", "业主委员会", "小区", "超市布局", "国家信访局")),
    UnitFacts(TAX, "县国税局", "bureau", "", ("税务局",)),
    UnitFacts(NEW_TAX, "县税务局", "bureau", "", ()),
]
NAMES = UnitNames(UNITS, {TAX: NEW_TAX})


def matter(category: Category = Category.COMPLAINT, text: str = "", about: str = "", mailbox: int | None = None,
           title: str = "") -> Matter:
    return Matter(category, title, text, about, mailbox)


@pytest.mark.parametrize(("text", "units"), [
    ("县水务局的人收钱", {WATER}), ("水务局", {WATER}), ("水利局不作为", {WATER}), ("找了住建局三次", {HOUSING}),
    ("桃源镇政府说没钱", {TOWN}), ("桃源镇修路", {TOWN}), ("县 水 务 局", {WATER}), ("水\u200b务局", {WATER}),
    ("县水务局供水站少算了", {STATION}), ("国税局", {TAX, NEW_TAX}), ("水务局和住建局推来推去", {WATER, HOUSING}),
    ("停水三天，小区没有水", set()), ("业主委员会换了人", set()), ("杏花村的路坏了", set()), ("超市布局不好", set()),
    ("", set()),
])
def test_found_in_takes_the_names_of_units_and_no_matters(text: str, units: set[int]) -> None:
    assert NAMES.found_in(text) == units


def test_names_of_a_town_include_its_place() -> None:
    assert names_of(UNITS[2]) == {"桃源镇人民政府", "桃源镇"}


@pytest.mark.parametrize(("said", "barred"), [
    (matter(about="县水务局张科长"), {WATER: Why.NAMED}),
    (matter(text="水务局的人不来修"), {}),
    (matter(Category.REPORT, text="水务局的人收钱"), {WATER: Why.REPORT_TEXT}),
    (matter(Category.REPORT, title="举报住建局"), {HOUSING: Why.REPORT_TEXT}),
    (matter(Category.REPORT, text="找过住建局", about="水务局"), {WATER: Why.NAMED, HOUSING: Why.REPORT_TEXT}),
    (matter(Category.REPORT, text="你局张三收钱", mailbox=WATER), {WATER: Why.REPORT_TEXT}),
    (matter(Category.COMPLAINT, text="你局张三态度不好", mailbox=WATER), {}),
    (matter(about="某某物业公司"), {}),
])
def test_barred_units_are_those_of_the_field_and_in_a_report_all_that_are_named(
        said: Matter, barred: dict[int, Why]) -> None:
    """I1: only the unit in the field “complained about”, or any unit named in a report, is barred (design.md 6.5)."""
    assert barred_units(NAMES, said) == barred


@pytest.mark.parametrize(("said", "waits"), [
    (matter(about="水务局", mailbox=WATER), True), (matter(about="水务局", mailbox=HOUSING), False),
    (matter(about="王科长"), True), (matter(text="水务局", mailbox=WATER), False), (matter(about="  "), False),
])
def test_letter_about_its_addressee_or_somebody_unknown_needs_a_person(said: Matter, waits: bool) -> None:
    assert needs_a_person(said, barred_units(NAMES, said)) is waits


def test_other_mentions_are_a_warning_only() -> None:
    said = matter(text="住建局说归水务局管", about="水务局")
    assert mentioned_units(NAMES, said, barred_units(NAMES, said)) == (HOUSING,)


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(["水务局", "县住房和城乡建设局", "桃源镇人民政府"]))
def test_named_unit_of_a_report_is_always_barred(before: str, after: str, name: str) -> None:
    """I1: whatever stands around the name."""
    found = barred_units(NAMES, matter(Category.REPORT, text=f"{before}，{name}，{after}"))
    assert any(unit in found for unit in NAMES.found_in(name))
