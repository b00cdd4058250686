"""How replies go out and are filed: the day that counts, what is refused, and one number for each file."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from models.disclosure import DisclosureRequest
from rules.actors import SYSTEM, Role
from rules.errors import InputRefused, NotPermitted, TransitionRefused
from rules.outcomes import Outcome
from rules.reply_delivery import Delivery
from rules.request_words import DeliverBy
from rules.vocabulary import State
from services import ledger, request_delivery
from services.work import Work
from tests import factories, factories_replies, factories_requests
from tests.fixtures.reply_words import EMS, delivery


def signed(work: Work, by: DeliverBy = DeliverBy.POST, **fields: object) -> DisclosureRequest:
    case = factories_requests.request(work, deliver_by=by, **fields)
    factories_replies.issued(work, case)
    return case


def test_deliver_by_post_counts_from_the_day_of_posting(work: Work) -> None:
    """D1: entered three days later, the reply is on time by the day on which it was handed to the post."""
    case = signed(work)
    later = factories_replies.handler(work, days=3)
    posted_on = (work.now + timedelta(days=1)).date()
    request_delivery.deliver(later, case.id, delivery(DeliverBy.POST, posted_on))
    assert (case.state, case.delivered_by, case.delivery_proof) == (State.ANSWERED, "post", EMS)
    assert case.answered_at is not None
    assert case.answered_at < later.now - timedelta(days=1)
    assert factories.answer_clock(work, case.id).stopped_at == case.answered_at
    assert ledger.verify(work).first_bad is None


@pytest.mark.parametrize(("by", "proof", "accepts", "field"), [
    (DeliverBy.POST, "SF1234567890123", True, "proof"), (DeliverBy.FAX, "发给林小舟，3页", True, "proof"),
    (DeliverBy.FAX, "15时02分，3页", False, "by")], ids=["a private carrier", "a proof with a name", "another way"])
def test_deliver_that_cannot_be_is_refused_and_the_reply_waits(work: Work, by: DeliverBy, proof: str, accepts: bool,
                                                               field: str) -> None:
    case = signed(work, accepts_other=accepts)
    with pytest.raises(InputRefused) as refused:
        request_delivery.deliver(factories_replies.handler(work), case.id, Delivery(by, work.today, proof))
    assert (refused.value.field, case.state, case.answered_at) == (field, State.ISSUED, None)


def test_deliver_before_the_signing_is_not_possible(work: Work) -> None:
    case = factories_requests.request(work, deliver_by=DeliverBy.POST)
    factories_replies.drafted(work, case)
    with pytest.raises(TransitionRefused):
        request_delivery.deliver(factories_replies.handler(work), case.id, delivery(DeliverBy.POST, work.today))


def test_deliver_and_archive_are_for_the_agency_alone(work: Work) -> None:
    case = signed(work)
    for actor in (factories.staff(work, Role.DISCLOSURE), factories.staff(work, Role.HANDLER, "transport")):
        with pytest.raises(NotPermitted):
            request_delivery.deliver(factories.acting(work, actor), case.id, delivery(DeliverBy.POST, work.today))


def test_archive_numbers_every_file_once_and_in_a_row(work: Work) -> None:
    cases = [factories_replies.archived(work, factories_requests.request(work), outcome)
             for outcome in (Outcome.DISCLOSED, Outcome.DOES_NOT_EXIST)]
    unit = factories.department_id(work)
    assert [case.archive_number for case in cases] == [f"YSQ·2026-{unit:03d}-0001", f"YSQ·2026-{unit:03d}-0002"]
    assert [(case.state, case.closed_at) for case in cases] == [(State.CLOSED, work.now)] * 2


def test_archive_due_files_what_nobody_filed_and_twice_changes_nothing(work: Work) -> None:
    case = factories_replies.answered(work, factories_requests.request(work))
    young = replace(work, actor=SYSTEM, now=work.now + timedelta(days=29))
    old = replace(young, now=work.now + timedelta(days=31))
    assert [request_delivery.archive_due(at, 10) for at in (young, old, old)] == [0, 1, 0]
    assert (case.state, bool(case.archive_number)) == (State.CLOSED, True)
