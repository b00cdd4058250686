from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models.annual import AnnualReport
from models.event import CaseEvent
from queries import annual_report as reading
from rules import annual_body
from rules.actors import Role
from rules.annual_body import Section
from rules.errors import Conflict, InputRefused, NotPermitted, TransitionRefused
from services import annual_report, annual_returns
from services.work import Work
from tests import factories, factories_requests
from tests.factories_annual import (
    YEAR,
    after_the_year,
    all_taken,
    drafted,
    handed_in,
    office,
    opened,
    signed,
    words,
    written,
)


def test_report_goes_through_three_people_is_frozen_and_is_corrected_by_a_new_version(work: Work) -> None:
    """U5: what is signed is never changed, not even behind the service's back."""
    report = signed(work)
    row = reading.published_one(work.session, YEAR)
    assert row is not None
    assert [one.step for one in row.signatures if one.name] == ["最近修改", "填报人", "审核人", "单位负责人"]
    assert report.sha256 == annual_body.sha256_of(report.body or "", report.cases or "")
    frozen = reading.body(work.session, report.id)
    assert frozen is not None
    assert frozen.to_json() == report.body
    with pytest.raises(TransitionRefused):
        annual_report.edit(office(work), report.id, report.revision, words(work), "")
    with pytest.raises(InputRefused):
        annual_report.correct(office(work), report.id, " ")
    newer = annual_report.correct(office(work), report.id, "第三部分的总计少计一件。")
    assert (newer.version, newer.state, newer.corrects_id) == (2, "draft", report.id)
    with pytest.raises(Conflict):
        annual_report.correct(office(work), report.id, "再更正一次。")
    assert reading.published_one(work.session, YEAR) is not None
    acts = work.session.scalars(select(CaseEvent.act).where(CaseEvent.act.startswith("annual_report")).order_by("seq"))
    assert list(acts) == [f"annual_report_{act}" for act in ("edited", "filled", "reviewed", "signed", "corrected")]


def test_signed_report_cannot_be_changed_in_the_database(work: Work) -> None:
    """U5: a signed annual report is append-only on both engines."""
    report = signed(work)
    for change in ("UPDATE annual_report SET phone = '1' WHERE id = :id", "DELETE FROM annual_report WHERE id = :id"):
        with pytest.raises(DBAPIError, match="annual_report is append-only"), work.session.begin_nested():
            work.session.execute(text(change), {"id": report.id})


def test_report_is_signed_by_three_different_people_of_their_roles(work: Work) -> None:
    """填报人, 审核人 and 单位负责人 are three people."""
    all_taken(work)
    report = written(work)
    with pytest.raises(NotPermitted):
        annual_report.fill(factories.acting(after_the_year(work), factories.staff(work, Role.LEAD)), report.id, 2)
    annual_report.fill(office(work), report.id, report.revision)
    with pytest.raises(NotPermitted):
        annual_report.review(office(work), report.id, report.revision)
    with pytest.raises(Conflict):
        annual_report.review(office(work, 2), report.id, report.revision - 1)
    annual_report.review(office(work, 2), report.id, report.revision)
    with pytest.raises(NotPermitted):
        annual_report.sign(office(work, 3), report.id, report.revision)
    leader = factories.acting(after_the_year(work), factories.staff(work, Role.LEADER))
    annual_report.send_back(leader, report.id, report.revision, "第五部分写具体些。")
    kept = work.session.get_one(AnnualReport, report.id)
    assert (kept.state, kept.body, kept.filled_by) == ("draft", None, None)
    assert annual_body.words_from(kept.text)[Section.PROBLEMS] == ("个别单位答复不够规范。",)


@pytest.mark.parametrize(("sections", "phrase"), [
    pytest.param({"overview": "全年新收政府信息公开申请10件。"}, "表里是0", id="prose says another number"),
    pytest.param({"problems": "【请补写：问题】"}, "没有写", id="something is still to be written"),
    pytest.param({"others": ""}, "不能空着", id="a section is empty"),
])
def test_report_whose_words_do_not_hold_is_not_filled_in_and_loses_nothing(
        work: Work, sections: dict[str, str], phrase: str) -> None:
    all_taken(work)
    report = drafted(work)
    typed = words(work, **sections)
    typed = {name: tuple(line for line in lines if line) for name, lines in typed.items()}
    annual_report.edit(office(work), report.id, report.revision, typed, "0832-5222345")
    with pytest.raises(InputRefused, match=phrase):
        annual_report.fill(office(work), report.id, report.revision)
    assert annual_body.words_from(report.text) == typed


def test_report_without_all_returns_names_who_is_missing(work: Work) -> None:
    opened(work)
    handed_in(work)
    report = written(work)
    with pytest.raises(InputRefused) as refused:
        annual_report.fill(office(work), report.id, report.revision)
    assert "的报表没有收" in refused.value.message
    assert refused.value.field == "missing"


def test_returns_stand_while_a_report_is_under_way_and_open_again_with_its_correction(work: Work) -> None:
    report = signed(work)
    unit = factories.department_id(work)
    with pytest.raises(TransitionRefused, match="年度报告已经填报"):
        annual_returns.send_back(office(work), YEAR, unit, 4, "再核对。")
    annual_report.correct(office(work), report.id, "许可件数有误。")
    annual_returns.send_back(office(work), YEAR, unit, 4, "再核对。")
    assert reading.body(work.session, report.id) is not None


def test_figures_that_move_after_they_were_filled_in_stop_the_next_signature(work: Work) -> None:
    """A request that is registered late counts in the year of its receipt, and in what is carried into the next."""
    all_taken(work)
    report = written(work)
    annual_report.fill(office(work), report.id, report.revision)
    factories_requests.request(work)
    with pytest.raises(TransitionRefused, match="“一、本年新收政府信息公开申请数量”"):
        annual_report.review(office(work, 2), report.id, report.revision)


def test_carry_over_that_is_not_last_years_names_both_cells(work: Work) -> None:
    signed(work)
    factories_requests.request(work)
    tables = annual_report.tables(work, YEAR + 1)
    found = annual_report.check(work, YEAR + 1, {}, tables).refused
    assert [one.cells for _, one in found] == [(("3.2", "natural_person"),), (("3.2", "total"),)]
    assert "2026年“四、结转下年度继续办理”（自然人）是0" in found[0][1].words
