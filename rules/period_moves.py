"""The state machine of a period for public comment (意见征集): (state, act) -> state.

Whether a comment is in time is decided by the server's clock (rules/comment_periods.py), not by these states: a
service whose jobs stand still opens and closes in time all the same.
"""

from __future__ import annotations

from rules.transitions import OVERSIGHT, Act
from rules.vocabulary import FEEDBACK_STATES, PERIOD_STATES, State

_BEFORE = (State.PLANNED, State.RELEASE_DRAFTED, State.RELEASE_REVIEWED, State.SCHEDULED)
_RELEASED = (State.SCHEDULED, State.OPEN)
# Officers may begin to sort while comments still come in.
_SORTED = (State.OPEN, State.SORTING)

ALLOWED: dict[tuple[State | None, Act], State] = {
    (None, Act.PLAN_PERIOD): State.PLANNED,
    (State.PLANNED, Act.CHANGE_PERIOD): State.PLANNED,
    (State.PLANNED, Act.DRAFT_RELEASE): State.RELEASE_DRAFTED,
    (State.RELEASE_DRAFTED, Act.APPROVE_RELEASE): State.RELEASE_REVIEWED,
    **{(state, Act.SEND_BACK_RELEASE): State.PLANNED for state in (State.RELEASE_DRAFTED, State.RELEASE_REVIEWED)},
    (State.RELEASE_REVIEWED, Act.RELEASE_PERIOD): State.SCHEDULED,
    (State.SCHEDULED, Act.OPEN_PERIOD): State.OPEN,
    **{(state, act): state for state in _RELEASED for act in (Act.REPLACE_DRAFT, Act.LENGTHEN_PERIOD)},
    **{(state, Act.HOLD_HEARING): state for state in (*_BEFORE, State.OPEN, State.SORTING)},
    **{(state, Act.REGISTER_FOR_HEARING): state for state in (*_RELEASED, State.SORTING)},
    (State.OPEN, Act.END_PERIOD): State.SORTING,
    **{(state, Act.CANCEL_PERIOD): State.CANCELLED for state in (*_BEFORE, State.OPEN, State.SORTING)},
    **{(state, act): state for state in _SORTED for act in (Act.SORT_OPINIONS, Act.DECIDE_ADOPTION)},
    (State.SORTING, Act.DRAFT_RESULT): State.RESULT_DRAFTED,
    (State.RESULT_DRAFTED, Act.APPROVE_RESULT): State.RESULT_REVIEWED,
    **{(state, Act.SEND_BACK_RESULT): State.SORTING for state in (State.RESULT_DRAFTED, State.RESULT_REVIEWED)},
    (State.RESULT_REVIEWED, Act.RELEASE_RESULT): State.RESULTED,
    (State.RESULTED, Act.PUBLISH_FINAL): State.RESULTED,
    **{(state, act): state for state in FEEDBACK_STATES for act in (Act.RECOUNT, *OVERSIGHT)},
    **{(state, act): state for state in PERIOD_STATES for act in (Act.ISSUE_PAPER, Act.VOID_PAPER)},
}
