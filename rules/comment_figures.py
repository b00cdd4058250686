"""What is counted of the comments on a draft, and the line that says it: raw, by person, and alike ones as one.

Nothing is left out of the first figure, whatever became of a comment; the others say how many people and how many
different texts stand behind it (security.md C3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.comment_words import Stance
from rules.vocabulary import State

# Comments whose writer still stands by them and that nobody set aside. One that waits to be shown, or to be mended,
# counts: what officers have not got round to is no reason to leave a person out.
COUNTED_STATES = (State.HELD, State.MENDING, State.SHOWN, State.RESPONDED)
SHOWN_STATES = (State.SHOWN, State.RESPONDED)


@dataclass(frozen=True)
class Tally:
    """How many comments came in on a passage, or in all: by state, by stance, and with a confirmed contact.

    `counted` are those with a confirmed contact that are neither replaced, withdrawn nor set aside.
    """

    raw: int = 0
    confirmed: int = 0
    counted: int = 0
    states: Mapping[State, int] = field(default_factory=dict)
    stances: Mapping[Stance, int] = field(default_factory=dict)

    @property
    def unconfirmed(self) -> int:
        """Those whose contact nobody has proved; they are kept and shown, and counted apart."""
        return self.raw - self.confirmed

    @property
    def shown(self) -> int:
        """Those that the public can read."""
        return sum(self.states.get(state, 0) for state in SHOWN_STATES)

    @property
    def set_aside(self) -> int:
        """Those that somebody set aside, with a reason and a name."""
        return self.states.get(State.SET_ASIDE, 0)

    @property
    def replaced(self) -> int:
        """Those that their writers replaced by later ones."""
        return self.states.get(State.REPLACED, 0)

    @property
    def withdrawn(self) -> int:
        """Those that their writers took back."""
        return self.states.get(State.WITHDRAWN, 0)


@dataclass(frozen=True)
class Counts:
    """The figures of a period: `whole` is everything, `distinct` people, `clustered` different texts of all.

    `passages` has a tally for each anchor that somebody commented on; "" is the draft as a whole.
    """

    whole: Tally = Tally()
    distinct: int = 0
    clustered: int = 0
    passages: Mapping[str, Tally] = field(default_factory=dict)

    def passage(self, anchor: str) -> Tally:
        """Return the tally of a passage, all zero where nobody said anything."""
        return self.passages.get(anchor, Tally())


def tally(cells: Mapping[tuple[State, Stance, bool], int]) -> Tally:
    """Return the tally of counts by (state, stance, is the contact confirmed)."""
    states = dict.fromkeys(State, 0)
    stances = dict.fromkeys(Stance, 0)
    confirmed = counted = 0
    for (state, stance, is_confirmed), number in cells.items():
        states[state] += number
        stances[stance] += number
        confirmed += number if is_confirmed else 0
        counted += number if is_confirmed and state in COUNTED_STATES else 0
    return Tally(sum(cells.values()), confirmed, counted, {state: n for state, n in states.items() if n}, stances)


def counts_line(counts: Counts) -> str:
    """Return the published line of figures: how many came in, from how many people, and how many texts they are.

    That nobody has proved a contact does not say that nobody wrote.
    """
    if not counts.whole.raw:
        return "还没有收到意见。"
    people = f"来自{counts.distinct}人" if counts.distinct else "都没有验证过联系方式"
    return f"共收到{counts.whole.raw}条，{people}，归并相近的为{counts.clustered}种。"


def counts_explained(counts: Counts) -> str:
    """Return what the figures of the line mean, and what of the comments is not counted as a person's opinion."""
    whole = counts.whole
    apart = [(whole.unconfirmed, "没有验证联系方式"), (whole.replaced, "已由本人新的意见代替"),
             (whole.withdrawn, "已由本人撤回"), (whole.set_aside, "没有列入统计，理由和决定的人都有记录")]
    named = "，".join(f"{number}条{words}" for number, words in apart if number)
    return ("人数按验证过的联系方式计算，同一人对同一处的意见只计最后一条。文字相近的归为一种，一条也不少收。"
            + (f"其中{named}。" if named else ""))
