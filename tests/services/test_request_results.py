"""What annual figures count of a request: kept once, at its first end, by whichever act ends it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, update

from migrations import append_only
from models.disclosure import DisclosureRequest
from models.request_result import RequestResult
from models.types import table_of
from queries import annual, annual_fees
from rules.actors import CITIZEN
from rules.annual_forms import COUNT, TOTAL, FormName
from rules.annual_prose import Fees
from rules.annual_requests import End
from rules.errors import InputRefused
from rules.fees import FeeBasis
from rules.outcomes import Outcome
from rules.request_draft import Receipt
from rules.request_words import DeliverBy, ReceiptRule
from rules.vocabulary import Channel
from services import disclosure_intake, fees, handling, ledger, request_ends, request_results
from services.fees import Charge
from services.work import Work
from tests import factories_replies, factories_requests
from tests.factories import acting, answer_clock

YEAR = 2026


def kept(work: Work, case: DisclosureRequest) -> tuple[str, str, bool] | None:
    work.session.flush()
    row = work.session.get(RequestResult, case.id)
    return None if row is None else (row.ended_how, row.outcome, row.is_delayed)


def test_delivery_keeps_the_first_answer_and_a_later_one_changes_no_figure(work: Work) -> None:
    case = factories_requests.request(work, deliver_by=DeliverBy.POST)
    factories_replies.issued(work, case, Outcome.DOES_NOT_EXIST)
    assert kept(work, case) is None
    factories_replies.answered(work, one := factories_requests.request(work), Outcome.DOES_NOT_EXIST)
    assert kept(work, one) == ("answered", "does_not_exist", False)
    one.outcome = Outcome.DISCLOSED.value
    request_results.keep(work, one, End.ANSWERED, work.now + timedelta(days=400))
    assert kept(work, one) == ("answered", "does_not_exist", False)
    table = annual.table(work.session, YEAR, FormName.OF_2021)
    assert table.cell("3.3.4.1", TOTAL).cases == (one.id,)
    assert table.cell("3.4", "natural_person").cases == (case.id,)
    assert (annual.unsettled(work.session), ledger.verify(work).first_bad) == ([], None)


def test_request_taken_back_counts_as_other_and_one_never_received_not_at_all(work: Work) -> None:
    case = factories_requests.request(work)
    unconfirmed = disclosure_intake.submit_request(factories_replies.handler(work), factories_requests.draft(
        channel=Channel.FAX, receipt=Receipt(ReceiptRule.CONFIRMED, work.today, "传真第2号", confirmed=False)))
    request_ends.withdraw(acting(work, CITIZEN), case.id)
    request_ends.withdraw(factories_replies.handler(work), unconfirmed.id)
    work.session.flush()
    table, old = (annual.table(work.session, YEAR, form) for form in (FormName.OF_2021, FormName.OF_2018))
    assert (table.cell("3.1", TOTAL).cases, table.cell("3.3.6.3", TOTAL).cases) == ((case.id,), (case.id,))
    assert [old.value(code, COUNT) for code in ("3.1", "3.2", "3.3")] == [1, 1, 0]
    assert (annual.unsettled(work.session), ledger.verify(work).first_bad) == ([], None)


@pytest.mark.parametrize("change", [
    pytest.param({"ended_on": date(2025, 12, 31)}, id="day"),
    pytest.param({"outcome": "disclosed"}, id="outcome"),
    pytest.param({"ended_how": "lapsed"}, id="way"),
    pytest.param(None, id="gone"),
])
def test_verify_names_the_request_whose_result_was_changed(work: Work, change: dict[str, object] | None) -> None:
    """U2: what annual figures count follows from the record."""
    case = factories_replies.answered(work, factories_requests.request(work), Outcome.DOES_NOT_EXIST)
    work.session.flush()
    assert ledger.verify(work).first_bad is None
    append_only.drop(work.session.connection())
    results = table_of(RequestResult)
    work.session.execute(delete(results) if change is None else update(results).values(change))
    assert ledger.verify(work).first_bad == \
        f"{case.number} seq {case.chain_length}: its result in the annual figures is not what its events say"


@pytest.mark.parametrize(("extension", "days", "delayed"), [
    pytest.param(0, 1, False, id="within its time"),
    pytest.param(20, 1, True, id="extended"),
    pytest.param(0, 40, True, id="after its last day"),
])
def test_request_that_took_longer_counts_as_delayed(work: Work, extension: int, days: int, delayed: bool) -> None:
    case = factories_requests.request(work)
    answer_clock(work, case.id).extension = extension
    case.outcome = Outcome.DISCLOSED.value
    request_results.keep(work, case, End.ANSWERED, work.now + timedelta(days=days))
    assert kept(work, case) == ("answered", "disclosed", delayed)


def test_end_before_receipt_is_refused_with_its_article(work: Work) -> None:
    case = factories_requests.request(work)
    case.outcome = Outcome.DISCLOSED.value
    with pytest.raises(InputRefused, match="第三十一条"):
        request_results.keep(work, case, End.ANSWERED, work.now - timedelta(days=1))
    assert kept(work, case) is None


def test_fees_of_a_year_are_those_sent_out_and_paid_in_it(work: Work) -> None:
    handler, lead = factories_replies.handler(work), factories_replies.lead(work)
    paid, unpaid = (factories_requests.request(work) for _ in range(2))
    for case, charge in ((paid, Charge(FeeBasis.PER_PAGE, 120, 1100, "窗口缴纳")),
                         (unpaid, Charge(FeeBasis.PER_PAGE, 31, 10, "窗口缴纳"))):
        handling.accept(handler, case.id)
        fees.propose(handler, case.id, charge)
        fees.issue(lead, case.id)
    fees.take_payment(handler, paid.id, work.today, "川财票0001")
    work.session.flush()
    assert annual_fees.of_year(work.session, YEAR) == Fees(notices=2, charged=1110, received=1100)
    assert annual_fees.of_year(work.session, YEAR - 1) == Fees()
