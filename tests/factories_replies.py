"""Replies to disclosure requests for tests, over the real services, from signing for the request to its filing."""

from __future__ import annotations

from models.disclosure import DisclosureRequest
from rules.actors import Role
from rules.outcomes import Outcome
from rules.redaction_marks import Decision
from rules.request_replies import Secrecy
from rules.request_words import DeliverBy
from services import handling, request_delivery, request_documents, request_replies
from services.redaction_edits import Addition, Change
from services.request_documents import Document
from services.request_replies import Issued, SecrecyReview
from services.work import Work
from tests.factories import acting, staff
from tests.fixtures.reply_words import DOCUMENT, delivery, words


def secrecy(outcome: Outcome) -> SecrecyReview:
    """Return the review that fits the outcome."""
    gives = outcome in (Outcome.DISCLOSED, Outcome.PARTIAL, Outcome.ALREADY_PUBLIC)
    found = Secrecy.SECRET if outcome is Outcome.STATE_SECRET else Secrecy.CLEARED if gives else Secrecy.NOT_CONCERNED
    return SecrecyReview(found, "定密责任人已核。")


def handler(work: Work, code: str = "housing", **later: float) -> Work:
    return acting(work, staff(work, Role.HANDLER, code), **later)


def lead(work: Work, code: str = "housing", **later: float) -> Work:
    return acting(work, staff(work, Role.LEAD, code), **later)


def document(work: Work, case: DisclosureRequest, ground: Outcome = Outcome.PERSONAL_PRIVACY) -> Document:
    """Put a document into the reply, with what is found in it left out and what is hinted at kept, and finish it."""
    at = handler(work)
    one = request_documents.add(at, case.id, *DOCUMENT)
    changes = [Change(row.id, row.decision and Decision(row.decision) or Decision.KEEP, ground=ground.value)
               for row in one.derivative.marks]
    one = request_documents.judge(at, case.id, one.id, one.derivative.edits, changes)
    one = request_documents.hide(at, case.id, one.id, one.derivative.edits, Addition("王大山", ground=ground.value))
    return request_documents.finish(at, case.id, one.id, one.derivative.edits)


def drafted(work: Work, case: DisclosureRequest, outcome: Outcome = Outcome.DISCLOSED, **fields: object) -> int:
    """Sign for a request where nobody has, write the reply with what it needs, hand it in; return its version."""
    if case.state == "received":
        handling.accept(handler(work), case.id)
    if outcome is Outcome.PARTIAL:
        document(work, case)
    return request_replies.draft(handler(work), case.id, words(outcome, **fields)).version


def issued(work: Work, case: DisclosureRequest, outcome: Outcome = Outcome.DISCLOSED, **fields: object) -> Issued:
    """Have the reply drafted by the handler, approved and signed by the lead."""
    version = drafted(work, case, outcome, **fields)
    request_replies.approve(lead(work), case.id, version, secrecy(outcome), knowingly=True)
    return request_replies.issue(lead(work), case.id, version)


def answered(work: Work, case: DisclosureRequest, outcome: Outcome = Outcome.DISCLOSED,
             **fields: object) -> DisclosureRequest:
    """Have the request answered with this outcome, by the way that the applicant wants."""
    issued(work, case, outcome, **fields)
    if case.state == "issued":
        request_delivery.deliver(handler(work), case.id, delivery(DeliverBy(case.deliver_by), work.today))
    return case


def archived(work: Work, case: DisclosureRequest, outcome: Outcome = Outcome.DISCLOSED) -> DisclosureRequest:
    """Have the request answered and filed."""
    return request_delivery.archive(handler(work), answered(work, case, outcome).id)
