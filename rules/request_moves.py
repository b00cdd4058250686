"""The state machine of a disclosure request (政府信息公开条例 29 to 40): (state, act) -> state. Letters have their own.

An application whose receipt both sides still have to confirm waits in `unconfirmed`, where no clock runs; an issued
reply is an answer only once it is delivered, since that is the day by which it is judged (国办公开办函〔2016〕235号).
"""

from __future__ import annotations

from rules.transitions import ON_THE_CLOCK, OVERSIGHT, PUBLISHING, RIGHTS, Act
from rules.vocabulary import REQUEST_STATES, State

# The department works on it; nothing is awaited from the applicant.
IN_WORK = (State.RECEIVED, State.ACCEPTED, State.DRAFTED, State.REVIEWED, State.REWORK)
_AWAITED = (State.CORRECTING, State.CHARGING)
_BEFORE_DRAFT = (State.ACCEPTED, State.REWORK)
_ANSWERED = (State.ANSWERED, State.CLOSED)
_RUNNING = (*IN_WORK, *_AWAITED, State.ISSUED)
# What leaves the state alone while the department works on it: asking others, and what they answer.
_INQUIRIES = (Act.CONSULT, Act.TAKE_OPINION, Act.DECIDE_OPINION, Act.CONFER, Act.TAKE_CONFERRED, Act.ASK_REASONS,
              Act.JUDGE_REASONS, Act.ASK_EXTENSION, Act.ASK_PAUSE, Act.REDACT_DOCUMENT)
# What is entered whatever has become of the request. A paper goes out with every step: when its state has changed.
_ENTRIES = (Act.ISSUE_PAPER, Act.REGISTER_REMEDY, Act.UPDATE_REMEDY, Act.VOID_PAPER, Act.CONFIRM_CONTACT)

ALLOWED: dict[tuple[State | None, Act], State] = {
    (None, Act.SUBMIT): State.RECEIVED,
    (None, Act.ARRIVE): State.UNCONFIRMED,
    (None, Act.IMPORT_ANSWERED): State.CLOSED,
    (State.UNCONFIRMED, Act.CONFIRM_RECEIPT): State.RECEIVED,
    (State.RECEIVED, Act.ACCEPT): State.ACCEPTED,
    **{(State.ACCEPTED, act): State.ACCEPTED for act in (Act.PROPOSE_STEP, Act.REFUSE_STEP)},
    (State.ACCEPTED, Act.DEMAND_CORRECTION): State.CORRECTING,
    (State.CORRECTING, Act.TAKE_CORRECTION): State.ACCEPTED,
    (State.ACCEPTED, Act.CHARGE): State.CHARGING,
    (State.CHARGING, Act.TAKE_PAYMENT): State.ACCEPTED,
    **{(state, Act.LAPSE): State.LAPSED for state in _AWAITED},
    **{(state, Act.SAVE_DRAFT): state for state in _BEFORE_DRAFT},
    **{(state, Act.DRAFT): State.DRAFTED for state in _BEFORE_DRAFT},
    (State.DRAFTED, Act.APPROVE): State.REVIEWED,
    (State.DRAFTED, Act.SEND_BACK): State.ACCEPTED,
    (State.REVIEWED, Act.SEND_BACK): State.ACCEPTED,
    (State.REVIEWED, Act.ISSUE): State.ISSUED,
    (State.ISSUED, Act.DELIVER): State.ANSWERED,
    (State.ANSWERED, Act.ARCHIVE): State.CLOSED,
    (State.ANSWERED, Act.CLOSE): State.CLOSED,
    **{(state, Act.REWORK): State.REWORK for state in _ANSWERED},
    **{(state, Act.WITHDRAW): State.WITHDRAWN
       for state in (State.UNCONFIRMED, State.RECEIVED, State.ACCEPTED, *_AWAITED, State.DRAFTED, State.REVIEWED)},
    **{(state, act): state for state in IN_WORK for act in _INQUIRIES},
    **{(state, Act.TAKE_OPINION): state for state in _RUNNING},
    **{(state, act): state for state in _RUNNING for act in (*ON_THE_CLOCK, *OVERSIGHT)},
    **{(state, act): state for state in _ANSWERED for act in (*PUBLISHING, Act.DECIDE_PROACTIVE)},
    **{(state, act): state for state in REQUEST_STATES for act in (*RIGHTS, *_ENTRIES)},
}
