"""When many comments come in at once, and from how many of one source on it is pointed out. Pure, and no judge.

A rush on the last day, or a village behind one address, looks the same as a script: a person looks (security.md C2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median_low

SLOT_S = 600
# Fewer in ten minutes are never a burst; with more traffic it takes five times what is usual.
LEAST_IN_SLOT, TIMES = 20, 5
# What is usual is taken over an hour at least, so that a period can begin with a burst.
LEAST_SLOTS = 6
# From so many comments of one source on it is pointed out.
SHARED_SOURCE = 10


@dataclass(frozen=True)
class Burst:
    """A stretch of time, from `began_at` up to and not including `ended_at`, in which `count` comments came in."""

    began_at: datetime
    ended_at: datetime
    count: int


def slot_of(at: datetime) -> int:
    """Return the number of the ten minutes of an instant since 1970."""
    return int(at.timestamp()) // SLOT_S


def threshold(slots: Mapping[int, int], opened_at: datetime, until: datetime) -> int:
    """Return how many comments in ten minutes are a burst: five times those of the middle one of all ten minutes.

    `slots` counts comments by `slot_of`. A slot without any counts too, so that a quiet night is not what is usual for
    nobody; and a burst does not raise what is usual, as it would in a mean.
    """
    length = max(LEAST_SLOTS, slot_of(until) - slot_of(opened_at) + 1, len(slots))
    usual = median_low([*slots.values(), *[0] * (length - len(slots))])
    return max(LEAST_IN_SLOT, TIMES * usual)


def bursts(slots: Mapping[int, int], opened_at: datetime, until: datetime) -> tuple[Burst, ...]:
    """Return the bursts of a period, the oldest first; slots that follow one another are one burst."""
    least = threshold(slots, opened_at, until)
    found: list[list[int]] = []
    for slot in sorted(slot for slot, count in slots.items() if count >= least):
        if found and slot == found[-1][-1] + 1:
            found[-1].append(slot)
        else:
            found.append([slot])
    return tuple(Burst(_instant(some[0]), _instant(some[-1] + 1), sum(slots[slot] for slot in some)) for some in found)


def burst_at(found: tuple[Burst, ...], began: str) -> Burst | None:
    """Return the burst that an address names by `key`, None for one that is none."""
    return next((one for one in found if key(one) == began), None)


def key(burst: Burst) -> str:
    """Return how an address names a burst: its beginning in UTC, for example 202611230410."""
    return f"{burst.began_at:%Y%m%d%H%M}"


def _instant(slot: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(seconds=slot * SLOT_S)
