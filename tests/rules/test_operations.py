"""When those who run the service are alarmed, and when not."""

from __future__ import annotations

import pytest

from config import Timing
from rules import operations
from workers.schedule import timetable


@pytest.mark.parametrize(("age_s", "every_s", "late"), [
    (20, 20, False), (160, 20, False), (161, 20, True), (7_320, 3600, False), (7_321, 3600, True)])
def test_job_is_late_when_it_missed_its_time_twice(age_s: int, every_s: int, late: bool) -> None:
    assert operations.is_late(age_s, every_s) is late


ALARMS = [
    pytest.param(900, (), False, False, id="a notice that waits a quarter of an hour"),
    pytest.param(901, (), False, True, id="one that waits longer"),
    pytest.param(90_000, (), True, False, id="one that waits because mail is held"),
    pytest.param(0, ("reconcile",), False, True, id="a late job"),
    pytest.param(90_000, ("reconcile",), True, True, id="a late job while mail is held"),
]


@pytest.mark.parametrize(("oldest_s", "late", "held", "raised"), ALARMS)
def test_alarm_is_raised_for(oldest_s: int, late: tuple[str, ...], held: bool, raised: bool) -> None:
    assert bool(operations.alarms(oldest_s, late, mail_held=held)) is raised


def test_every_row_of_the_timetable_has_words_for_the_page() -> None:
    assert {entry.name for entry in timetable(Timing())} <= set(operations.JOB_LABELS)
