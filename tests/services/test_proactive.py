"""Making public what was given on request: decided, redacted and released by different people, found by search."""

from __future__ import annotations

import pytest

from models.disclosure import DisclosureRequest
from queries import publications, search
from rules.actors import Role
from rules.errors import InputRefused, NotPermitted, TransitionRefused
from rules.outcomes import Outcome
from rules.redaction_marks import Decision
from services import ledger, proactive, publication, redacting
from services.redacting import Change
from services.work import Work
from tests import factories, factories_replies, factories_requests
from tests.factories import acting, staff


def decided(work: Work, outcome: Outcome = Outcome.DISCLOSED, **fields: object) -> DisclosureRequest:
    """An answered request that a lead decided to make public."""
    request = factories_replies.answered(work, factories_requests.request(work, **fields), outcome)
    return proactive.decide(acting(work, staff(work, Role.LEAD)), request.id, "several_asked")


def proposed(work: Work, case_id: int) -> Work:
    """Have the handler redact what goes public and hand it in."""
    handler = acting(work, staff(work, Role.HANDLER))
    made = redacting.start(handler, case_id)
    made = redacting.judge(handler, case_id, made.edits, [
        Change(mark.id, Decision.KEEP) for mark in made.marks if mark.decision is None])
    redacting.propose(handler, case_id, made.edits)
    return handler


def test_information_given_on_request_is_released_by_another_and_found_by_search(work: Work) -> None:
    """L2, L6: two people; what the public finds is the derivative."""
    request = decided(work, text="县城老旧小区改造资金安排，联系人电话13912345678。")
    handler = proposed(work, request.id)
    for person in (acting(work, staff(work, Role.LEAD)), acting(work, staff(work, Role.PUBLISHER)), handler):
        if person.actor.role is Role.LEAD:
            request.proactive_by = person.actor.id
        with pytest.raises(NotPermitted):
            publication.release(person, request.id)
    made = publication.release(acting(work, staff(work, Role.DISCLOSURE)), request.id)
    assert (made.category, made.department_id, made.rating) == ("disclosure", request.department_id, None)
    assert "13912345678" not in made.text
    [hit] = search.search_publications(work.session, "老旧小区改造", category="disclosure").items
    assert hit.public_id == made.public_id
    assert [row.public_id for row in publications.page(work.session, category="disclosure").rows] == [made.public_id]
    publication.unpublish(acting(work, staff(work, Role.DISCLOSURE)), request.id, "信息有变动。")
    assert search.search_publications(work.session, "老旧小区改造").items == []
    assert ledger.verify(work).first_bad is None


def test_documents_given_in_part_go_public_in_their_public_form(work: Work) -> None:
    """L4: what was left out of a document for the applicant is not in what the public reads either."""
    request = decided(work, Outcome.PARTIAL)
    proposed(work, request.id)
    made = publication.release(acting(work, staff(work, Role.DISCLOSURE)), request.id)
    assert "王大山" not in made.reply
    assert "《" in made.reply


@pytest.mark.parametrize("outcome", [Outcome.TRADE_SECRET, Outcome.DOES_NOT_EXIST, Outcome.ALREADY_PUBLIC], ids=str)
def test_decision_about_what_gave_nothing_is_refused(work: Work, outcome: Outcome) -> None:
    with pytest.raises(TransitionRefused):
        decided(work, outcome)


def test_decision_needs_a_reason_and_somebody_who_may_and_is_taken_once(work: Work) -> None:
    request = factories_replies.answered(work, factories_requests.request(work))
    lead = acting(work, staff(work, Role.LEAD))
    with pytest.raises(InputRefused):
        proactive.decide(lead, request.id, "")
    with pytest.raises(NotPermitted):
        proactive.decide(acting(work, staff(work, Role.HANDLER)), request.id, "several_asked")
    with pytest.raises(TransitionRefused):
        redacting.start(lead, request.id)
    proactive.decide(lead, request.id, "several_asked")
    with pytest.raises(TransitionRefused):
        proactive.decide(lead, request.id, "several_asked")
    assert factories.department_id(work) == request.department_id
