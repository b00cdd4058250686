"""What counting knows of a case: its history step by step, what it adds to a day, and where it stands when one ends.

Values only; how a history is folded into counts stands in `rules/case_counts.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from rules.figures import Dimension, Flow
from rules.transitions import Act
from rules.vocabulary import CaseKind


class Keys(NamedTuple):
    """Under which key of each dimension something is counted, in the order of `Dimension`."""

    department: str
    category: str
    channel: str
    mailbox: str
    subject: str


DIMENSIONS = tuple(Dimension)


class Entry(NamedTuple):
    """So many of a flow on a day, under these keys; `number` is negative where a change is taken back."""

    day: date
    flow: Flow
    number: int
    keys: Keys


class Step(NamedTuple):
    """One event of a letter. `day` is the day in China on which it took effect.

    `unit` is the code of the department that the act names: to which the letter is given, which signs, returns or had
    it. `value` is what else the act says: ground, rating, category, subject or decision. `due_on` is the last day of
    the answer after an act on its clock (`moves_due`). `waited` are the days that a pause leaves out: after the first,
    up to and including the second; of an act that ends one, the day it ends on and whether the clock starts anew.
    What an importer did has `is_imported`.
    """

    act: Act
    day: date
    unit: str | None = None
    value: str = ""
    moves_due: bool = False
    due_on: date | None = None
    is_imported: bool = False
    waited: tuple[date, date] | None = None
    restarts: bool = False


@dataclass(slots=True)
class CaseHistory:
    """One case from its first event on: what it was when it came, and every step in the order of the record.

    `due_on` is the last day of the answer as first told, None without a clock; `consent` the leave to publish. A
    disclosure request has no category of its own and is with its agency from the beginning; so is a period for public
    comment with its department, and it came when it opened.
    """

    id: int
    number: str
    received_at: datetime
    channel: str
    mailbox: str
    category: str
    subject: str
    consent: bool
    due_on: date | None
    steps: tuple[Step, ...]
    kind: CaseKind = CaseKind.LETTER


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a letter stands when a day ends. `department` is a code or `unassigned`, `state` a slug.

    In hand is what waits for its first answer; `is_late`: its last day has passed. `days_left` are working days to the
    last day, 0 on it, negative after it, None without a clock. `to_publish`: answered with the writer's leave, and
    nobody has decided.
    """

    case: int
    number: str
    received_at: datetime
    keys: Keys
    state: str
    due_on: date | None
    days_left: int | None
    is_in_hand: bool
    is_late: bool
    waits_for_extension: bool
    to_review: bool
    to_publish: bool
    kind: CaseKind = CaseKind.LETTER

    @property
    def department(self) -> str:
        return self.keys.department
