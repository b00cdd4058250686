"""Conferring, remedies and making public from the pages: who sees what, and what was refused stands there again."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from adapters import clock
from models.disclosure import DisclosureRequest
from rules.localtime import local_date
from services import handling
from services.work import Work
from tests import factories, factories_replies
from tests.fixtures.office import Office

QUESTION = "2025年老旧小区改造资金安排表是否由贵局保存，能否公开？"


def accepted(office: Office) -> str:
    number = office.request()
    office.do("handler", lambda work: handling.accept(work, case_of(work, number).id))
    return number


def answered(office: Office) -> str:
    number = office.request()
    office.do(None, lambda work: factories_replies.answered(work, case_of(work, number)))
    return number


def case_of(work: Work, number: str) -> DisclosureRequest:
    return work.session.scalars(select(DisclosureRequest).where(DisclosureRequest.number == number)).one()


def test_question_reaches_the_agency_asked_without_the_applicant(office: Office) -> None:
    """I2: people of an agency that is asked read the question, not the request, its number or who asks."""
    number, units = accepted(office), []
    office.do(None, lambda work: units.append(str(factories.department_id(work, "transport"))))
    handler = office.enter("handler")
    handler.get(f"/desk/requests/{number}")
    page = handler.submit({"confer-question": f"林小舟要的{QUESTION}", "confer-departments": units[0]}, "/confer",
                          status=422)
    assert "不能写姓名" in page.text
    day = local_date(clock.now()) + timedelta(days=3)
    page = handler.submit({"confer-question": QUESTION, "confer-answer_by": day.isoformat()}, "/confer")
    assert "已经提请会商" in page.text
    outsider = office.enter("outsider")
    listed = outsider.get("/desk/requests/questions")
    assert QUESTION[:20] in listed.text
    [address] = [href for words, href in listed.links().items() if words.startswith(QUESTION[:10])]
    shown = outsider.get(address)
    assert number not in shown.html
    assert "林小舟" not in shown.html
    outsider.submit({"position": "withhold"}, status=422)
    assert "已经答复" in outsider.submit({"words": "账号属于商业秘密。"}).text
    office.enter("lead").get(address, status=404)
    handler.get(f"/desk/requests/{number}")
    page = handler.submit({"confer-text-agreed_text": "账号隐去，其余公开。"}, "/confer-text")
    assert "等各单位确认一致意见" in page.text
    outsider.get(address)
    outsider.submit({"agree-agrees": "no", "agree-objection": "项目名称也不公开。"}, "/agree")
    office_page = office.enter("disclosure")
    office_page.get("/desk/requests/conflicts")
    page = office_page.submit({"text-agreed_text": "账号隐去，项目名称公开。"}, "/settle")
    assert "已经裁定" in page.text


def test_remedy_is_registered_decided_and_put_right_from_the_pages(office: Office) -> None:
    number = answered(office)
    handler = office.enter("handler")
    handler.get(f"/desk/requests/{number}/remedies")
    page = handler.submit({"filed_on": "2199-01-01", "body": "县人民政府"}, status=422)
    assert "提起的日期不能在今天以后" in page.text
    today = local_date(clock.now()).isoformat()
    page = handler.submit({"filed_on": today, "notified_on": today})
    assert "已经登记" in page.text
    page = handler.get(page.links()["行政复议"])
    due = (local_date(clock.now()) + timedelta(days=30)).isoformat()
    wrong = {"decision-outcome": "corrected", "decision-decided_on": today, "decision-words": "责令重新答复。"}
    assert "请写整改要求和期限" in handler.submit(wrong, "/decide", status=422).text
    page = handler.submit({"decision-demand_words": "重新答复。", "decision-demand_due_on": due}, "/decide")
    assert "结果纠正" in page.text
    assert "待整改" in page.text
    listed = office.enter("disclosure").get("/office/demands?tab=open")
    assert f"行政复议的决定（{number}）" in listed.text
    assert number not in office.enter("supervisor").get("/office/demands?tab=open").text
    assert number in office.enter("lead").get("/desk/demands").text
    assert "行政复议" in office.enter("leader").get("/desk/requests/remedies?tab=decided").text


def test_information_goes_public_from_the_pages_by_two_people(office: Office) -> None:
    """L2: who decides or redacts does not release; the public page says that it was given on request."""
    number = answered(office)
    lead = office.enter("lead")
    lead.get(f"/desk/requests/{number}")
    assert "请选转为主动公开的理由" in lead.submit({}, "/proactive", status=422).text
    assert "已经决定转为主动公开" in lead.submit({"proactive-basis": "agency_finds"}, "/proactive").text
    handler = office.enter("handler")
    handler.get(f"/office/publication/{number}")
    handler.submit({}, "/redact")
    page = handler.submit({"do": "propose"}, "/marks")
    assert "已经送公开审核" in page.text
    assert "公开审核" in lead.get(f"/office/publication/{number}").text
    releasing = office.sign_in("disclosure")
    assert number in releasing.get("/office/publication").text
    releasing.get(f"/office/publication/{number}")
    assert "已经公开" in releasing.submit({}, "/publish").text
    found = office.enter("outsider").get("/letters?q=改造资金&category=disclosure")
    assert "依申请转主动公开" in found.text
    office.enter("publisher").get(f"/office/publication/{number}", status=404)
