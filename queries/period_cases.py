"""The letters behind the figures of some days: made from the events anew, not from the counts, in batches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain

from queries import case_histories
from queries.paging import AnySession
from rules import case_counts
from rules.calendar import WorkCalendar
from rules.case_steps import CaseHistory, Entry, Keys, Standing
from rules.figures import ENDS, OF_PERIODS, OF_REQUESTS, Flow
from rules.vocabulary import CaseKind

ONE_DAY = timedelta(days=1)
# They are sums of days or of changes: no letter can be counted for each.
_SUMS = frozenset({Flow.OVERDUE_CHANGE, Flow.WORKING_DAYS, Flow.CALENDAR_DAYS})
_PREFIXES = {CaseKind.LETTER: "", CaseKind.DISCLOSURE_REQUEST: OF_REQUESTS, CaseKind.COMMENT_PERIOD: OF_PERIODS}
# {figure: {"department|category|channel|mailbox|subject": [case ids]}}
Cases = dict[str, dict[str, list[int]]]


def behind(session: AnySession, first_on: date, last_on: date, calendar: WorkCalendar) -> Cases:
    """Return the letters behind every figure of some days, `first_on` and `last_on` included, grouped by their keys.

    A letter stands as often as it was counted: twice in `assigned` when it was given to two units. Besides the flows
    there are `opening`, `open`, `overdue`, `opening_overdue`, `late` and `declined`; figures without any are left out.
    The figures of disclosure requests and of periods for public comment stand under names of their own, which begin
    with OF_REQUESTS and OF_PERIODS.
    """
    found: defaultdict[str, defaultdict[Keys, list[int]]] = defaultdict(lambda: defaultdict(list))
    before = first_on - ONE_DAY
    concerned = case_histories.in_hand(session, before) | case_histories.concerned(session, first_on, last_on)
    for history in case_histories.load(session, concerned):
        entries = [entry for entry in case_counts.entries(history, calendar) if first_on <= entry.day <= last_on]
        for figure, keys in chain(_flows(entries), _stocks(history, before, last_on, calendar)):
            found[_PREFIXES[history.kind] + figure][keys].append(history.id)
    return {figure: {"|".join(keys): groups[keys] for keys in sorted(groups)}
            for figure, groups in sorted(found.items())}


def standings(session: AnySession, day: date, calendar: WorkCalendar) -> list[Standing]:
    """Return where the letters stand, when a day ends, that are in hand then, wait for a review, or for publication.

    In the order of their ids. Not in hand is what has been answered: reworked, or waiting to be published.
    """
    wanted = case_histories.in_hand(session, day) | case_histories.undecided(session, day)
    found = (case_counts.standing(history, day, calendar) for history in case_histories.load(session, wanted))
    return [one for one in found if one is not None and (one.is_in_hand or one.to_review or one.to_publish)]


def _flows(entries: list[Entry]) -> Iterator[tuple[str, Keys]]:
    on_time = sum(entry.flow is Flow.ON_TIME for entry in entries)
    for entry in entries:
        if entry.flow not in _SUMS:
            yield entry.flow.value, entry.keys
        if entry.flow in ENDS:
            yield "declined", entry.keys
        if entry.flow is Flow.DUE and not on_time:
            yield "late", entry.keys


def _stocks(history: CaseHistory, before: date, last_on: date, calendar: WorkCalendar) -> Iterator[tuple[str, Keys]]:
    for day, in_hand, overdue in ((before, "opening", "opening_overdue"), (last_on, "open", "overdue")):
        stands = case_counts.standing(history, day, calendar)
        if stands is not None and stands.is_in_hand:
            yield in_hand, stands.keys
            if stands.is_late:
                yield overdue, stands.keys
