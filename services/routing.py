"""Routing (转办) by the system: the addressee, else duties and keywords, else the letters office's triage list."""

from __future__ import annotations

from models.case import Letter
from models.department import Mailbox
from rules import accused as rules
from rules import permissions, transitions
from rules.clock_kinds import ClockKind
from rules.routing import RoutingDecision
from rules.transitions import Act
from rules.vocabulary import State
from services import accused, assignments, clocks, events, locking
from services.work import Work


def route(work: Work, case_id: int, given_department_id: int | None = None) -> Letter:
    """Decide who answers a received letter; does nothing when that has been decided already.

    `given_department_id` is a department that an import names. A letter to a unit that has ended follows its words.
    A letter about the unit that it would go to, or about somebody whose unit is not known, waits for a person (I1).
    Exactly one assignment per decision: the case row is locked, its state is checked, and (case, decision) is unique.
    """
    letter = locking.lock_letter(work.session, case_id)
    if letter.state == State.RECEIVED:
        mailbox = work.session.get_one(Mailbox, letter.mailbox_id)
        barred = assignments.barred_from(work, letter)
        if given_department_id in barred or rules.needs_a_person(accused.matter_of(work, letter), barred):
            _refer(work, letter, suggest(work, letter.title, letter.text, letter.place, barred), barred)
        elif given_department_id is not None:
            _assign(work, letter, given_department_id, {"by": "import"})
        elif mailbox.department_id is not None and assignments.exists(work, mailbox.department_id):
            _assign(work, letter, mailbox.department_id, {"by": "addressee"})
        else:
            _decide(work, letter, suggest(work, letter.title, letter.text, letter.place, barred), barred)
    return letter


def suggest(work: Work, title: str, text: str, place: str, barred: frozenset[int] = frozenset()) -> RoutingDecision:
    """Return the routing decision for a letter by duties and keywords, with the words that decided."""
    return work.settings.router(work.today).decide(title, text, place, barred)


def as_reasons(decision: RoutingDecision) -> dict[str, object]:
    """Return the decision as it is kept with an assignment: confidence in per mille, and the words with their place."""
    words = [{"word": reason.word, "where": reason.where, "source": reason.source} for reason in decision.reasons[:8]]
    return {"by": "words", "confidence": round(decision.confidence * 1000), "words": words,
            "runners_up": list(decision.runners_up[:3])}


def _decide(work: Work, letter: Letter, decision: RoutingDecision, barred: frozenset[int]) -> None:
    if decision.automatic and decision.unit_id is not None:
        _assign(work, letter, decision.unit_id, as_reasons(decision))
    else:
        _refer(work, letter, decision, barred)


def _refer(work: Work, letter: Letter, decision: RoutingDecision, barred: frozenset[int]) -> None:
    """Leave a letter to the letters office; the record says whom it is about where that is the reason."""
    permissions.require(work.actor, Act.REFER, permissions.CaseFacts(None))
    letter.state = transitions.next_state(State(letter.state), Act.REFER)
    clocks.start_step(work, letter.id, ClockKind.LETTER_ROUTING)
    about = {"barred": sorted(barred)} if barred else {"about": "unknown"} if letter.complained_about.strip() else {}
    events.record(work, letter, Act.REFER, {"suggested": decision.unit_id,
                                            "confidence": round(decision.confidence * 1000), **about})


def _assign(work: Work, letter: Letter, department_id: int, reasons: dict[str, object]) -> None:
    permissions.require(work.actor, Act.ROUTE, permissions.CaseFacts(None))
    state = transitions.next_state(State(letter.state), Act.ROUTE)
    assignment = assignments.begin(work, letter, department_id, reasons)
    letter.state = state
    events.record(work, letter, Act.ROUTE, {"department": department_id, "decision": assignment.decision,
                                            "by": reasons["by"]})
