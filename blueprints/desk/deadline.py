"""What the page of one letter says of its time limit: requests, pauses, stated days, and who had it how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from queries import clock_requests, holding
from queries.clock_requests import RequestRow
from queries.desk import Deadline, deadline
from queries.holding import Held
from queries.letter_file import LetterFile
from rules import clock_requests as bounds
from rules.clock_kinds import CLOCK_LABELS, PAUSE_LABELS, UNIT_LABELS, ClockKind, Unit
from rules.clock_requests import RequestState
from rules.transitions import Act
from rules.vocabulary import OPEN_STATES
from services import clocks
from services.work import Work


@dataclass(frozen=True)
class Stated:
    """A day that somebody has set, beside the one that the writer was told."""

    label: str
    deadline: Deadline


@dataclass(frozen=True)
class ClockSide:
    """The time limit of one letter. `most` is how much more may be asked for, 0 when nothing may."""

    requests: tuple[RequestRow, ...]
    most: int
    unit: str
    reasons: tuple[tuple[str, str], ...]
    stated: tuple[Stated, ...]
    held: tuple[Held, ...]

    @property
    def paused(self) -> RequestRow | None:
        """The pause that stops the clock now."""
        return next((one for one in self.requests if one.is_running), None)


def side(work: Work, letter: LetterFile, may: frozenset[Act]) -> ClockSide:
    """Return what the page says of the time limit, and what may be asked for by whoever looks at it."""
    requests = clock_requests.of_case(work.session, letter.id, work.today, work.calendar)
    is_open = letter.state in OPEN_STATES
    if not is_open:
        requests = tuple(one for one in requests if not one.is_running)
    running = clocks.running(work, letter.id) if is_open else []
    most, unit, reasons = 0, "", ()
    answer = [clock for clock in running if clock.is_answer]
    if answer and not bounds.is_over(clocks.stored_due(answer[-1]), work.now):
        facts = clocks.facts_of(work, answer[-1])
        unit = UNIT_LABELS[Unit(facts.terms.unit)]
        most = bounds.most_extension(facts.terms, facts.start_on) if _may_extend(requests, may) else 0
        reasons = tuple((one.value, PAUSE_LABELS[one]) for one in sorted(
            bounds.pause_reasons(facts.terms.kind, facts.start_on))) if Act.ASK_PAUSE in may else ()
    return ClockSide(requests, most, unit, reasons, _stated(work, running),
                     holding.stays(letter.received_at, _ended_at(letter), letter.assignments, work.today,
                                   work.calendar))


def _may_extend(requests: tuple[RequestRow, ...], may: frozenset[Act]) -> bool:
    asked = [one.state for one in requests if not one.is_pause]
    refused = [one for one in asked if one is RequestState.REFUSED]
    return Act.ASK_EXTENSION in may and len(asked) == len(refused) < bounds.MOST_REFUSALS


def _stated(work: Work, running: list[clocks.ClockRow]) -> tuple[Stated, ...]:
    return tuple(Stated(CLOCK_LABELS[ClockKind(one.kind)], shown) for one in running if one.stated_on is not None
                 if (shown := deadline(one.due_on, False, None, work.today, work.calendar)) is not None)


def _ended_at(letter: LetterFile) -> datetime | None:
    """Return when a letter left everybody's hands, None while it is in hand."""
    if letter.state in OPEN_STATES:
        return None
    ends = [one.ended_at for one in letter.assignments if one.ended_at is not None]
    return letter.answered_at or max(ends, default=letter.events[0].recorded_at if letter.events else None)
