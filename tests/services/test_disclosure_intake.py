"""Taking applications in: numbers, clocks by regime and receipt, the identity vault, repeats."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from models.clock import Clock
from models.identity import Identity
from rules.actors import CITIZEN, Role
from rules.errors import Conflict, InputRefused, NotPermitted
from rules.request_draft import Receipt
from rules.request_words import ReceiptRule
from rules.vocabulary import Channel, State
from services import disclosure_intake, ledger
from services.work import Work
from tests import factories, factories_requests
from tests.factories import acting, staff

MORNING = datetime(2026, 1, 15, 2, 0, tzinfo=UTC)


def counter(work: Work, on: date) -> Receipt:
    return Receipt(ReceiptRule.SIGNED_MAIL, on, "EMS 1234567890")


def test_submit_numbers_the_request_starts_its_clock_and_keeps_the_record(work: Work) -> None:
    """D1: 20 working days from the day of receipt; the example of 2026-01-15."""
    made = factories_requests.submission(replace(work, now=MORNING))
    request = factories_requests.request(replace(work, now=MORNING))
    assert (made.number, request.number, request.state) == ("G2026-1", "G2026-2", State.RECEIVED)
    assert made.due_on == date(2026, 2, 12)
    clock = factories.answer_clock(work, request.id)
    assert (clock.kind, clock.length, clock.stopped_at) == ("disclosure_reply", 20, None)
    assert request.department_id == factories.department_id(work, "housing")
    assert ledger.verify(work).first_bad is None


def test_submit_keeps_who_asks_in_the_vault_only(work: Work) -> None:
    """I2: every field of the applicant is encrypted by itself."""
    request = factories_requests.request(work)
    kept = work.session.get_one(Identity, request.id)
    assert work.cipher.decrypt(request.id, "id_kind", kept.id_kind or b"") == "居民身份证"
    assert b"11010519491231002X" not in (kept.id_number or b"")


def test_submit_again_gives_the_same_number_and_another_body_is_refused(work: Work) -> None:
    """P2: the same form token gives the same receipt."""
    draft = factories_requests.draft()
    citizen = acting(work, CITIZEN)
    first = disclosure_intake.submit_request(citizen, draft)
    again = disclosure_intake.submit_request(citizen, draft)
    assert (again.number, again.query_code, again.repeated) == (first.number, first.query_code, True)
    with pytest.raises(Conflict):
        disclosure_intake.submit_request(citizen, replace(draft, text="另一份文件"))


@pytest.mark.parametrize(("on", "length", "due"), [
    (date(2018, 2, 11), 15, date(2018, 3, 8)), (date(2019, 5, 15), 20, date(2019, 6, 13)),
    (date(2025, 9, 30), 20, date(2025, 11, 4))], ids=["2007 text", "first day of 2019 text", "now"])
def test_submit_of_a_paper_runs_from_the_stated_day_under_its_regime(work: Work, on: date, length: int,
                                                                     due: date) -> None:
    """U4: staff may state the day on which a paper came in; the deadline follows from it."""
    handler = acting(work, staff(work, Role.HANDLER))
    made = disclosure_intake.submit_request(handler, factories_requests.draft(
        channel=Channel.PAPER, receipt=counter(work, on)))
    assert made.due_on == due
    assert factories.answer_clock(work, made.id).length == length
    assert ledger.verify(work).first_bad is None


def test_submit_unconfirmed_has_no_clock(work: Work) -> None:
    handler = acting(work, staff(work, Role.HANDLER))
    made = disclosure_intake.submit_request(handler, factories_requests.draft(
        channel=Channel.FAX, receipt=Receipt(ReceiptRule.CONFIRMED, confirmed=False)))
    assert made.due_on is None
    assert work.session.query(Clock).filter_by(case_id=made.id).count() == 0
    assert ledger.verify(work).first_bad is None


@pytest.mark.parametrize(("fields", "place"), [
    ({"text": "  "}, "text"), ({"agency": "nowhere"}, "agency"),
    ({"contact": replace(factories_requests.APPLICANT, name="")}, "name"),
    ({"contact": replace(factories_requests.APPLICANT, phone="", email="", address="")}, "phone"),
    ({"receipt": Receipt(ReceiptRule.SIGNED_MAIL, date(2199, 1, 1))}, "received_on"),
    ({"receipt": Receipt(ReceiptRule.SIGNED_MAIL, date(2008, 4, 30))}, "received_on")],
    ids=["nothing asked", "no such agency", "no name", "no way to reach", "future", "before the law"])
def test_submit_of_what_cannot_be_taken_says_where(work: Work, fields: dict[str, object], place: str) -> None:
    handler = acting(work, staff(work, Role.HANDLER))
    with pytest.raises(InputRefused) as refused:
        disclosure_intake.submit_request(handler, factories_requests.draft(**fields))
    assert refused.value.field == place


def test_submit_is_not_for_the_letters_office(work: Work) -> None:
    with pytest.raises(NotPermitted):
        disclosure_intake.submit_request(acting(work, staff(work, Role.INTAKE)), factories_requests.draft())
