"""Who may do which act: one table, and the four-eyes rule that every two-person act uses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rules.actors import Actor, ActorKind, Role
from rules.errors import NotPermitted
from rules.transitions import Act
from rules.vocabulary import CaseKind


class Scope(StrEnum):
    """Which cases the right covers: all, or those now with the actor's own department."""

    ALL = "all"
    DEPARTMENT = "department"


@dataclass(frozen=True)
class CaseFacts:
    """What a permission depends on: the department that has the case now, None while the office has it.

    `barred` are the units that the case is about: whatever else holds, nobody in them may do anything with it.
    """

    department_id: int | None
    barred: frozenset[int] = frozenset()
    kind: CaseKind = CaseKind.LETTER


_HANDLERS = {Role.HANDLER: Scope.DEPARTMENT, Role.LEAD: Scope.DEPARTMENT}
_LEADS = {Role.LEAD: Scope.DEPARTMENT}
_INTAKE = {Role.INTAKE: Scope.ALL}
_REDACTOR = {Role.REDACTOR: Scope.ALL}
_PUBLISHER = {Role.PUBLISHER: Scope.ALL}
_SUPERVISOR = {Role.SUPERVISOR: Scope.ALL}
_OFFICE = {Role.INTAKE: Scope.ALL, Role.SUPERVISOR: Scope.ALL}

