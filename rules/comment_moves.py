"""The state machine of one comment on a draft: (state, act) -> state. Nothing here deletes one (security.md C2)."""

from __future__ import annotations

from rules.transitions import RIGHTS, Act
from rules.vocabulary import COMMENT_STATES, State

# What its writer may still take back or write anew, as long as the period's own clock lets them.
_LIVE = (State.HELD, State.MENDING, State.SHOWN)

ALLOWED: dict[tuple[State | None, Act], State] = {
    (None, Act.SUBMIT): State.HELD,
    (State.HELD, Act.SHOW): State.SHOWN,
    # What somebody finds in it later is hidden at once, and it goes on being shown.
    **{(state, Act.SHOW): state for state in (State.SHOWN, State.RESPONDED)},
    **{(state, Act.ASK_TO_MEND): State.MENDING for state in (State.HELD, State.SHOWN)},
    (State.MENDING, Act.MEND): State.HELD,
    **{(state, Act.SET_ASIDE): State.SET_ASIDE for state in _LIVE},
    (State.SET_ASIDE, Act.RESTORE): State.HELD,
    **{(state, Act.REPLACE): State.REPLACED for state in (*_LIVE, State.SET_ASIDE)},
    **{(state, Act.WITHDRAW): State.WITHDRAWN for state in (*_LIVE, State.SET_ASIDE)},
    (State.SHOWN, Act.RESPOND): State.RESPONDED,
    **{(state, act): state for state in COMMENT_STATES for act in (Act.CONFIRM_CONTACT, *RIGHTS)},
}
