from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select, text

from models.assignment import Assignment
from models.case import Case, Letter
from models.clock import Clock
from models.department import Department
from models.event import CaseEvent
from models.notice import Notice
from models.publication import Publication
from models.reply import Reply
from rules.actors import CITIZEN, IMPORTER, SYSTEM
from rules.errors import NotPermitted
from rules.vocabulary import State
from services import importing, ledger, routing, seeding
from services.importing import ImportReport
from services.work import Work
from tests import factories

OPEN = {"title": "加压泵坏了", "text": "小区的加压泵坏了，物业不修。", "time": "2026-11-20 09:30"}
ANSWERED = OPEN | {"department": "housing", "reply": "已修好，电话13800138000。", "reply_time": "2026-11-23 10:00"}
OLD_UNIT = seeding.UnitRow("old", "县旧局", seeding.DepartmentKind.BUREAU, valid_until=date(2025, 12, 31))


@pytest.fixture
def importer(work: Work) -> Work:
    return factories.acting(work, IMPORTER)


def take_in(work: Work, *rows: dict[str, object], published: bool = False) -> ImportReport:
    report, good = importing.check(work, rows)
    if not report.refused:
        report.imported = importing.store(work, good, published=published)
    work.session.flush()
    return report


def only(work: Work, model: type):
    return work.session.scalars(select(model)).one()


def test_import_an_open_letter_gives_it_clock_and_department(importer: Work) -> None:
    report = take_in(importer, OPEN)
    letter = only(importer, Letter)
    assert (report.read, report.imported, report.refused) == (1, 1, [])
    assert (letter.state, letter.department_id) == (State.ASSIGNED, factories.department_id(importer))
    assert letter.received_at == datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    clock = factories.answer_clock(importer, letter.id)
    assert (clock.due_on, clock.stopped_at) == (date(2026, 11, 27), None)


def test_import_an_answered_letter_is_closed_by_one_act(importer: Work) -> None:
    take_in(importer, ANSWERED)
    letter, reply = only(importer, Letter), only(importer, Reply)
    answered_at = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    assert (letter.state, letter.answered_at, letter.closed_at) == (State.CLOSED, answered_at, answered_at)
    assert (reply.issued_at, reply.department_id, reply.text) == (answered_at, letter.department_id, ANSWERED["reply"])
    event = only(importer, CaseEvent)
    assert (event.act, event.actor, event.effective_at) == ("import_answered", "importer", answered_at)
    assert (event.recorded_at, letter.subject) == (importer.now, "property")
    assert '"subject":"property"' in event.payload
    assert (only(importer, Clock).stopped_at, only(importer, Assignment).ended_how) == (answered_at, "answered")
    assert importer.session.scalar(select(Notice)) is None


def test_import_leaves_a_record_that_verifies(importer: Work) -> None:
    take_in(importer, OPEN, ANSWERED, OPEN | factories.VAGUE, ANSWERED | {"department": ""}, published=True)
    assert ledger.verify(importer).first_bad is None


def test_import_numbers_by_the_year_of_receipt_the_oldest_first(importer: Work) -> None:
    take_in(importer, OPEN, OPEN | {"time": "2025-03-01"}, OPEN | {"time": "2026-01-02"}, OPEN | {"time": "2025-02-01"})
    numbers = importer.session.execute(select(Case.number, Case.received_at).order_by(Case.received_at)).all()
    assert [row.number for row in numbers] == ["X2025-1", "X2025-2", "X2026-1", "X2026-2"]


def test_import_with_one_bad_row_stores_nothing_and_names_every_bad_row(importer: Work) -> None:
    report = take_in(importer, OPEN, OPEN | {"text": ""}, ANSWERED, OPEN | {"mailbox": "无名信箱"},
                     OPEN | {"department": "无名局"}, OPEN | {"reply": "只有答复。"})
    assert (report.read, report.imported) == (6, 0)
    assert [row for row, _ in report.refused] == [3, 5, 6, 7]
    assert [why.split("。")[0] for _, why in report.refused][1:3] == ["没有“无名信箱”这个信箱", "没有“无名局”这个单位"]
    assert importer.session.scalar(select(func.count()).select_from(Case)) == 0


def test_import_answered_by_a_unit_that_has_ended_keeps_that_unit(importer: Work) -> None:
    seeding.import_departments(importer, [OLD_UNIT])
    row = ANSWERED | {"department": "县旧局", "time": "2025-05-06", "reply_time": "2025-05-08"}
    assert take_in(importer, row).imported == 1
    assert importer.session.get_one(Department, only(importer, Reply).department_id).code == "old"


def test_import_open_letter_for_a_unit_that_has_ended_is_refused_with_its_row(importer: Work) -> None:
    seeding.import_departments(importer, [OLD_UNIT])
    report = take_in(importer, OPEN, OPEN | {"department": "old"})
    assert [row for row, why in report.refused if "撤并" in why] == [3]


def test_import_answered_without_department_follows_the_words_else_the_letters_office(importer: Work) -> None:
    take_in(importer, ANSWERED | {"department": ""}, ANSWERED | factories.VAGUE | {"department": ""})
    units = importer.session.scalars(select(Reply.department_id).order_by(Reply.case_id))
    codes = [importer.session.get_one(Department, unit).code for unit in units]
    assert codes == ["housing", "letters-office"]


def test_import_answered_without_department_into_a_county_without_letters_office_is_refused(importer: Work) -> None:
    importer.session.execute(text("UPDATE department SET is_letters_office = false"))
    report = take_in(importer, ANSWERED | {"department": ""})
    assert [(row, "department" in why) for row, why in report.refused] == [(2, True)]


def test_import_as_published_publishes_the_answered_ones_masked(importer: Work) -> None:
    take_in(importer, OPEN, ANSWERED, published=True)
    shown = only(importer, Publication)
    assert "13800138000" not in shown.reply
    assert shown.answered_on == date(2026, 11, 23)


def test_import_takes_names_and_slugs_of_mailbox_and_department(importer: Work) -> None:
    take_in(importer, OPEN | {"mailbox": "县长信箱", "department": "县交通运输局"},
            OPEN | {"mailbox": "transport", "department": "transport"}, OPEN | {"mailbox": "county-leader"})
    departments = list(importer.session.scalars(select(Letter.department_id).order_by(Letter.id)))
    transport, housing = (factories.department_id(importer, code) for code in ("transport", "housing"))
    assert departments == [transport, transport, housing]


def test_import_of_the_same_rows_twice_merges_nothing(importer: Work) -> None:
    take_in(importer, OPEN | {"source_id": "17"})
    take_in(importer, OPEN | {"source_id": "17"})
    assert importer.session.scalar(select(func.count()).select_from(Case)) == 2


def test_import_without_title_takes_it_from_the_text(importer: Work) -> None:
    take_in(importer, OPEN | {"title": ""})
    assert only(importer, Letter).title == OPEN["text"]


@pytest.mark.parametrize("row", [OPEN, ANSWERED], ids=["open", "answered"])
@pytest.mark.parametrize("actor", [CITIZEN, SYSTEM], ids=["a citizen", "the system"])
def test_import_by_somebody_else_is_not_permitted(work: Work, row: dict, actor) -> None:
    if actor is CITIZEN and row is OPEN:
        row = row | {"department": "housing"}
    with pytest.raises(NotPermitted):
        take_in(factories.acting(work, actor), row)


def test_imported_letter_is_routed_once(importer: Work) -> None:
    take_in(importer, OPEN)
    routing.route(factories.acting(importer, SYSTEM), only(importer, Letter).id)
    assert importer.session.scalar(select(func.count()).select_from(Assignment)) == 1
