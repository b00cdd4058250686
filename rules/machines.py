"""The state machine of a case by its kind: what services share for letters and disclosure requests asks here."""

from __future__ import annotations

from collections.abc import Mapping

from rules import request_moves, transitions
from rules.transitions import ACT_LABELS, Act
from rules.vocabulary import CaseKind, State

MACHINES: Mapping[CaseKind, Mapping[tuple[State | None, Act], State]] = {
    CaseKind.LETTER: transitions.ALLOWED, CaseKind.DISCLOSURE_REQUEST: request_moves.ALLOWED}

# How acts of letters read on a request.
_REQUEST_LABELS: Mapping[Act, str] = {
    Act.SUBMIT: "收到申请并登记", Act.IMPORT_ANSWERED: "导入已答复的申请", Act.WITHDRAW: "申请人撤回",
    Act.CONFIRM_CONTACT: "申请人确认邮箱", Act.CLOSE: "自动归档", Act.REWORK: "重新办理",
}


def next_state(kind: str, state: str | None, act: Act) -> State:
    """Return the state that the act leads a case of this kind to. Raises TransitionRefused."""
    return transitions.moved(MACHINES[CaseKind(kind)], None if state is None else State(state), act)


def is_possible(kind: str, state: str, act: Act) -> bool:
    """Tell whether the act is possible on a case of this kind in this state."""
    return (State(state), act) in MACHINES[CaseKind(kind)]


def act_label(kind: str, act: Act) -> str:
    """Return how an act reads on a case of this kind."""
    if CaseKind(kind) is CaseKind.LETTER:
        return ACT_LABELS[act]
    return _REQUEST_LABELS.get(act, ACT_LABELS[act].replace("来信人", "申请人"))
