"""Applications that staff take in: at the counter, by mail, fax or e-mail, each by its channel's rule of receipt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from models.department import Department
from rules import receipt_days
from rules.actors import Role
from rules.errors import InputRefused, NotPermitted
from rules.request_draft import Receipt, RequestDraft
from rules.request_words import ReceiptRule
from services import disclosure_intake, receipts
from services.intake import Submission
from services.work import Work

NOT_YOURS = "您只能登记向本单位提出的申请。别的机关的申请，请转告申请人，或者交县政务公开办公室登记。"


@dataclass(frozen=True)
class Arrival:
    """How an application came in. `came_on` is the day on which it arrived or was handed in.

    `confirmed_on` is the day on which agency and applicant confirmed it to each other, None while they have not: then
    no clock runs. `proof` is what shows it: the mail's number, who signed, who was telephoned.
    """

    rule: ReceiptRule
    came_on: date
    proof: str = ""
    confirmed_on: date | None = None


def register(work: Work, draft: RequestDraft, arrival: Arrival) -> Submission:
    """Take an application in that came on paper or by wire, on the day of receipt that article 31 gives it.

    Raises InputRefused for a rule that is not its channel's, for days that cannot be and for a missing proof,
    NotPermitted for another agency's.
    """
    _require_own(work, draft)
    receipt_days.require_rule(draft.channel, arrival.rule)
    receipt_days.require_came(arrival.came_on, work.today)
    waits = arrival.rule in receipt_days.BY_CONFIRMATION
    needs_proof = arrival.rule in receipt_days.NEED_PROOF and (not waits or arrival.confirmed_on is not None)
    if needs_proof and not arrival.proof.strip():
        raise InputRefused(receipt_days.NEEDS_PROOF, "proof")
    if waits and arrival.confirmed_on is not None:
        receipt_days.received_on(arrival.came_on, arrival.confirmed_on, work.today)
    came = Receipt(arrival.rule, arrival.came_on, "" if waits else arrival.proof, confirmed=not waits)
    made = disclosure_intake.submit_request(work, replace(draft, receipt=came))
    if not waits or arrival.confirmed_on is None or made.repeated:
        return made
    return replace(made, due_on=receipts.confirm(work, made.id, arrival.confirmed_on, arrival.proof))


def own_agency(work: Work) -> Department | None:
    """Return the agency for which the actor takes applications in, None for the office that does for all."""
    if work.actor.role is Role.DISCLOSURE or work.actor.department_id is None:
        return None
    return work.session.get_one(Department, work.actor.department_id)


def _require_own(work: Work, draft: RequestDraft) -> None:
    own = own_agency(work)
    if own is None:
        return
    if not (own.code == draft.agency if draft.agency else own.is_government_office):
        raise NotPermitted(NOT_YOURS)
