"""Overdue is read from the rows: with every scheduler and worker stopped for days, each page says so all the same."""

from __future__ import annotations

import pytest

from rules.actors import CITIZEN
from rules.vocabulary import State
from services import intake
from services.work import Work
from tests import factories
from tests.fixtures.office import Office
from tests.fixtures.pages import Visitor
from tests.harness.clock import SimulatedClock


@pytest.mark.parametrize(("days", "words"), [
    pytest.param(7, "今日到期·12月1日", id="on the last day"),
    pytest.param(8, "超1个工作日·12月1日", id="the day after"),
    pytest.param(10, "超3个工作日·12月1日", id="three days without a sweep")])
def test_pages_of_staff_count_the_days_themselves(
        office: Office, test_clock: SimulatedClock, days: int, words: str) -> None:
    number = office.letter(State.ACCEPTED)
    test_clock.forward(days=days)
    for person, path in (("handler", "/desk"), ("handler", f"/desk/letters/{number}"),
                         ("supervisor", "/office/letters"), ("intake", f"/desk/letters/{number}")):
        assert words in office.enter(person).get(path).text, path
    late = office.enter("lead").get("/desk?tab=late")
    assert (number in late.text) == (days > 7)
    assert (number in office.enter("supervisor").get("/office/letters?overdue=1").text) == (days > 7)


def test_page_of_the_writer_counts_the_days_itself(
        office: Office, visitor: Visitor, test_clock: SimulatedClock) -> None:
    sent: list[intake.Submission] = []

    def send(work: Work) -> None:
        sent.append(intake.submit_letter(factories.acting(work, CITIZEN), factories.draft()))

    office.do(None, send)
    test_clock.forward(days=10)
    visitor.get("/status")
    page = visitor.submit({"number": sent[0].number, "code": sent[0].query_code})
    assert "超3个工作日·12月1日" in page.text
    assert "答复已经超期" in page.text
