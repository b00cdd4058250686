"""Requests for more time and for pauses: asked for on the desk, decided by the supervisor, seen by the writer."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from models.case import Letter
from rules.actors import CITIZEN, Role
from rules.clock_kinds import ClockKind, PauseReason
from rules.clocks import ClockFacts, ClockTerms
from rules.vocabulary import State
from services import clocks, handling, intake, pauses, routing
from services.work import Work
from tests import factories
from tests.fixtures.office import Office
from tests.fixtures.pages import Visitor
from tests.harness.clock import SimulatedClock

REASON = "要等配件到货，还要五个工作日。"
PAGE = "/office/requests"


def asked(office: Office, length: str = "5") -> tuple[str, Visitor]:
    """Return the number of a letter for which its handler has asked for more time, and the handler."""
    number = office.letter(State.ACCEPTED)
    handler = office.enter("handler")
    handler.get(f"/desk/letters/{number}")
    page = handler.submit({"ask-extension-length": length, "ask-extension-reason": REASON}, "ask-extension")
    assert "批准以前期限不变" in page.text
    return number, handler


def paused(office: Office) -> str:
    """Return the number of a case whose clock the department has asked to stop."""
    def ask(work: Work) -> None:
        letter = work.session.get_one(Letter, 1)
        clocks.start(work, letter.id, ClockFacts(ClockTerms(ClockKind.DISCLOSURE_REPLY, 20), work.today))
        handler = factories.acting(work, factories.staff(work, Role.HANDLER))
        pauses.ask(handler, letter.id, PauseReason.THIRD_PARTY, "EMS1234", work.today)

    number = office.letter(State.ACCEPTED)
    office.do(None, ask)
    return number


def test_request_is_asked_for_listed_granted_and_shown_on_the_desk(office: Office) -> None:
    number, handler = asked(office)
    supervisor = office.enter("supervisor")
    page = supervisor.get(PAGE)
    assert "待批 1" in page.html
    for words in (number, REASON, "申请延长5个工作日", "县住房和城乡建设局", "本月申请延期1件，批准0件（0%）"):
        assert words in page.text
    page = supervisor.submit({"extension-1-words": "同意。"}, "grant")
    assert "已经批准" in page.text
    assert "待批 1" not in page.html
    page = handler.get(f"/desk/letters/{number}")
    assert "申请延长5个工作日，已批准" in page.text
    assert "最后一天由2026年12月1日延长到2026年12月8日" in page.text
    assert "ask-extension" not in page.html


def test_refusal_needs_words_and_lets_the_department_ask_once_more(office: Office) -> None:
    number, handler = asked(office)
    supervisor = office.enter("supervisor")
    supervisor.get(PAGE)
    page = supervisor.post(f"{PAGE}/extension/1/refuse", {"extension-1-words": " "}, status=422)
    assert "写理由" in page.text
    page = supervisor.post(f"{PAGE}/extension/1/refuse", {"extension-1-words": "三天够了。"})
    assert "没有批准" in page.text
    page = handler.get(f"/desk/letters/{number}")
    assert "没有批准" in page.text
    assert "三天够了。" in page.text
    assert "ask-extension" in page.html


def test_request_that_cannot_be_taken_says_why_and_keeps_the_words(office: Office) -> None:
    number = office.letter(State.ACCEPTED)
    handler = office.enter("handler")
    handler.get(f"/desk/letters/{number}")
    page = handler.submit({"ask-extension-length": "六", "ask-extension-reason": REASON}, "ask-extension", 422)
    assert "请填整数" in page.text
    assert REASON in page.text
    page = handler.submit({"ask-extension-length": "6"}, "ask-extension", 422)
    assert "1到5" in page.text


def test_granting_after_the_limit_says_so(office: Office, test_clock: SimulatedClock) -> None:
    asked(office)
    test_clock.forward(days=8)
    supervisor = office.enter("supervisor")
    supervisor.get(PAGE)
    assert "期限已过" in supervisor.submit({}, "grant", 409).text


def test_pause_is_offered_where_the_kind_allows_it_and_ends_with_the_answer(
        office: Office, test_clock: SimulatedClock) -> None:
    number = paused(office)
    plain = office.enter("handler").get(f"/desk/letters/{office.letter(State.ACCEPTED)}")
    assert "ask-pause" not in plain.html
    supervisor = office.enter("supervisor")
    page = supervisor.get(PAGE)
    assert "申请中止：征求第三方意见" in page.text
    assert "EMS1234" in page.text
    supervisor.submit({}, "grant")
    handler = office.enter("handler")
    assert "计时中止中，最迟12月15日恢复" in handler.get(f"/desk/letters/{number}").text
    test_clock.forward(days=2)
    handler = office.enter("handler")
    handler.get(f"/desk/letters/{number}")
    assert "请填日期" in handler.submit({"resume-to_on": "前天"}, "resume", 422).text
    page = handler.submit({"resume-to_on": "2026-11-26"}, "resume")
    assert "已经恢复计时" in page.text
    assert "11月24日到11月26日没有计时" in page.text


def test_first_day_of_a_pause_is_the_supervisors_to_change(office: Office) -> None:
    paused(office)
    supervisor = office.enter("supervisor")
    supervisor.get(PAGE)
    page = supervisor.submit({"pause-1-from_on": "2026-11-23"}, "grant", 422)
    assert "不能早于" in page.text


@pytest.mark.parametrize("person", ["lead", "disclosure"])
def test_requests_on_letters_are_neither_shown_to_nor_decided_by_others(office: Office, person: str) -> None:
    number, _ = asked(office)
    visitor = office.enter(person)
    assert number not in visitor.get(PAGE).text
    visitor.post(f"{PAGE}/extension/1/grant", {"extension-1-words": ""}, status=403)


@pytest.mark.parametrize("person", ["handler", "intake", "publisher", "leader"])
def test_requests_are_the_supervisors_alone(office: Office, person: str) -> None:
    asked(office)
    visitor = office.enter(person)
    visitor.get("/account/password")
    visitor.get(PAGE, status=403)
    visitor.post(f"{PAGE}/extension/1/grant", {"extension-1-words": ""}, status=403)


def test_writer_sees_the_new_last_day_and_the_pause(office: Office, visitor: Visitor) -> None:
    number, code = _sent(office)
    def extend_and_pause(work: Work) -> None:
        letter_id = work.session.scalar(select(Letter.id))
        handler = factories.acting(work, factories.staff(work, Role.HANDLER))
        supervisor = factories.acting(work, factories.staff(work, Role.SUPERVISOR))
        routing.route(work, letter_id)
        handling.accept(handler, letter_id)
        clocks.start(work, letter_id, ClockFacts(ClockTerms(ClockKind.DISCLOSURE_REPLY, 20), work.today))
        pause = pauses.ask(handler, letter_id, PauseReason.THIRD_PARTY, "EMS1234", date(2026, 11, 24))
        work.session.flush()
        pauses.decide(supervisor, pause.id, True, "")

    office.do(None, extend_and_pause)
    visitor.get("/status")
    page = visitor.submit({"number": number, "code": code})
    assert "计时中止中，最迟12月15日恢复" in page.text
    assert "EMS1234" not in page.text


def _sent(office: Office) -> tuple[str, str]:
    sent: list[tuple[str, str]] = []

    def send(work: Work) -> None:
        made = intake.submit_letter(factories.acting(work, CITIZEN), factories.draft(mailbox="housing"))
        sent.append((made.number, made.query_code))

    office.do(None, send)
    return sent[0]
