"""Which acts a page offers to a member of staff, and why one is missing. Owns no right of its own: services decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rules.actors import Actor, Role
from rules.calendar import WorkCalendar
from rules.clock_kinds import ClockKind, row_for
from rules.permissions import STAFF_RIGHTS, CaseFacts, may
from rules.transitions import Act, is_possible
from rules.vocabulary import CaseKind, Category, PublicationDecision, RedactionState, State

# Whoever registers, routes and supervises letters; nobody else gets past a pseudonym (security.md 1.2).
LETTERS_OFFICE = frozenset({Role.INTAKE, Role.SUPERVISOR})
OPEN_GOVERNMENT = frozenset({Role.DISCLOSURE})
# Acts on a draft that need a second person.
SECOND_PERSON = frozenset({Act.APPROVE, Act.SEND_BACK, Act.ISSUE})
OWN_DRAFT = "这一稿是您拟的，要由本单位另一位负责人审核、签发。"
RETURNED_BEFORE = "本单位已经退回过这一件，不能再退。有异议请与县信访局当面商定。"
WAITS_FOR_LEAD = "已送审，等单位负责人审核、签发。"
OWN_REDACTION = "这一稿是您隐去的，要由另一个人审核公开。"
NO_CONSENT = "来信人没有同意公开，这一件不能公开。"
RETURN_IS_LATE = "转来两个工作日以后不能再退回。确实不归本单位管的，请联系县信访局改派。"
TRANSFERRED_TWICE = "已改派过两次，第三次改派请信访局督查人员决定。"
# From here on the letters office's supervisor decides where a letter goes (security.md D2).
MOST_TRANSFERS = 2
REWORKED_BEFORE = "这一件已经退回重办过一次，不能再退。"
# What ends a letter without an answer; one that has been answered before is only answered again.
WITHOUT_ANSWER = frozenset({Act.DECLINE, Act.MERGE, Act.WITHDRAW})


@dataclass(frozen=True)
class LetterFacts:
    """What decides which acts are offered on a letter.

    `answered_before` also holds while the letter is reworked; `is_public`: there is a public copy now;
    `return_is_late`: the days in which its department may return it are over; `transfers`: how often it was handed on;
    `redaction`: where its derivative in the making is, and `redacted_by` who had a hand in that.
    """

    state: State
    department_id: int | None
    drafted_by: int | None = None
    returned_before: bool = False
    consents_to_publication: bool = False
    publication_decision: str | None = None
    is_public: bool = False
    answered_before: bool = False
    reworked_before: bool = False
    return_is_late: bool = False
    transfers: int = 0
    redaction: RedactionState | None = None
    redacted_by: frozenset[int] = frozenset()


def last_return_day(assigned_on: date, calendar: WorkCalendar) -> date:
    """Return the last day on which a department may return a letter that it got on the day (domain.md 1.8)."""
    return calendar.add_working_days(assigned_on, row_for(ClockKind.LETTER_RETURN, assigned_on).length)


def offered(actor: Actor, letter: LetterFacts) -> frozenset[Act]:
    """Return the acts that the actor may do on the letter now."""
    case = CaseFacts(letter.department_id)
    acts = {act for act in STAFF_RIGHTS if may(actor, act, case) and is_possible(letter.state, act)}
    if actor.id is not None and actor.id == letter.drafted_by:
        acts -= SECOND_PERSON
    if letter.returned_before or letter.return_is_late:
        acts.discard(Act.RETURN)
    if letter.transfers >= MOST_TRANSFERS and actor.role is not Role.SUPERVISOR:
        acts.discard(Act.TRANSFER)
    if letter.answered_before:
        acts -= WITHOUT_ANSWER | {Act.RECLASSIFY}
    if letter.reworked_before:
        acts.discard(Act.REWORK)
    return frozenset(acts - publishing_refused(actor, letter))


def publishing_refused(actor: Actor, letter: LetterFacts) -> set[Act]:
    """Return the acts of publishing that how far the derivative is does not let the actor do."""
    refused = set()
    is_proposed = letter.redaction is RedactionState.PROPOSED
    may_go_public = (letter.consents_to_publication
                     and letter.publication_decision != PublicationDecision.PUBLISHED)
    if not may_go_public or is_proposed:
        refused.add(Act.REDACT)
    if not may_go_public or letter.redaction is not RedactionState.DRAFT:
        refused.add(Act.PROPOSE_PUBLICATION)
    if not is_proposed:
        refused.add(Act.SEND_BACK_PUBLICATION)
    if not may_go_public or not is_proposed or actor.id in letter.redacted_by:
        refused.add(Act.PUBLISH)
    if not letter.is_public:
        refused.add(Act.UNPUBLISH)
    if letter.publication_decision is not None or letter.is_public:
        refused.add(Act.WITHHOLD)
    return refused


def explanations(actor: Actor, letter: LetterFacts) -> tuple[str, ...]:
    """Return the sentences that say why an act which one would look for is not offered."""
    case = CaseFacts(letter.department_id)
    words = []
    if may(actor, Act.SAVE_DRAFT, case) and letter.state in (State.DRAFTED, State.REVIEWED):
        if not may(actor, Act.APPROVE, case):
            words.append(WAITS_FOR_LEAD)
        elif actor.id == letter.drafted_by:
            words.append(OWN_DRAFT)
    if letter.state is State.ASSIGNED and may(actor, Act.RETURN, case):
        words += [RETURNED_BEFORE] if letter.returned_before else [RETURN_IS_LATE] if letter.return_is_late else []
    if letter.transfers >= MOST_TRANSFERS and is_possible(letter.state, Act.TRANSFER) and actor.role is Role.INTAKE:
        words.append(TRANSFERRED_TWICE)
    publishes = may(actor, Act.PUBLISH, case) or may(actor, Act.REDACT, case)
    if publishes and is_possible(letter.state, Act.PUBLISH) and not letter.consents_to_publication:
        words.append(NO_CONSENT)
    if letter.redaction is RedactionState.PROPOSED and actor.id in letter.redacted_by and may(actor, Act.PUBLISH, case):
        words.append(OWN_REDACTION)
    if letter.reworked_before and may(actor, Act.REWORK, case) and is_possible(letter.state, Act.REWORK):
        words.append(REWORKED_BEFORE)
    return tuple(words)


def needs_second_look(name_hidden: bool, category: Category) -> bool:
    """Tell whether a letter goes public only after the redactor has said that nobody will know its writer by it."""
    return name_hidden or category is Category.REPORT


def may_reveal(actor: Actor, kind: CaseKind = CaseKind.LETTER) -> bool:
    """Tell whether the actor sees who wrote masked, and may see all of it for a reason: the letters office alone.

    Who commented on a draft is nothing for the department that made it: the office for open government may look.
    """
    return actor.role in (OPEN_GOVERNMENT if kind is CaseKind.COMMENT else LETTERS_OFFICE)


def may_see_contact(actor: Actor, department_id: int | None, name_hidden: bool, category: Category) -> bool:
    """Tell whether the actor may see who wrote: the handling department only, and only when the writer allowed it.

    A report (举报) never shows its writer (信访工作条例 30).
    """
    return (actor.department_id is not None and actor.department_id == department_id
            and not name_hidden and category is not Category.REPORT)
