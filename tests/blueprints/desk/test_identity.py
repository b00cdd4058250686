"""Looking at who wrote, as the letters office does it on the page."""

from __future__ import annotations

import pytest

from rules.vocabulary import Category
from tests.fixtures.office import CONTACT, Office
from tests.fixtures.pages import Visitor
from tests.harness.clock import SimulatedClock

SECRETS = (CONTACT.name, CONTACT.phone, CONTACT.email, CONTACT.address)


@pytest.mark.parametrize("fields", [{}, {"name_hidden": True}, {"category": Category.REPORT}],
                         ids=["open", "confidential", "report"])
@pytest.mark.parametrize("person", ["intake", "supervisor"])
def test_letters_office_sees_masked_fields_and_whole_ones_for_a_reason(
        office: Office, person: str, fields: dict[str, object]) -> None:
    """I2: masked on the desk; whole on one answer, after a reason, and the next page is masked again."""
    visitor, number = office.enter(person), office.letter(**fields)
    page = visitor.get(f"/desk/letters/{number}")
    assert ("林**" in page.text, "138****5678" in page.text) == (True, True)
    assert not [secret for secret in SECRETS if secret in page.html]
    visitor.get(f"/desk/letters/{number}/identity")
    shown = visitor.submit({"reason": "contact"}, "identity")
    assert not [secret for secret in SECRETS if secret not in shown.text]
    assert shown.response.headers["Cache-Control"] == "no-store"
    again = visitor.get(f"/desk/letters/{number}/identity")
    assert "查看过1次" in again.text
    assert not [secret for secret in SECRETS if secret in again.html]


def test_reveal_without_a_reason_keeps_the_form_and_shows_nothing(office: Office) -> None:
    """I2: reveal without a reason refused, on the page as well."""
    visitor, number = office.enter("intake"), office.letter()
    visitor.get(f"/desk/letters/{number}/identity")
    page = visitor.submit({}, "identity", status=422)
    assert "请选查看的理由" in page.text
    assert not [secret for secret in SECRETS if secret in page.html]


def test_reveal_in_a_stale_session_asks_for_the_password_first(office: Office, test_clock: SimulatedClock) -> None:
    """I2, N9: who signed in long ago shows password or code again before anything is shown."""
    visitor, number = office.enter("intake"), office.letter()
    visitor.get(f"/desk/letters/{number}/identity")
    test_clock.forward(minutes=11)
    page = visitor.post(f"/desk/letters/{number}/identity", {"reason": "contact"}, status=403)
    assert not [secret for secret in SECRETS if secret in page.html]


@pytest.mark.parametrize("person", ["handler", "lead", "leader", "publisher", "redactor", "admin", "auditor"])
def test_nobody_else_has_a_way_to_look(office: Office, person: str) -> None:
    """I2, Z1: neither the page nor the act."""
    visitor, number = office.enter(person), office.letter()
    assert visitor.client.get(f"/desk/letters/{number}/identity").status_code == 403
    answer = visitor.client.post(f"/desk/letters/{number}/identity",
                                 data={"csrf_token": visitor.token(), "reason": "contact"})
    assert answer.status_code == 403


def test_writer_reads_the_count_on_the_status_page(office: Office) -> None:
    """I2: the writer learns how often somebody looked."""
    writer = office.app.test_client()
    sent = writer.post("/api/v1/letters", json={"text": "加压泵坏了。", "contact": {"name": "林小舟"}}).get_json()
    intake = office.enter("intake")
    for _ in range(2):
        intake.get(f"/desk/letters/{sent['number']}/identity")
        intake.submit({"reason": "contact"}, "identity")
    reader = Visitor(office.app.test_client())
    reader.get("/status")
    page = reader.submit({"number": sent["number"], "code": sent["query_code"]})
    assert "您的身份信息被查看过2次（最近：11月24日，信访局登记转办）" in page.text