STAFF_RIGHTS: dict[Act, dict[Role, Scope]] = {
    Act.ASSIGN: _INTAKE,
    Act.TRANSFER: _OFFICE,
    Act.DECLINE: _INTAKE,
    Act.ACCEPT: _HANDLERS,
    Act.RETURN: _HANDLERS,
    Act.SAVE_DRAFT: _HANDLERS,
    Act.DRAFT: _HANDLERS,
    Act.APPROVE: _LEADS,
    Act.SEND_BACK: _LEADS,
    Act.ISSUE: _LEADS,
    Act.REDACT: _REDACTOR,
    Act.PROPOSE_PUBLICATION: _REDACTOR,
    Act.SEND_BACK_PUBLICATION: _PUBLISHER,
    Act.PUBLISH: _PUBLISHER,
    Act.WITHHOLD: _PUBLISHER,
    Act.UNPUBLISH: _PUBLISHER,
    Act.MERGE: _INTAKE,
    Act.SEPARATE: _INTAKE,
    Act.REWORK: _OFFICE,
    Act.RECLASSIFY: _OFFICE,
    Act.SET_SUBJECT: {**_HANDLERS, **_OFFICE},
    Act.BAR: _OFFICE,
    Act.RECALL: _OFFICE,
    Act.PROPOSE_LIFT: _OFFICE,
    Act.REFUSE_LIFT: _OFFICE,
    Act.LIFT_BAR: _OFFICE,
    Act.STATE_DEADLINE: _OFFICE,
    Act.ASK_EXTENSION: _HANDLERS,
    Act.EXTEND: _SUPERVISOR,
    Act.REFUSE_EXTENSION: _SUPERVISOR,
    Act.ASK_PAUSE: _HANDLERS,
    Act.PAUSE: _SUPERVISOR,
    Act.REFUSE_PAUSE: _SUPERVISOR,
    Act.RESUME: {**_HANDLERS, Role.SUPERVISOR: Scope.ALL},
    Act.URGE: _SUPERVISOR,
    Act.SUPERVISE: _SUPERVISOR,
    Act.GRANT_RIGHT: _OFFICE,
    Act.REFUSE_RIGHT: _OFFICE,
}
# Who does what to a disclosure request. The agency that is asked is the department; the county's office for open
# government (政府信息公开工作主管部门) registers for all, grants time, and sees to it that the law is kept.
_DISCLOSURE = {Role.DISCLOSURE: Scope.ALL}
_AGENCY_OR_OFFICE = {**_HANDLERS, **_DISCLOSURE}
_LEAD_OR_OFFICE = {**_LEADS, **_DISCLOSURE}
REQUEST_RIGHTS: dict[Act, dict[Role, Scope]] = {
    **dict.fromkeys((Act.SUBMIT, Act.ARRIVE, Act.CONFIRM_RECEIPT, Act.RESUME, Act.WITHDRAW, Act.REGISTER_REMEDY,
                     Act.UPDATE_REMEDY, Act.ISSUE_PAPER, Act.TAKE_CONFERRED), _AGENCY_OR_OFFICE),
    **dict.fromkeys((Act.ACCEPT, Act.PROPOSE_STEP, Act.SAVE_DRAFT, Act.DRAFT, Act.ASK_EXTENSION, Act.ASK_PAUSE,
                     Act.TAKE_CORRECTION, Act.TAKE_PAYMENT, Act.LAPSE, Act.CONSULT, Act.TAKE_OPINION, Act.CONFER,
                     Act.ASK_REASONS, Act.REDACT_DOCUMENT, Act.DELIVER, Act.ARCHIVE, Act.REDACT,
                     Act.PROPOSE_PUBLICATION), _HANDLERS),
    **dict.fromkeys((Act.APPROVE, Act.SEND_BACK, Act.REFUSE_STEP, Act.ISSUE, Act.DEMAND_CORRECTION, Act.CHARGE,
                     Act.JUDGE_REASONS, Act.DECIDE_OPINION, Act.VOID_PAPER), _LEADS),
    **dict.fromkeys((Act.EXTEND, Act.REFUSE_EXTENSION), _LEAD_OR_OFFICE),
    # Whoever may let a clock stand still is not of the house whose clock it is (security.md D3).
    **dict.fromkeys((Act.PAUSE, Act.REFUSE_PAUSE, Act.STATE_DEADLINE, Act.URGE, Act.SUPERVISE, Act.REWORK,
                     Act.GRANT_RIGHT, Act.REFUSE_RIGHT), _DISCLOSURE),
    **dict.fromkeys((Act.DECIDE_PROACTIVE, Act.SEND_BACK_PUBLICATION, Act.PUBLISH, Act.WITHHOLD, Act.UNPUBLISH),
                    _LEAD_OR_OFFICE),
}
# A period for public comment is the department's that made the draft; a third person, outside of it, releases.
PERIOD_RIGHTS: dict[Act, dict[Role, Scope]] = {
    **dict.fromkeys((Act.PLAN_PERIOD, Act.CHANGE_PERIOD, Act.DRAFT_RELEASE, Act.SORT_OPINIONS, Act.DECIDE_ADOPTION,
                     Act.DRAFT_RESULT, Act.HOLD_HEARING, Act.ISSUE_PAPER), _HANDLERS),
    **dict.fromkeys((Act.APPROVE_RELEASE, Act.APPROVE_RESULT), _LEADS),
    **dict.fromkeys((Act.SEND_BACK_RELEASE, Act.SEND_BACK_RESULT), _LEAD_OR_OFFICE),
    **dict.fromkeys((Act.RELEASE_PERIOD, Act.RELEASE_RESULT, Act.REPLACE_DRAFT, Act.LENGTHEN_PERIOD, Act.PUBLISH_FINAL,
                     Act.CANCEL_PERIOD, Act.URGE, Act.SUPERVISE, Act.VOID_PAPER), _DISCLOSURE),
}
COMMENT_RIGHTS: dict[Act, dict[Role, Scope]] = {
    **dict.fromkeys((Act.SUBMIT, Act.SHOW, Act.ASK_TO_MEND, Act.SET_ASIDE), _AGENCY_OR_OFFICE),
    # Whoever set a comment aside is not the one to say that it was right (security.md 1, T6).
    **dict.fromkeys((Act.RESTORE, Act.GRANT_RIGHT, Act.REFUSE_RIGHT), _DISCLOSURE),
}
RIGHTS: dict[CaseKind, dict[Act, dict[Role, Scope]]] = {
    CaseKind.LETTER: STAFF_RIGHTS, CaseKind.DISCLOSURE_REQUEST: REQUEST_RIGHTS,
    CaseKind.COMMENT_PERIOD: PERIOD_RIGHTS, CaseKind.COMMENT: COMMENT_RIGHTS}
