"""Applications that staff take in: each channel's rule of receipt, the slip, and refusals with their article."""

from __future__ import annotations

import pytest

from tests.fixtures.office import TRANSPORT, Office

NEW = "/desk/requests/new"
COUNTER = {"channel": "counter", "rule": "in_person", "text": "2025年度预算表", "name": "林小舟",
           "phone": "13812345678",
           "deliver_by": "collect", "provide_as": "paper", "applicant": "natural_person"}
FAX = COUNTER | {"channel": "fax", "rule": "confirmed"}


@pytest.mark.parametrize(("typed", "words"), [
    pytest.param(COUNTER, "当面提交，以提交之日为收到之日", id="at the counter"),
    pytest.param(FAX, "还没有与申请人确认", id="by fax, unconfirmed"),
    pytest.param(FAX | {"confirmed_on": "2026-11-24", "proof": "电话与本人确认"}, "2026年12月22日",
                 id="by fax, confirmed"),
])
def test_register_gives_number_and_code_on_a_slip(office: Office, typed: dict[str, str], words: str) -> None:
    visitor = office.enter("handler")
    visitor.get(NEW)
    page = visitor.submit(typed, NEW)
    assert "查询码" in page.text
    assert words in page.text


@pytest.mark.parametrize(("typed", "words"), [
    pytest.param(COUNTER | {"came_on": "2026-11-25"}, "今天以后（条例第三十一条）", id="from the future"),
    pytest.param(FAX | {"came_on": "2026-11-20", "confirmed_on": "2026-11-19", "proof": "电话"},
                 "不能早于来件的日子（条例第三十一条）", id="confirmed before it came"),
    pytest.param(COUNTER | {"channel": "paper", "rule": "signed_mail"}, "收到的依据", id="mail without proof"),
    pytest.param(COUNTER | {"rule": "signed_mail"}, "不按这一条规则", id="rule of another channel"),
    pytest.param(COUNTER | {"text": ""}, "请写需要什么信息", id="nothing asked for"),
])
def test_register_what_cannot_be_keeps_what_was_typed(office: Office, typed: dict[str, str], words: str) -> None:
    visitor = office.enter("handler")
    visitor.get(NEW)
    page = visitor.submit(typed, NEW, 422)
    assert words in page.text
    assert "林小舟" in page.html


def test_register_for_another_agency_is_the_office_aboves_alone(office: Office) -> None:
    visitor = office.enter("disclosure")
    visitor.get(NEW)
    assert TRANSPORT in visitor.page.html  # type: ignore[union-attr]
    assert "编号" in visitor.submit(COUNTER | {"agency": TRANSPORT}, NEW).text
    handler = office.enter("handler").get(NEW)
    assert 'name="agency"' not in handler.html
