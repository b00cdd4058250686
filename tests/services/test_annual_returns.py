from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models.event import CaseEvent
from models.notice import Notice
from models.staff import Staff
from queries import annual_filled, annual_registers, staff_notices
from queries import annual_returns as reading
from queries.annual_notices import AnnualMessage
from rules import annual_body
from rules.actors import Role
from rules.annual_forms import FormName
from rules.annual_registers import Register
from rules.annual_returns import ReturnState
from rules.errors import Conflict, Hidden, InputRefused, NotPermitted, TransitionRefused
from services import annual_returns
from services.work import Work
from tests import factories, factories_requests
from tests.factories_annual import DUE, FIGURES, NOW, YEAR, after_the_year, handed_in, lead, office, opened


def row_of(work: Work, code: str = "housing") -> reading.ReturnRow:
    found = reading.one(work.session, YEAR, factories.department_id(work, code), NOW.date())
    assert found is not None
    return found


def test_return_is_filled_in_handed_in_sent_back_handed_in_again_and_taken(work: Work) -> None:
    opened(work)
    unit = factories.department_id(work)
    handed_in(work)
    handed = row_of(work)
    with pytest.raises(TransitionRefused):
        annual_returns.enter(lead(work), YEAR, unit, handed.revision, {Register.PROACTIVE: 13})
    annual_returns.send_back(office(work), YEAR, unit, handed.revision, "许可的件数请再核对。")
    back = row_of(work)
    assert (back.state, back.send_back_reason) == (ReturnState.DRAFT, "许可的件数请再核对。")
    handed_in(work, permits=33)
    with pytest.raises(Conflict):
        annual_returns.take(office(work), YEAR, unit, handed.revision)
    annual_returns.take(office(work), YEAR, unit, row_of(work).revision)
    assert (row_of(work).state, row_of(work).entered) == (ReturnState.TAKEN, len(Register))
    versions = annual_registers.history(work.session, YEAR, unit)[Register.PERMITS]
    assert [(one.version, one.value) for one in versions] == [(2, 33), (1, 31)]
    numbers = annual_registers.numbers(work.session, YEAR)
    assert (numbers["permits"], str(numbers["funds"])) == (33, "12.5")
    acts = work.session.scalars(select(CaseEvent.act).where(CaseEvent.act.startswith("annual")).order_by("seq"))
    assert list(acts) == [
        "annual_year_set", "annual_figures_entered", "annual_return_submitted", "annual_return_sent_back",
        "annual_figures_entered", "annual_return_submitted", "annual_return_taken"]


def test_what_a_head_answered_for_is_compared_with_what_cases_say_since(work: Work) -> None:
    opened(work)
    handed_in(work)
    unit, kept = factories.department_id(work), reading.handed_in(work.session, row_of(work).id)
    tables = [annual_filled.table(work.session, YEAR, form, unit) for form in FormName]
    assert annual_body.moved_since(kept, tables) == ()
    factories_requests.request(work)
    later = [annual_filled.table(work.session, YEAR, form, unit) for form in FormName]
    assert "2021年版“本年新收政府信息公开申请数量”（总计）：报送时0，现在1" in annual_body.moved_since(kept, later)


@pytest.mark.parametrize(("change", "field"), [
    pytest.param({Register.MEETINGS: None}, "meetings", id="a figure is empty"),
    pytest.param({Register.PUBLIC_WEBSITE: 13}, "cells", id="a part above its whole"),
    pytest.param({Register.PROACTIVE: 15}, "cells", id="a whole above the sum of its ways"),
])
def test_return_that_cannot_be_right_is_not_handed_in_and_loses_nothing(
        work: Work, change: dict[Register, int | None], field: str) -> None:
    opened(work)
    unit = factories.department_id(work)
    revision = annual_returns.enter(lead(work), YEAR, unit, 1, FIGURES | change)
    with pytest.raises(InputRefused) as refused:
        annual_returns.submit(lead(work), YEAR, unit, revision)
    assert refused.value.field == field
    assert "“" in refused.value.message
    assert annual_registers.of_department(work.session, YEAR, unit)[Register.PERMITS] == 31


def test_return_is_the_business_of_its_own_department_and_the_office(work: Work) -> None:
    """Z2: another department's figures are not there, and nobody takes what he has handed in himself."""
    opened(work)
    unit = factories.department_id(work)
    with pytest.raises(Hidden):
        annual_returns.enter(lead(work, "transport"), YEAR, unit, 1, FIGURES)
    handler = factories.acting(after_the_year(work), factories.staff(work, Role.HANDLER))
    revision = annual_returns.enter(handler, YEAR, unit, 1, FIGURES)
    with pytest.raises(Conflict):
        annual_returns.enter(lead(work), YEAR, unit, 1, FIGURES)
    for actor in (handler, factories.acting(work, factories.staff(work, Role.INTAKE))):
        with pytest.raises((NotPermitted, Hidden)):
            annual_returns.submit(actor, YEAR, unit, revision)
    with pytest.raises(InputRefused):
        annual_returns.submit(office(work), YEAR, unit, revision, " ")
    handed = annual_returns.submit(office(work), YEAR, unit, revision, "单位负责人空缺。")
    with pytest.raises(NotPermitted):
        annual_returns.take(office(work), YEAR, unit, handed.revision)
    assert annual_returns.take(office(work, 2), YEAR, unit, handed.revision).state == "taken"


@pytest.mark.parametrize(("year", "due_on", "field"), [
    pytest.param(2026, date(2026, 12, 31), "due_on", id="before the year is over"),
    pytest.param(2026, date(2027, 1, 11), "due_on", id="today"),
    pytest.param(2026, date(2029, 1, 11), "due_on", id="too far"),
    pytest.param(2028, DUE, "year", id="a year to come"),
    pytest.param(2007, DUE, "year", id="before the law"),
])
def test_year_with_a_day_that_is_no_good_is_not_opened(work: Work, year: int, due_on: date, field: str) -> None:
    with pytest.raises(InputRefused) as refused:
        annual_returns.open_year(office(work), year, due_on)
    assert refused.value.field == field
    with pytest.raises(NotPermitted):
        annual_returns.open_year(lead(work), YEAR, DUE)


def test_heads_are_reminded_once_when_it_opens_before_and_after_the_day(work: Work) -> None:
    for actor, name in ((lead(work).actor, "lead"), (office(work).actor, "office")):
        work.session.get_one(Staff, actor.id).email = f"{name}@example.cn"
    opened(work)
    days = {"opened": 0, "again": 1, "near": 17, "last": 20, "after": 21, "later": 40}
    owed = {name: annual_returns.remind(office_at(work, offset)) for name, offset in days.items()}
    units = len(reading.listed(work.session, YEAR, NOW.date()))
    assert owed == {"opened": 1, "again": 0, "near": 1, "last": 0, "after": 1 + units, "later": 0}
    told = [staff_notices.staff_message(work.session, one) for one in work.session.scalars(
        select(Notice.id).where(Notice.kind == "annual_return").order_by(Notice.id))]
    first = [one for one in told if isinstance(one, AnnualMessage) and not one.for_office]
    assert [(one.year, one.why.value, one.is_done) for one in first] == [
        (YEAR, why, False) for why in ("opened", "before", "after")]
    handed_in(work)
    assert annual_returns.remind(office_at(work, 60)) == 0


def office_at(work: Work, days: int) -> Work:
    later = office(work)
    later.now += timedelta(days=days)
    return later
