"""The steps of a request at the desk: two people, forms that keep what was typed, refusals with their article."""

from __future__ import annotations

from rules.vocabulary import State
from tests.fixtures.office import Office
from tests.fixtures.pages import Visitor
from tests.harness.clock import SimulatedClock


def opened(office: Office, person: str, number: str) -> Visitor:
    visitor = office.enter(person)
    visitor.get(f"/desk/requests/{number}")
    return visitor


def test_correction_goes_from_the_handler_over_the_lead_to_the_answer(office: Office) -> None:
    number = office.request(state=State.ACCEPTED)
    handler = opened(office, "handler", number)
    page = handler.submit({"propose-correction-unclear": "没有写明年度", "propose-correction-items": " "},
                          "/propose-correction", 422)
    assert "一行一项（条例第三十条）" in page.text
    assert "没有写明年度" in page.text
    handler.submit({"propose-correction-items": "写明年度"}, "/propose-correction")
    lead = opened(office, "lead", number)
    assert "待补正" in lead.submit({}, "/issue-correction").text
    handler.get(f"/desk/requests/{number}")
    page = handler.submit({"take-correction-answer": "2025年度"}, "/take-correction")
    assert "补正已经收到，从那天起重新计算" in page.text


def test_third_party_is_asked_answers_and_is_decided_on(office: Office) -> None:
    number = office.request(state=State.ACCEPTED)
    handler = opened(office, "handler", number)
    letter = {"consult-party": "third_party", "consult-name": "云溪建筑公司", "consult-content": "施工合同",
              "consult-proof": "EMS 1099", "consult-is_person": "no"}
    page = handler.submit(letter, "/consult", 422)
    assert "写它的地址（条例第三十二条）" in page.text
    page = handler.submit({"consult-address": "人民路1号"}, "/consult")
    assert "等答复" in page.text
    office_page = opened(office, "disclosure", number).page
    assert "云溪建筑公司" not in office_page.html  # type: ignore[union-attr]
    disclosure = office.enter("disclosure")
    assert number in disclosure.get("/office/requests").text
    disclosure.submit({}, "/grant")
    handler.get(f"/desk/requests/{number}")
    page = handler.submit({"opinion-1-position": "object", "opinion-1-reasons": "商业秘密"}, "/opinion")
    assert "不同意公开" in page.text
    lead = opened(office, "lead", number)
    page = lead.submit({"decide-opinion-1-decision": "withhold", "decide-opinion-1-reasons": "确属商业秘密"},
                       "/decide-opinion")
    assert "确属商业秘密" in page.text


def test_fee_reasons_and_extension_are_refused_and_taken_on_the_page(office: Office,
                                                                     test_clock: SimulatedClock) -> None:
    number = office.request(state=State.ACCEPTED)
    handler = opened(office, "handler", number)
    fee = {"propose-fee-basis": "per_page", "propose-fee-quantity": "120", "propose-fee-amount": "2000",
           "propose-fee-payment": "窗口缴纳"}
    assert "最多收1100元，不能多收（国办函〔2020〕109号）" in handler.submit(fee, "/propose-fee", 422).text
    handler.submit({"propose-fee-amount": "1100"}, "/propose-fee")
    handler.submit({"ask-extension-length": "20", "ask-extension-reason": "要查档案"}, "/ask-extension")
    handler.submit({"ask-reasons-situation": "本月42件"}, "/ask-reasons")
    lead = office.enter("lead")
    assert number in lead.get("/office/requests").text
    lead.submit({}, "/grant")
    test_clock.forward(days=70)
    page = opened(office, "second_lead", number).submit({}, "/issue-fee", 409)
    assert "不能再收费（条例第三十三条、第四十二条）" in page.text


def test_withdrawal_on_paper_ends_the_request(office: Office) -> None:
    number = office.request(state=State.ACCEPTED)
    assert "已撤回" in opened(office, "handler", number).submit({}, "/withdraw").text


def test_order_to_answer_anew_is_given_from_the_page_and_keeps_what_was_typed(office: Office) -> None:
    number = office.request(State.ANSWERED)
    visitor = office.enter("disclosure")
    visitor.get(f"/desk/requests/{number}")
    page = visitor.submit({"rework-reason": "复议决定撤销了原答复。", "rework-due_on": ""}, "/rework", 422)
    assert "复议决定撤销了原答复。" in page.text
    page = visitor.submit({"rework-due_on": "2026-12-20"}, "/rework")
    assert "重新办理中" in page.text
