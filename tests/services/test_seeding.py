from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select, text

from extensions import db
from models.calendar import CalendarChange
from models.clock import ClockTerm
from models.department import Department, Mailbox
from rules.errors import InputRefused
from services import seeding
from services.work import Work
from tests import factories
from tests.fixtures.app import UNITS
from tests.fixtures.engines import Edge

NEW = seeding.UnitRow("water", "县水务局", seeding.DepartmentKind.BUREAU, "供水。", ("水管",))


def contents(work: Work) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, without the revisions that count changes."""
    tables = [table for table in db.metadata.sorted_tables if table.name != "revision"]
    return {table.name: [tuple(row) for row in work.session.execute(select(table).order_by(*table.primary_key))]
            for table in tables}


def test_seed_again_changes_nothing_on_either_engine(edge: Edge) -> None:
    before = edge.run(contents)
    edge.run(seeding.seed)
    edge.run(seeding.seed_offices)
    edge.run(lambda work: seeding.import_departments(work, UNITS))
    assert edge.run(contents) == before


def test_seed_loads_the_calendar_the_terms_and_the_county_leader_s_mailbox(work: Work) -> None:
    years = list(work.session.scalars(select(CalendarChange.year).order_by(CalendarChange.version)))
    assert years[-1] == 2026
    assert years == list(range(years[0], 2027))
    assert work.calendar.is_working(date(2026, 10, 10))
    terms = dict(work.session.execute(select(ClockTerm.category, ClockTerm.length)).all())
    assert terms == {"consultation": 5, "suggestion": 10, "request_help": 10, "complaint": 15, "report": 15,
                     "site_error": 3, "other": 10}
    leader = work.session.scalars(select(Mailbox).where(Mailbox.is_county_leader)).one()
    assert (leader.slug, leader.department_id) == (seeding.LEADER_MAILBOX, None)


def test_seed_offices_makes_the_two_offices_of_an_empty_county_only(work: Work) -> None:
    work.session.execute(text("DELETE FROM mailbox WHERE department_id IS NOT NULL"))
    work.session.execute(text("DELETE FROM department"))
    seeding.seed_offices(work)
    work.session.flush()
    names = list(work.session.scalars(select(Department.name).order_by(Department.id)))
    assert names == ["县信访局", "县政府办"]


def test_import_departments_gives_each_a_mailbox_and_letters_at_once(work: Work) -> None:
    assert seeding.import_departments(work, [NEW]) == 1
    assert work.session.scalar(select(Mailbox.name).where(Mailbox.slug == "water")) == "县水务局信箱"
    letter = factories.letter(work, title="水管坏了", text="水管漏水，请来修水管。")
    assert work.settings.router(work.today).decide(letter.title, letter.text).unit_id == factories.department_id(
        work, "water")


def test_import_departments_again_updates_and_adds_no_second_mailbox(work: Work) -> None:
    seeding.import_departments(work, [NEW])
    seeding.import_departments(work, [seeding.UnitRow(**{**NEW.__dict__, "duties": "供水和排水。"})])
    assert work.session.scalar(select(Department.duties).where(Department.code == "water")) == "供水和排水。"
    assert work.session.scalar(select(func.count()).select_from(Mailbox).where(Mailbox.slug == "water")) == 1


def test_import_departments_with_one_word_for_two_is_refused(work: Work) -> None:
    seeding.import_departments(work, [seeding.UnitRow(**{**NEW.__dict__, "document_word": "云水公开"})])
    with pytest.raises(InputRefused) as refused:
        seeding.import_departments(work, [seeding.UnitRow("water2", "县水库局", seeding.DepartmentKind.BUREAU,
                                                          document_word="云水公开")])
    assert "县水务局和县水库局" in refused.value.message


def test_import_departments_leaves_units_that_the_list_does_not_name(work: Work) -> None:
    before = work.session.scalar(select(func.count()).select_from(Department))
    seeding.import_departments(work, [NEW])
    assert work.session.scalar(select(func.count()).select_from(Department)) == before + 1
