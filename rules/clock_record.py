"""What the record says of the clocks of a case: the facts that the events give, without any row of a clock.

The payloads hold kinds, lengths, days and calendar versions; `replay` and the services that write them agree here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from rules.clock_kinds import ClockKind, Unit
from rules.clocks import ClockFacts, ClockTerms, Span, restarted
from rules.localtime import local_date
from rules.transitions import Act


class Cause(StrEnum):
    """What ended a reading of a clock."""

    CALENDAR = "calendar"
    EXTENSION = "extension"
    PAUSE = "pause"
    RESUME = "resume"
    RESTART = "restart"
    RECLASSIFY = "reclassify"
    STATED = "stated"


@dataclass(frozen=True)
class Recorded:
    """A clock for the answer as its events give it; `version` is that of the calendar it is counted with."""

    facts: ClockFacts
    version: int
    is_stopped: bool = False

    @property
    def kind(self) -> ClockKind:
        return self.facts.terms.kind


@dataclass(frozen=True)
class Happened:
    """One event as far as clocks go: the act, the day in China on which it took effect, and its payload."""

    act: Act
    on: date
    payload: Mapping[str, Any]


# They end a case for its department, and so its clocks; an order to rework starts another one.
STOPPING = frozenset({Act.ISSUE, Act.DECLINE, Act.MERGE, Act.WITHDRAW, Act.DELIVER, Act.LAPSE,
                      Act.RELEASE_RESULT, Act.CANCEL_PERIOD})
STARTING = frozenset({Act.SUBMIT, Act.IMPORT_ANSWERED, Act.CONFIRM_RECEIPT, Act.END_PERIOD})
CHANGING = frozenset({Act.EXTEND, Act.PAUSE, Act.RESUME, Act.RECOUNT, Act.RECLASSIFY, Act.REWORK, Act.SEPARATE})
# The reply to a disclosure request is judged by the day on which it was delivered or posted, not by its signing.
UNTIL_DELIVERED = frozenset({ClockKind.DISCLOSURE_REPLY})
ACTS = STOPPING | STARTING | CHANGING


def clock_payload(terms: ClockTerms | None, version: int) -> list[object] | None:
    """Return how an event tells which clock it starts: kind, length, unit, and the calendar it is counted with."""
    return None if terms is None else [terms.kind.value, terms.length, terms.unit.value, version]


def moved_payload(kind: ClockKind, before: date | None, after: date | None, version: int,
                  **more: object) -> dict[str, object]:
    """Return the payload of an act that reads a clock again: its last day before and after, and what changed it."""
    days = {"before": before and before.isoformat(), "after": after and after.isoformat()}
    return {"kind": kind.value, "version": version, **days, **more}


def replay(events: Sequence[Happened]) -> tuple[Recorded, ...] | None:
    """Return the clocks for the answer that the events of one case give, the first one first.

    None when the first event does not say which clock it started: a case from before events said so.
    """
    if not events or "clock" not in events[0].payload:
        return None
    clocks: tuple[Recorded, ...] = ()
    for event in events:
        clocks = after(clocks, event)
    return clocks


def after(clocks: tuple[Recorded, ...], event: Happened) -> tuple[Recorded, ...]:
    """Return the clocks of a case after one more event."""
    act, payload = event.act, event.payload
    if act in STARTING:
        # An answered letter's first event takes effect with the answer; it says itself when the letter came.
        received = payload.get("received")
        started = _started(payload, local_date(datetime.fromisoformat(received)) if received else event.on)
        return tuple(replace(one, is_stopped=act is Act.IMPORT_ANSWERED) for one in started)
    if act in STOPPING:
        return tuple(one if act is Act.ISSUE and one.kind in UNTIL_DELIVERED else replace(one, is_stopped=True)
                     for one in clocks)
    if act is Act.SEPARATE:
        return tuple(replace(one, is_stopped=False) for one in clocks)
    if act is Act.REWORK:
        return clocks + _started(payload, event.on)
    if act is Act.RECLASSIFY:
        return _reclassified(clocks, event)
    return tuple(_changed(one, event) if not one.is_stopped and one.kind == payload.get("kind") else one
                 for one in clocks)


def _started(payload: Mapping[str, Any], on: date) -> tuple[Recorded, ...]:
    if payload.get("clock") is None:
        return ()
    kind, length, unit, version = payload["clock"]
    # What was extended before it came here says so in its first event.
    extension = payload.get("extension", 0)
    return (Recorded(ClockFacts(ClockTerms(ClockKind(kind), length, Unit(unit)), on, extension), version),)


def _reclassified(clocks: tuple[Recorded, ...], event: Happened) -> tuple[Recorded, ...]:
    """The answer's clock takes the new kind and length, counted from the same day; a category may have none."""
    new = _started(event.payload, date.fromisoformat(event.payload["received_on"]))
    if not new:
        return ()
    pauses = clocks[-1].facts.pauses if clocks else ()
    facts = replace(new[0].facts, extension=event.payload["extension"], pauses=pauses)
    return (Recorded(facts, new[0].version),)


def _changed(clock: Recorded, event: Happened) -> Recorded:
    payload, facts = event.payload, clock.facts
    if event.act is Act.EXTEND:
        facts = replace(facts, extension=facts.extension + payload["length"])
    elif event.act is Act.PAUSE:
        facts = replace(facts, pauses=(*facts.pauses, Span(_day(payload, "from"), _day(payload, "limit"))))
    elif event.act is Act.RESUME and payload.get("restart"):
        facts = restarted(facts, _day(payload, "to"))
    elif event.act is Act.RESUME:
        last = replace(facts.pauses[-1], until=_day(payload, "to"))
        facts = replace(facts, pauses=(*facts.pauses[:-1], last))
    return Recorded(facts, payload["version"], clock.is_stopped)


def _day(payload: Mapping[str, Any], key: str) -> date:
    return date.fromisoformat(payload[key])
