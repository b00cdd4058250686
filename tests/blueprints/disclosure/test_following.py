"""Following a request with number and code: what is awaited, mending it, the answer, taking it back."""

from __future__ import annotations

import re

from rules import numbering
from rules.vocabulary import State
from tests import factories_requests
from tests.fixtures.office import Office
from tests.fixtures.pages import Page, Visitor


def opened(office: Office, visitor: Visitor, state: State) -> Page:
    """Bring a request to a state and open it as its applicant does."""
    token, numbers = f"token-of-{state.value}", []
    office.do(None, lambda work: numbers.append(factories_requests.request_in(work, state, token=token).number))
    visitor.get("/status")
    code = numbering.query_code(office.app.extensions["mailbox.secrets"].code, token)
    return visitor.submit({"number": numbers[0], "code": code})


def test_correction_is_demanded_on_the_page_mended_there_and_counted_anew(office: Office, visitor: Visitor) -> None:
    """条例 30: what to mend stands on the page; the applicant's words start the days again."""
    page = opened(office, visitor, State.CORRECTING)
    assert re.search(r"请在2026年\d+月\d+日以前补正", page.text)
    assert "为什么是" not in page.text
    visitor.submit({"answer": " "}, status=422)
    page = visitor.submit({"answer": "要2025年度的。"})
    assert "收到您的补正" in page.text
    assert "为什么是" in page.text
    assert "提交补正" not in page.text


def test_reply_is_on_the_page_once_it_is_delivered_with_the_way_to_a_remedy(office: Office, visitor: Visitor) -> None:
    page = opened(office, visitor, State.ISSUED)
    assert "结果" not in [" ".join(each.itertext()) for each in page.all("h2")]
    assert "答复原文" not in page.text
    page = opened(office, visitor, State.ANSWERED)
    for words in ("予以公开", "行政复议", "答复已送达", "下载PDF", "逐一建档"):
        assert (words in page.text) is (words != "逐一建档"), words


def test_withdrawal_ends_the_request_and_hides_it(office: Office, visitor: Visitor) -> None:
    """K2: afterwards number and code open nothing."""
    page = opened(office, visitor, State.RECEIVED)
    number = page.path.rpartition("/")[2]
    visitor.get(page.links()["撤回这份申请"])
    done = visitor.submit({})
    assert "申请已经撤回" in done.text
    assert visitor.get(f"/disclosure/status/{number}").heading == "查进度"
    stranger = Visitor(office.app.test_client())
    assert stranger.get(f"/disclosure/status/{number}").heading == "查进度"


def test_applicant_has_the_rights_of_a_writer_and_stays_reachable_until_answered(office: Office,
                                                                               visitor: Visitor) -> None:
    """G3: copy at once, correction at once but not to nothing, erasing after the answer, the rest by the office."""
    page = opened(office, visitor, State.RECEIVED)
    number = page.path.rpartition("/")[2]
    person = f"/status/{number}/person"
    copy = visitor.client.post(f"{person}/copy", data={"csrf_token": visitor.token()})
    assert copy.json["姓名和联系方式"]["证件号码"] == factories_requests.APPLICANT.id_number
    visitor.get(person)
    assert "不能空着" in visitor.submit({"name": "", "phone": "", "email": "", "address": ""},
                                    f"{person}/correction", status=422).text
    visitor.get(f"{person}/deletion")
    assert "申请还在办理" in visitor.submit({}).text
    visitor.submit({"kind": "correct_text", "words": "单位名称写错了。"}, f"{person}/requests")
    assert number in office.enter("disclosure").get("/office/rights").text
    assert number not in office.enter("intake").get("/office/rights").text
