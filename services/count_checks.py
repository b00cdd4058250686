"""The nightly check of the counts: which days it looks at, and what it leaves when a count is not what it should be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.publication import Revision
from queries import counts
from queries.operations import DIFFERING_COUNTS
from rules.audit import Audited
from services import audit, counting, locking
from services.counting import Difference
from services.work import Work

WINDOW_DAYS, OLD_DAYS = 7, 3
# A large odd number spreads the nights over all days without a pattern that any habit could share.
_SPREAD = 2_654_435_761


@dataclass(frozen=True)
class Checked:
    """What one night's check found: the days that it compared, and every count that differs."""

    days: tuple[date, ...]
    differences: tuple[Difference, ...]


def sample(first: date, last: date, tonight: date) -> tuple[date, ...]:
    """Return the days to check on a night: the last, a window that walks through all of them, and some old ones.

    The night alone decides, so that a check can be repeated; every day's turn comes.
    """
    span, night = (last - first).days + 1, tonight.toordinal()
    # There is one more day each night: a round that grew with them would not come round.
    round_of_days = 1 << span.bit_length()
    places = {span - 1}
    places |= {(night * WINDOW_DAYS + step) % round_of_days % span for step in range(WINDOW_DAYS)}
    places |= {(night * OLD_DAYS + step) * _SPREAD % span for step in range(OLD_DAYS)}
    return tuple(first + timedelta(days=place) for place in sorted(places))


def check(work: Work) -> Checked:
    """Compare the counts of this night's days with the events; call it first in a unit of work that only reads."""
    locking.hold_still(work.session)
    first, last = counts.first_counted(work.session), counts.last_closed(work.session)
    if first is None or last is None or last < first:
        return Checked((), ())
    days = sample(first, last, work.today)
    return Checked(days, tuple(counting.differences(work, days)))


def keep(work: Work, found: Checked) -> None:
    """Leave what was found in the record, and for the page and the figures of those who run the service."""
    row = work.session.get(Revision, DIFFERING_COUNTS, populate_existing=True) or Revision(name=DIFFERING_COUNTS)
    row.value = len(found.differences)
    work.session.add(row)
    audit.note(work, Audited.COUNTS_CHECKED, days=len(found.days), differing=len(found.differences),
               first=_named(found.differences))


def _named(differences: Sequence[Difference]) -> str:
    """Return the first difference as the record keeps it: no name and no text is in it."""
    if not differences:
        return ""
    one = differences[0]
    return f"{one.table}/{one.day}/{one.dimension}/{one.key}/{one.flow}/{one.stored}/{one.recomputed}"
