"""Verifying the sealed days: each seal follows the one before it, and the events are still those that were sealed."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import date, timedelta

from queries import sealed_days
from rules import sealing
from rules.sealing import DaySeal
from services.work import Work


class SealReplay:
    """Gathers the leaves of every sealed day as its events come by, and compares their root with the sealed one.

    Unlike the chains this finds a tail that was cut off together with its head, and events that were chained anew
    by somebody who has the key.
    """

    def __init__(self, work: Work, mailed: Mapping[date, str]) -> None:
        self._days = sealed_days.with_seals(work.session)
        self._place = 0
        self._leaves: list[bytes] = []
        self._fault = self._broken(work.secrets.ledger) or self._otherwise_mailed(mailed)

    def follow(self, seq: int, leaf: bytes) -> None:
        """Take the leaf of one event, in the order of seq."""
        while self._place < len(self._days) and seq > self._days[self._place][0].last_seq:
            self._close()
        if self._place < len(self._days):
            self._leaves.append(leaf)

    def first_difference(self) -> str | None:
        """Return the first sealed day that is not what it was, with its events' numbers, None when all are."""
        while self._place < len(self._days):
            self._close()
        return self._fault

    def _close(self) -> None:
        """Compare a day, all of whose events have come by."""
        day, _ = self._days[self._place]
        leaves, self._leaves, self._place = self._leaves, [], self._place + 1
        if self._fault is not None:
            return
        if len(leaves) != day.count:
            self._fault = f"{_name(day)}: {len(leaves)} of the {day.count} sealed events are there"
        elif sealing.sealed(day.day, (day.first_seq, day.last_seq), day.previous, leaves) != day:
            self._fault = f"{_name(day)}: the events are not those that were sealed"

    def _broken(self, key: bytes) -> str | None:
        """Return the first seal that was changed, or does not follow the one before it."""
        before: DaySeal | None = None
        for day, seal in self._days:
            if not hmac.compare_digest(sealing.seal_of(key, day), seal):
                return f"{_name(day)}: the seal was changed"
            if before is None:
                follows = day.previous == sealing.FIRST_PREVIOUS and day.first_seq == 1
            else:
                follows = (day.previous == before.root and day.first_seq == before.last_seq + 1
                           and day.day == before.day + timedelta(days=1))
            if not follows:
                return f"{_name(day)}: the seal does not follow the one before it"
            before = day
        return None

    def _otherwise_mailed(self, mailed: Mapping[date, str]) -> str | None:
        roots = {day.day: day.root for day, _ in self._days}
        for day, root in sorted(mailed.items()):
            if day not in roots:
                return f"sealed day {day}: it was mailed, and is not there"
            if roots[day] != root.lower():
                return f"sealed day {day}: its root is not the one that was mailed"
        return None


def _name(day: DaySeal) -> str:
    return f"sealed day {day.day} seq {day.first_seq} to {day.last_seq}"
