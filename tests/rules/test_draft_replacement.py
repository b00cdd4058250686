"""How long people have for a text that takes the place of the draft (重大行政决策程序暂行条例第十五条)."""

from __future__ import annotations

from datetime import date

import pytest

from rules import draft_replacement
from rules.comment_words import DraftKind
from rules.draft_replacement import Running
from rules.errors import InputRefused
from tests.rules.calendars import CALENDAR

OPENS, CLOSES = date(2026, 3, 2), date(2026, 4, 1)
MAJOR = Running(DraftKind.MAJOR_DECISION, False, OPENS, CLOSES)
SHORT = Running(DraftKind.MAJOR_DECISION, False, OPENS, date(2026, 3, 12), "汛期临近")


@pytest.mark.parametrize(("period", "today", "earliest"), [
    (MAJOR, date(2026, 3, 2), CLOSES), (MAJOR, date(2026, 3, 20), date(2026, 4, 19)),
    (MAJOR, date(2026, 2, 20), CLOSES), (SHORT, date(2026, 3, 10), date(2026, 3, 20)),
    (Running(DraftKind.NORMATIVE_DOCUMENT, False, OPENS, CLOSES), date(2026, 3, 20), CLOSES),
    (Running(DraftKind.NORMATIVE_DOCUMENT, False, OPENS, CLOSES), date(2026, 3, 31), date(2026, 4, 10)),
    (Running(DraftKind.OTHER, False, OPENS, CLOSES), date(2026, 3, 31), CLOSES),
], ids=["on the first day", "in the middle", "before it opens", "a short one has its days again",
        "seven working days are left", "fewer than seven are left", "no minimum"])
def test_the_minimum_runs_anew_from_the_day_of_the_new_text(period: Running, today: date, earliest: date) -> None:
    assert draft_replacement.earliest_close(period, today, CALENDAR) == earliest
    assert draft_replacement.last_day(period, None, today, CALENDAR) == earliest


@pytest.mark.parametrize(("wanted", "sentence"), [
    (date(2026, 4, 18), "最早到2026年4月19日截止"), (date(2027, 4, 1), "征集最长366天")], ids=["too early", "too late"])
def test_another_last_day_is_within_bounds(wanted: date, sentence: str) -> None:
    with pytest.raises(InputRefused, match=sentence):
        draft_replacement.last_day(MAJOR, wanted, date(2026, 3, 20), CALENDAR)
