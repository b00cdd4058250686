"""The state machine of a case by its kind: what services share for cases of every kind asks here."""

from __future__ import annotations

from collections.abc import Mapping

from rules import comment_moves, period_moves, request_moves, transitions
from rules.transitions import ACT_LABELS, Act
from rules.vocabulary import CaseKind, State

MACHINES: Mapping[CaseKind, Mapping[tuple[State | None, Act], State]] = {
    CaseKind.LETTER: transitions.ALLOWED, CaseKind.DISCLOSURE_REQUEST: request_moves.ALLOWED,
    CaseKind.COMMENT_PERIOD: period_moves.ALLOWED, CaseKind.COMMENT: comment_moves.ALLOWED}

# How acts of letters read on cases of other kinds, and what whoever sent them in is called there.
_OWN_LABELS: Mapping[CaseKind, Mapping[Act, str]] = {
    CaseKind.DISCLOSURE_REQUEST: {
        Act.SUBMIT: "收到申请并登记", Act.IMPORT_ANSWERED: "导入已答复的申请", Act.CLOSE: "自动归档",
        Act.REWORK: "重新办理"},
    CaseKind.COMMENT: {Act.SUBMIT: "收到意见并登记"},
}
WRITERS: Mapping[CaseKind, str] = {CaseKind.LETTER: "来信人", CaseKind.DISCLOSURE_REQUEST: "申请人",
                                   CaseKind.COMMENT_PERIOD: "起草单位", CaseKind.COMMENT: "评论人"}


def next_state(kind: str, state: str | None, act: Act) -> State:
    """Return the state that the act leads a case of this kind to. Raises TransitionRefused."""
    return transitions.moved(MACHINES[CaseKind(kind)], None if state is None else State(state), act)


def is_possible(kind: str, state: str, act: Act) -> bool:
    """Tell whether the act is possible on a case of this kind in this state."""
    return (State(state), act) in MACHINES[CaseKind(kind)]


def act_label(kind: str, act: Act) -> str:
    """Return how an act reads on a case of this kind."""
    of = CaseKind(kind)
    return _OWN_LABELS.get(of, {}).get(act) or ACT_LABELS[act].replace("来信人", WRITERS[of])