KIND_RIGHTS: dict[ActorKind, frozenset[Act]] = {
    ActorKind.CITIZEN: frozenset({Act.SUBMIT, Act.RATE, Act.CONFIRM_CONTACT, Act.WITHDRAW,
                                  Act.COPY_OWN, Act.CORRECT_CONTACT, Act.ERASE_IDENTITY, Act.WITHDRAW_CONSENT,
                                  Act.ASK_RIGHT, Act.TAKE_CORRECTION, Act.MEND, Act.REPLACE,
                                  Act.REGISTER_FOR_HEARING}),
    ActorKind.SYSTEM: frozenset({Act.ROUTE, Act.REFER, Act.CLOSE, Act.SEPARATE, Act.REMIND, Act.URGE, Act.SUPERVISE,
                                 Act.CIRCULATE, Act.ALARM, Act.RESUME, Act.RECOUNT, Act.ERASE_IDENTITY,
                                 # Without leave a letter may not stay public: the service takes it down at once.
                                 Act.UNPUBLISH, Act.LAPSE, Act.ARCHIVE, Act.DELIVER, Act.TAKE_OPINION,
                                 Act.ISSUE_PAPER, Act.OPEN_PERIOD, Act.END_PERIOD, Act.REPLACE, Act.RESPOND}),
    ActorKind.IMPORTER: frozenset({Act.SUBMIT, Act.ROUTE, Act.REFER, Act.IMPORT_ANSWERED, Act.PUBLISH}),
    ActorKind.STAFF: frozenset(),
}
# Who may open a case at all, by its kind and by role.
READ_RIGHTS: dict[CaseKind, dict[Role, Scope]] = {
    CaseKind.LETTER: {
        Role.HANDLER: Scope.DEPARTMENT, Role.LEAD: Scope.DEPARTMENT, Role.INTAKE: Scope.ALL,
        Role.PUBLISHER: Scope.ALL, Role.SUPERVISOR: Scope.ALL, Role.LEADER: Scope.ALL},
    CaseKind.DISCLOSURE_REQUEST: {
        Role.HANDLER: Scope.DEPARTMENT, Role.LEAD: Scope.DEPARTMENT, Role.DISCLOSURE: Scope.ALL,
        Role.LEADER: Scope.ALL},
}
READ_RIGHTS |= dict.fromkeys((CaseKind.COMMENT_PERIOD, CaseKind.COMMENT), READ_RIGHTS[CaseKind.DISCLOSURE_REQUEST])


def may(actor: Actor, act: Act, case: CaseFacts) -> bool:
    """Tell whether the actor may do the act on a case with these facts."""
    if actor.kind is not ActorKind.STAFF:
        return act in KIND_RIGHTS[actor.kind]
    scope = RIGHTS[case.kind].get(act, {}).get(actor.role) if actor.role else None
    return _covers(scope, actor, case)


def may_read(actor: Actor, case: CaseFacts) -> bool:
    """Tell whether a member of staff may open the case."""
    scope = READ_RIGHTS[case.kind].get(actor.role) if actor.role else None
    return actor.kind is ActorKind.STAFF and _covers(scope, actor, case)


def require(actor: Actor, act: Act, case: CaseFacts) -> None:
    """Raise NotPermitted unless the actor may do the act."""
    if not may(actor, act, case):
        raise NotPermitted()


def require_administrator(actor: Actor, role: Role) -> None:
    """Raise NotPermitted for everybody but this administrator and the service itself, as its command line."""
    if actor.kind is not ActorKind.SYSTEM and actor.role is not role:
        raise NotPermitted()


def require_importer(actor: Actor) -> None:
    """Raise NotPermitted for everybody but the import of what was public elsewhere before."""
    if actor.kind is not ActorKind.IMPORTER:
        raise NotPermitted()


def require_four_eyes(actor: Actor, others: Iterable[int | None], message: str) -> None:
    """Raise NotPermitted with `message` when the actor is one of the staff who did the earlier step.

    Every act that needs a second person calls this; `others` are staff ids, None is passed over.
    """
    if actor.id is not None and actor.id in set(others) - {None}:
        raise NotPermitted(message)


def _covers(scope: Scope | None, actor: Actor, case: CaseFacts) -> bool:
    if scope is Scope.ALL:
        return True
    unit = actor.department_id
    return scope is Scope.DEPARTMENT and unit is not None and unit == case.department_id and unit not in case.barred
