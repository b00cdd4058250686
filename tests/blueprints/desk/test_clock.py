"""The time limit on the page of one letter: another category, days that somebody set, who had it how long."""

from __future__ import annotations

import pytest

from rules.vocabulary import State
from services import handling, replies, triage
from tests import factories
from tests.fixtures.office import TRANSPORT, Office
from tests.fixtures.pages import Visitor
from tests.harness.clock import SimulatedClock

STOCK = "您好！您反映的问题已转相关部门，正在办理中，请您耐心等待。"


def opened(office: Office, person: str, number: str) -> Visitor:
    visitor = office.enter(person)
    visitor.get(f"/desk/letters/{number}")
    return visitor


def test_office_changes_the_category_and_the_timeline_says_what_it_did(office: Office) -> None:
    number = office.letter(State.ACCEPTED)
    page = opened(office, "intake", number).submit({"reclassify-category": "complaint"}, "reclassify")
    assert "已经改好" in page.text
    assert "改为“投诉”，从收到那天算起，最后一天由2026年12月1日改为2026年12月15日" in page.text
    page = opened(office, "supervisor", number).submit({"reclassify-category": "petition"}, "reclassify")
    assert "改为“信访事项”" in page.text
    assert "2027年1月25日" in page.text


@pytest.mark.parametrize(("chosen", "status", "words"), [
    pytest.param("", 422, "请选新的类别", id="nothing chosen"),
    pytest.param("complaint", 409, "期限已过", id="an expired letter")])
def test_category_that_cannot_be_changed_says_why(
        office: Office, test_clock: SimulatedClock, chosen: str, status: int, words: str) -> None:
    number = office.letter(State.ACCEPTED)
    test_clock.forward(days=8)
    page = opened(office, "intake", number).submit({"reclassify-category": chosen}, "reclassify", status)
    assert words in page.text


def test_subject_of_a_letter_is_mended_by_its_department_and_found_by_the_office(office: Office) -> None:
    number = office.letter(State.ACCEPTED, title="小学门口的灯不亮", text="学生放学看不见路。")
    handler = opened(office, "handler", number)
    assert "教育" in handler.page.text  # type: ignore[union-attr]
    page = handler.submit({"set-subject-subject": "city_services"}, "set-subject")
    assert "主题已经改好" in page.text
    assert "改为：市政设施与城管" in page.text
    assert "请选新的主题" in handler.submit({"set-subject-subject": ""}, "set-subject", 422).text
    assert "本来就是这个主题" in handler.submit({"set-subject-subject": "city_services"}, "set-subject", 422).text
    officer = office.enter("intake")
    assert number in officer.get("/office/letters?subject=city_services").text
    assert number not in officer.get("/office/letters?subject=education").text


def test_stated_days_stand_beside_the_due_tag_and_in_the_list(office: Office) -> None:
    number = office.letter(State.ACCEPTED)
    officer = opened(office, "intake", number)
    officer.submit({"state-deadline-on": "2026-11-30", "state-deadline-foreign_number": "市交办88号"}, "state-deadline")
    page = officer.submit({"state-deadline-kind": "internal_date", "state-deadline-on": "2026-11-27"}, "state-deadline")
    assert "上级交办时限剩4个工作日·11月30日" in page.text
    assert "内部时限剩3个工作日·11月27日" in page.text
    page = officer.submit({"state-deadline-kind": "internal_date", "state-deadline-on": "2026-12-01"},
                          "state-deadline", 422)
    assert "要早于答复期限12月1日" in page.text
    text = office.enter("handler").get("/desk").text
    assert "剩5个工作日·12月1日内部时限·11月27日上级时限·11月30日" in text


def test_holders_are_named_with_the_working_days_that_each_had_it(office: Office, test_clock: SimulatedClock) -> None:
    number = office.letter()
    test_clock.forward(days=1)
    office.do("handler", lambda work: handling.return_to_office(work, 1, "不归本单位管。", None))
    test_clock.forward(days=1)
    office.do("intake", lambda work: triage.assign(work, 1, factories.department_id(work, TRANSPORT)))
    test_clock.forward(days=4)
    page = opened(office, "outsider", number).page
    assert page is not None
    rows = ["".join(row.itertext()).split() for row in page.all("tr")]
    assert [row for row in rows if len(row) == 4 and row[0].startswith("县")] == [
        ["县住房和城乡建设局", "11月24日", "11月25日", "1"], ["县信访局", "11月25日", "11月26日", "1"],
        ["县交通运输局", "11月26日", "现在", "2"]]


def test_return_says_until_when_and_is_gone_afterwards(office: Office, test_clock: SimulatedClock) -> None:
    number = office.letter()
    visitor = opened(office, "handler", number)
    assert visitor.page is not None
    assert "11月26日下班以前可以退回一次" in visitor.page.text
    test_clock.forward(days=3)
    page = office.enter("handler").get(f"/desk/letters/{number}")
    assert "转来两个工作日以后不能再退回" in page.text
    assert "/return" not in page.html


def test_reviewer_sees_what_is_wrong_with_a_draft_and_the_letter_it_was_copied_from(office: Office) -> None:
    first, second = office.letter(State.ANSWERED), office.letter(State.DRAFTED)
    lead = opened(office, "lead", second)
    assert lead.page is not None
    assert f"答复和本单位以前的一份几乎一样。那一份是{first}的答复" in lead.page.text
    assert lead.page.links()[first].endswith(first)
    assert "再通过" in lead.submit({}, "approve", status=422).text
    assert "审核通过" in lead.submit({"approve-knowingly": "y"}, "approve").text


def test_stock_phrases_are_flagged_and_an_honest_draft_is_not(office: Office) -> None:
    office.letter(State.ACCEPTED)
    number = office.letter(State.DRAFTED)
    office.do("handler", lambda work: replies.draft(work, 1, STOCK))
    assert "只有套话" in office.enter("lead").get("/desk/letters/X2026-1").text
    assert "approve-knowingly" not in office.enter("lead").get(f"/desk/letters/{number}").html
