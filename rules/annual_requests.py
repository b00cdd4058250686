"""Where one disclosure request counts in the annual figures of a year; once among the results, whatever happened later.

A request belongs to the year by its day of receipt and by the day on which it first ended: the reply was delivered, or
the request lapsed or was withdrawn. An answer that is made anew later (重办) changes no figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from rules.annual_forms import CARRIED_IN, CARRIED_OUT, COUNT, DELAYED, IN_TIME, RECEIVED, FormName
from rules.outcomes import Outcome, counted_as
from rules.request_words import COUNTED_CHANNELS_2018
from rules.vocabulary import Applicant, Channel

# (key of the row, slug of the column)
Place = tuple[str, str]


class End(StrEnum):
    """How a request ended for the first time."""

    ANSWERED = "answered"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class Standing(NamedTuple):
    """What of a request matters in one year. `outcome` and `end` are None for one that goes on after the year.

    `is_new` is false for what was received before the year; `is_delayed` as `RequestCourse` has it.
    """

    applicant: str
    channel: str
    is_new: bool
    end: str | None
    outcome: str | None
    is_delayed: bool


@dataclass(frozen=True)
class RequestCourse:
    """One request over time; `outcome`, `end` and `ended_on` are those of its first end, None while it goes on.

    `is_delayed`: its time was extended, or had run out before the reply was delivered.
    """

    applicant: Applicant
    channel: Channel
    received_on: date
    ended_on: date | None = None
    end: End | None = None
    outcome: Outcome | None = None
    is_delayed: bool = False


def standing(course: RequestCourse, year: int) -> Standing | None:
    """Return how a request stands in a year, None when it does not belong to it: ended before, or received after."""
    ended_on = course.ended_on
    if course.received_on.year > year or (ended_on is not None and ended_on.year < year):
        return None
    who = course.applicant.value, course.channel.value, course.received_on.year == year
    if ended_on is None or ended_on.year > year:
        return Standing(*who, None, None, False)
    assert course.end is not None, "what has ended has ended somehow"
    assert course.outcome is not None, "what has ended has an outcome"
    return Standing(*who, course.end.value, course.outcome.value, course.is_delayed)


def places(form: FormName, one: Standing) -> Iterator[Place]:
    """Yield the cells of a form in which a request counts: (key of the row, slug of the column)."""
    return _of_2021(one) if form is FormName.OF_2021 else _of_2018(one)


def _of_2021(one: Standing) -> Iterator[Place]:
    yield (RECEIVED if one.is_new else CARRIED_IN), one.applicant
    if one.outcome is None:
        yield CARRIED_OUT, one.applicant
    else:
        yield counted_as(Outcome(one.outcome), FormName.OF_2021.value).value, one.applicant


def _of_2018(one: Standing) -> Iterator[Place]:
    if one.is_new:
        yield COUNTED_CHANNELS_2018[Channel(one.channel)], COUNT
    if one.outcome is None:
        return
    yield (DELAYED if one.is_delayed else IN_TIME), COUNT
    # Whoever takes a request back gets no answer: it is settled, and stands in none of the eight rows of answers.
    if one.end != End.WITHDRAWN:
        yield counted_as(Outcome(one.outcome), FormName.OF_2018.value).value, COUNT


def remedy_places(form: FormName, kind: str, after_reconsideration: bool, is_new: bool,
                  outcome: str | None) -> Iterator[Place]:
    """Yield the cells in which a reconsideration, lawsuit or complaint counts that was not decided before the year.

    `is_new`: filed in the year; `outcome` is None for what is not decided by its end. The form of 2018 has no row for
    what is pending, which counts there in the year of its decision; complaints count in the year they came.
    """
    if kind == "complaint":
        if form is FormName.OF_2018 and is_new:
            yield "complaints", COUNT
    elif form is FormName.OF_2021:
        lawsuit = "lawsuit_after" if after_reconsideration else "lawsuit_direct"
        yield (lawsuit if kind == "lawsuit" else kind), outcome or "pending"
    elif outcome is not None:
        yield f"{kind}_{outcome}", COUNT
