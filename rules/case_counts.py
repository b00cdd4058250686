"""What one case adds to the figures of each day, and where it stands when a day ends: pure folds of its history.

Owns the attribution (docs/decisions/0018): which day, which department, once or every time. The words and formulas of
the figures are in `rules/figures.py`; nothing here reads a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby

from rules.calendar import WorkCalendar
from rules.case_steps import CaseHistory, Entry, Keys, Standing, Step
from rules.consents import ConsentKind
from rules.figures import UNASSIGNED, Flow
from rules.localtime import local_date
from rules.machines import MACHINES
from rules.rights import Right
from rules.transitions import Act
from rules.vocabulary import ANSWERED_STATES, OPEN_STATES, CaseKind, DeclineGround, Rating, State

INVALID_GROUNDS = frozenset({DeclineGround.UNCLEAR, DeclineGround.COMMERCIAL, DeclineGround.INTERNAL,
                             DeclineGround.OFFICIAL_CORRESPONDENCE})
DUPLICATE_GROUNDS = frozenset({DeclineGround.IN_PROGRESS, DeclineGround.ALREADY_ANSWERED})
PUBLISHED, WITHHELD = "published", "withheld"


def entries(history: CaseHistory, calendar: WorkCalendar) -> list[Entry]:
    """Return everything that a letter adds, day by day; days that have not come yet may be among them.

    The last day of an answer that is still awaited counts as it stands: leave out days that are not over.
    """
    course = _Course(history, calendar)
    for day, steps in _by_day(history):
        course.live_through(day, steps)
    course.pass_last_day(date.max)
    return course.found


def standing(history: CaseHistory, day: date, calendar: WorkCalendar) -> Standing | None:
    """Return where a letter stands at the end of a day, None for one that has not come by then."""
    course = _Course(history, calendar)
    if day < course.received_on:
        return None
    for on, steps in _by_day(history):
        if on > day:
            break
        course.live_through(on, steps)
    state, due_on = course.state, course.due_on
    return Standing(
        case=history.id, number=history.number, received_at=history.received_at, keys=course.keys(course.holder),
        state=state.value, due_on=due_on,
        days_left=None if due_on is None else calendar.working_days_between(day, due_on),
        is_in_hand=course.is_in_hand, is_late=course.is_late(day), kind=history.kind,
        waits_for_extension=course.asked_for_time and state in OPEN_STATES,
        to_review=state in (State.DRAFTED, State.REVIEWED),
        to_publish=state in ANSWERED_STATES and course.consent and not course.decision)


def _by_day(history: CaseHistory) -> Iterator[tuple[date, list[Step]]]:
    """Yield the steps by the day on which they count: never before the step before them, nor before the receipt.

    What an importer did belongs to the day of the step before it; so does what a slower transaction wrote after
    midnight of an act before it. The day of the receipt comes first, even if nothing else happened on it.
    """
    placed: list[tuple[date, Step | None]] = [(local_date(history.received_at), None)]
    for step in history.steps:
        before = placed[-1][0]
        keeps_day = step.is_imported and step.act is not Act.IMPORT_ANSWERED
        placed.append((before if keeps_day else max(before, step.day), step))
    for day, found in groupby(placed, key=lambda one: one[0]):
        yield day, [step for _, step in found if step is not None]


class _Course:
    """A letter on its way. Within a day it is noted what happened; under which keys is known when the day ends."""

    def __init__(self, history: CaseHistory, calendar: WorkCalendar) -> None:
        self.history, self.calendar = history, calendar
        self.received_on = local_date(history.received_at)
        self.category, self.subject, self.consent = history.category, history.subject, history.consent
        self.due_on = history.due_on
        self.state = _FIRST_STATES.get(history.kind, State.RECEIVED)
        self.holder: str | None = None
        self.is_in_hand = self.asked_for_time = False
        self.decision = ""
        self.answered_on: date | None = None
        self.found: list[Entry] = []
        self._moves, self._acts = MACHINES[history.kind], _ACTS[history.kind]
        self._counted_from = self.received_on
        self._waits: list[tuple[date, date]] = []
        self._answered_by: str | None = None
        self._once: set[Flow] = set()
        self._today: list[tuple[Flow, int, str | None]] = []
        self._came_as: Flow | None = None  # how it came into hand on this day, until it is known with whom it ended
        self._came_from: str | None = None
        self._day = date.min
        self._late_under: Keys | None = None

    def keys(self, unit: str | None) -> Keys:
        """Return the keys of what is counted for a department now."""
        history = self.history
        return Keys(unit or UNASSIGNED, self.category, history.channel, history.mailbox, self.subject)

    def is_late(self, day: date) -> bool:
        """Tell whether it is in hand at the end of the day, and its last day has passed."""
        return self.is_in_hand and self.due_on is not None and self.due_on <= day

    def live_through(self, day: date, steps: Iterable[Step]) -> None:
        """Take the steps of one day, and count what they add once it has ended."""
        self.pass_last_day(day)
        self._day, self._came_as, self._came_from = day, None, self.holder
        if day == self.received_on:
            self._come(Flow.RECEIVED)
        for step in steps:
            act = self._acts.get(step.act)
            if step.moves_due:
                self.due_on = step.due_on
            if act is not None:
                act(self, step)
            before = None if step.act is Act.IMPORT_ANSWERED else self.state
            self.state = self._moves.get((before, step.act), self.state)
        self._end_day(day)

    def pass_last_day(self, until: date) -> None:
        """Count the last day of the answer when it lies between the day lived through last and another."""
        if self.due_on is not None and self._day < self.due_on < until:
            self._day = self.due_on
            self._came_as, self._came_from = None, self.holder
            self._end_day(self.due_on)

    def _end_day(self, day: date) -> None:
        if self.is_in_hand:
            self._settle()
        if self._falls_due(day):
            self._note(Flow.DUE, unit=self.holder if self.is_in_hand else self._answered_by)
            if self.answered_on is not None and self.due_on is not None and self.answered_on <= self.due_on:
                self._note(Flow.ON_TIME, unit=self._answered_by)
        self.found += [Entry(day, flow, count, self.keys(unit)) for flow, count, unit in self._today if count]
        self._today.clear()
        late = self.keys(self.holder) if self.is_late(day) else None
        if late != self._late_under:
            self.found += [Entry(day, Flow.OVERDUE_CHANGE, count, keys)
                           for count, keys in ((-1, self._late_under), (1, late)) if keys is not None]
            self._late_under = late

    def _falls_due(self, day: date) -> bool:
        """Tell whether the letter counts as due on this day: once, and not when it has ended without an answer.

        A last day that was moved into the past, or passed while the letter was merged, counts when that is over.
        """
        counts = self.due_on is not None and self.due_on <= day and (self.is_in_hand or self.answered_on is not None)
        return counts and self._is_first(Flow.DUE)

    def _is_first(self, flow: Flow) -> bool:
        is_first = flow not in self._once
        self._once.add(flow)
        return is_first

    def _note(self, flow: Flow, count: int = 1, *, unit: str | None) -> None:
        self._today.append((flow, count, unit))

    def _come(self, how: Flow) -> None:
        self.is_in_hand, self._came_as = True, how
        first = self.history.steps[0] if how is Flow.RECEIVED and self.history.steps else None
        # What was answered elsewhere has been with that department since it came; so is a request with its agency.
        knows = first is not None and (first.act is Act.IMPORT_ANSWERED or self.history.kind is not CaseKind.LETTER)
        self.holder = first.unit if first is not None and knows else None
        if self.holder is not None and self.history.kind is CaseKind.LETTER:
            self.state = State.ASSIGNED
            self._note(Flow.ASSIGNED, unit=self.holder)

    def _settle(self) -> None:
        """Count with whom the letter came into hand, or between whom it moved, when it stays there or leaves."""
        if self._came_as is not None:
            self._note(self._came_as, unit=self.holder)
        elif self._came_from != self.holder:
            self._note(Flow.MOVED_OUT, unit=self._came_from)
            self._note(Flow.MOVED_IN, unit=self.holder)
        self._came_as, self._came_from = None, self.holder

    def _leave(self, how: Flow) -> None:
        if self.is_in_hand:
            self._settle()
            self._note(how, unit=self.holder)
            self.is_in_hand = False

    def _given(self, step: Step) -> None:
        self.holder = step.unit
        self._note(Flow.ASSIGNED, unit=step.unit)

    def _accepted(self, step: Step) -> None:
        if self._is_first(Flow.ACCEPTED):
            self._note(Flow.ACCEPTED, unit=step.unit or self.holder)

    def _returned(self, step: Step) -> None:
        self._note(Flow.RETURNED, unit=step.unit or self.holder)
        self.holder = None

    def _recalled(self, _: Step) -> None:
        self.holder = None

    def _declined(self, step: Step) -> None:
        ground = DeclineGround(step.value)
        self._end(Flow.INVALID if ground in INVALID_GROUNDS
                  else Flow.DUPLICATE if ground in DUPLICATE_GROUNDS else Flow.REFUSED)

    def _withdrawn(self, _: Step) -> None:
        self._end(Flow.WITHDRAWN)

    def _merged(self, _: Step) -> None:
        self._end(Flow.DUPLICATE)

    def _end(self, how: Flow) -> None:
        self._leave(how)
        self.holder = None

    def _separated(self, _: Step) -> None:
        if not self.is_in_hand and self.answered_on is None:
            self._come(Flow.REOPENED)

    def _answered(self, step: Step) -> None:
        if self.decision == PUBLISHED:
            self.decision = ""  # the public copy has the earlier answer until somebody decides on this one
        self.asked_for_time = False
        if self.answered_on is not None:
            return
        self._accepted(step)
        self._leave(Flow.CLOSED)
        day, self.answered_on, self._answered_by = self._day, self._day, self.holder
        if self.due_on is not None and day > self.due_on:
            self._note(Flow.CLOSED_LATE, unit=self.holder)
        self._note(Flow.WORKING_DAYS, self._worked_until(day), unit=self.holder)
        self._note(Flow.CALENDAR_DAYS, (day - self.received_on).days, unit=self.holder)
        if self.consent:
            self._note(Flow.PUBLISHABLE, unit=self.holder)

    def _worked_until(self, day: date) -> int:
        """Return the working days that it took, without those on which the clock of a request stood still."""
        since = self._counted_from
        days = self.calendar.working_days_between(since, day)
        waited = sum(self.calendar.working_days_between(max(first, since), min(last, day))
                     for first, last in self._waits if first < day and last > since)
        return days - waited

    def _waits_for(self, step: Step) -> None:
        if step.waited is not None:
            self._waits.append(step.waited)

    def _goes_on(self, step: Step) -> None:
        if step.waited is None:
            return
        _, ended = step.waited
        if step.restarts:
            self._counted_from, self._waits = ended, []
        elif self._waits:
            self._waits[-1] = self._waits[-1][0], ended

    def _lapsed(self, _: Step) -> None:
        self._leave(Flow.REFUSED)

    def _taken_back(self, _: Step) -> None:
        self._leave(Flow.WITHDRAWN)

    def _rated(self, step: Step) -> None:
        self._note(Flow.RATED, unit=self.holder)
        if step.value != Rating.DISSATISFIED:
            self._note(Flow.SATISFIED, unit=self.holder)

    def _published(self, _: Step) -> None:
        self.decision = PUBLISHED
        self._note_first(Flow.PUBLISHED)

    def _withheld(self, _: Step) -> None:
        self.decision = WITHHELD

    def _reworked(self, _: Step) -> None:
        self._note_first(Flow.REWORKED)

    def _circulated(self, _: Step) -> None:
        self._note_first(Flow.CIRCULATED)

    def _note_first(self, flow: Flow) -> None:
        if self._is_first(flow):
            self._note(flow, unit=self.holder)

    def _extended(self, _: Step) -> None:
        self._note(Flow.EXTENDED, unit=self.holder)
        self.asked_for_time = False

    def _asked_for_time(self, _: Step) -> None:
        self.asked_for_time = True

    def _refused_time(self, _: Step) -> None:
        self.asked_for_time = False

    def _urged(self, _: Step) -> None:
        self._note(Flow.URGED, unit=self.holder)

    def _supervised(self, _: Step) -> None:
        self._note(Flow.SUPERVISED, unit=self.holder)

    def _reclassified(self, step: Step) -> None:
        self.category = step.value

    def _changed_subject(self, step: Step) -> None:
        self.subject = step.value

    def _took_consent_back(self, step: Step) -> None:
        # What is public of a letter on health or a child is public by that consent as well.
        self.consent = self.consent and step.value == ConsentKind.ID_NUMBER

    def _granted(self, step: Step) -> None:
        self.consent = self.consent and step.value != Right.STOP_USE


_OF_LETTERS: Mapping[Act, Callable[[_Course, Step], None]] = {
    Act.ROUTE: _Course._given, Act.ASSIGN: _Course._given, Act.TRANSFER: _Course._given,
    Act.ACCEPT: _Course._accepted, Act.RETURN: _Course._returned, Act.RECALL: _Course._recalled,
    Act.DECLINE: _Course._declined, Act.WITHDRAW: _Course._withdrawn, Act.MERGE: _Course._merged,
    Act.SEPARATE: _Course._separated, Act.ISSUE: _Course._answered, Act.IMPORT_ANSWERED: _Course._answered,
    Act.RATE: _Course._rated, Act.PUBLISH: _Course._published, Act.WITHHOLD: _Course._withheld,
    Act.UNPUBLISH: _Course._withheld, Act.REWORK: _Course._reworked, Act.CIRCULATE: _Course._circulated,
    Act.EXTEND: _Course._extended, Act.ASK_EXTENSION: _Course._asked_for_time,
    Act.REFUSE_EXTENSION: _Course._refused_time, Act.URGE: _Course._urged, Act.SUPERVISE: _Course._supervised,
    Act.RECLASSIFY: _Course._reclassified, Act.SET_SUBJECT: _Course._changed_subject,
    Act.WITHDRAW_CONSENT: _Course._took_consent_back, Act.GRANT_RIGHT: _Course._granted,
}
# A request is answered when the reply is delivered; one that lapses ends without an answer.
_OF_REQUESTS: Mapping[Act, Callable[[_Course, Step], None]] = {
    Act.ACCEPT: _Course._accepted, Act.DELIVER: _Course._answered, Act.IMPORT_ANSWERED: _Course._answered,
    Act.WITHDRAW: _Course._taken_back, Act.LAPSE: _Course._lapsed, Act.PAUSE: _Course._waits_for,
    Act.RESUME: _Course._goes_on, Act.REWORK: _Course._reworked, Act.CIRCULATE: _Course._circulated,
    Act.EXTEND: _Course._extended, Act.ASK_EXTENSION: _Course._asked_for_time,
    Act.REFUSE_EXTENSION: _Course._refused_time, Act.URGE: _Course._urged, Act.SUPERVISE: _Course._supervised,
}
# A period for public comment comes when it opens, is taken up by its department when it has ended, and is answered when
# what became of the comments is made public.
_OF_PERIODS: Mapping[Act, Callable[[_Course, Step], None]] = {
    Act.END_PERIOD: _Course._accepted, Act.RELEASE_RESULT: _Course._answered, Act.CANCEL_PERIOD: _Course._taken_back,
    Act.CIRCULATE: _Course._circulated, Act.URGE: _Course._urged, Act.SUPERVISE: _Course._supervised,
}
_ACTS = {CaseKind.LETTER: _OF_LETTERS, CaseKind.DISCLOSURE_REQUEST: _OF_REQUESTS,
         CaseKind.COMMENT_PERIOD: _OF_PERIODS}
_FIRST_STATES = {CaseKind.COMMENT_PERIOD: State.SCHEDULED}
