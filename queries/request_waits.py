"""What single requests wait for besides their state: a second signature, an opinion, reasons. For lists and pages."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from models.request_steps import Consultation, Correction, ExcessInquiry, Fee
from rules.consultations import Party
from rules.request_next import Wait, WaitFor

AnySession = Session | scoped_session[Session]
_OPINIONS = {Party.THIRD_PARTY: WaitFor.THIRD_PARTY, Party.CO_MAKER: WaitFor.CO_MAKER}
_CORRECTIONS = {"proposed": WaitFor.CORRECTION_SIGNATURE, "answered": WaitFor.REPLY}


def of_cases(session: AnySession, case_ids: Collection[int]) -> dict[int, tuple[Wait, ...]]:
    """Return what each of some requests waits for; those that wait for nothing are left out."""
    found: dict[int, list[Wait]] = {}

    def add(case_id: int, wait: Wait) -> None:
        found.setdefault(case_id, []).append(wait)

    for case_id, state in session.execute(select(Correction.case_id, Correction.state).where(
            Correction.case_id.in_(case_ids), Correction.state.in_(_CORRECTIONS))):
        add(case_id, Wait(_CORRECTIONS[state]))
    for case_id in session.scalars(select(Fee.case_id).where(Fee.case_id.in_(case_ids), Fee.state == "proposed")):
        add(case_id, Wait(WaitFor.FEE_SIGNATURE))
    for row in session.execute(
            select(Consultation.case_id, Consultation.party, Consultation.position, Consultation.due_on)
            .where(Consultation.case_id.in_(case_ids), Consultation.decision.is_(None)).order_by(Consultation.due_on)):
        party = Party(row.party)
        if row.position is None:
            add(row.case_id, Wait(_OPINIONS[party], row.due_on))
        elif party is Party.THIRD_PARTY and row.position != "agree":
            add(row.case_id, Wait(WaitFor.OPINION_DECISION))
    for one in session.scalars(select(ExcessInquiry).where(
            ExcessInquiry.case_id.in_(case_ids), ExcessInquiry.judged_at.is_(None))):
        add(one.case_id, Wait(WaitFor.JUDGEMENT) if one.reasons else Wait(WaitFor.REASONS, one.answer_by))
    return {case_id: tuple(waits) for case_id, waits in found.items()}
