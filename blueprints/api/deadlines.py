"""Deadline receipts in JSON: the facts of each clock, its days, and what it said before."""

from __future__ import annotations

from typing import Any

from queries.deadline_receipts import ClockReceipts, Reading
from rules.deadline_receipt import CountedDay
from rules.localtime import local_time


def of_letter(number: str, clocks: list[ClockReceipts]) -> dict[str, Any]:
    """Return the receipts of a letter's clocks for the answer, the oldest first."""
    return {"number": number, "clocks": [_clock(clock) for clock in clocks]}


def _clock(clock: ClockReceipts) -> dict[str, Any]:
    now = clock.current
    return {
        "kind": now.kind.value, "article": now.article, "length": now.facts.terms.length,
        "unit": now.facts.terms.unit.value, **_facts(now), "inner_on": now.receipt.due.inner_on,
        "days": [_day(day) for day in now.receipt.days], "earlier": [_earlier(one) for one in clock.earlier]}


def _facts(reading: Reading) -> dict[str, Any]:
    facts = reading.facts
    return {"due_on": reading.due_on, "provisional": reading.provisional, "event_on": facts.start_on,
            "extension": facts.extension, "calendar_version": reading.version,
            "pauses": [{"after": span.after, "until": span.until, "reason": span.reason or None}
                       for span in facts.pauses]}


def _earlier(reading: Reading) -> dict[str, Any]:
    assert reading.ended_at is not None
    assert reading.ended_by is not None
    return {"kind": reading.kind.value, **_facts(reading), "ended_by": reading.ended_by.value,
            "ended_at": local_time(reading.ended_at).isoformat(timespec="seconds")}


def _day(day: CountedDay) -> dict[str, Any]:
    return {"on": day.on, "counted": day.number is not None, "number": day.number, "reason": day.brief,
            "notice": day.notice or None, "extended": day.extended, "provisional": day.provisional}
