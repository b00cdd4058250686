"""A deadline receipt laid out in weeks for the page: what each cell says, before the template draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rules.deadline_receipt import PAUSED, CountedDay, DayKind

TONES: dict[DayKind, str] = {
    DayKind.EVENT: "", DayKind.COUNTED: "counted", DayKind.MAKE_UP: "counted extra", DayKind.WEEKEND: "",
    DayKind.HOLIDAY: "off", DayKind.PAUSED: "held", DayKind.ROLLED: "off", DayKind.BOUND: "",
}


@dataclass(slots=True)
class Cell:
    """One day. `month` is written always, on a wide screen, or for a voice only: `month_shown` is "", `month`, `hide`.

    `tone` is the cell's class, `number` its place among the counted days or "", `word` what stands instead of a
    number, `spoken` what the look alone says otherwise.
    """

    month: int
    day: int
    month_shown: str
    tone: str
    number: str
    word: str
    spoken: str


def weeks(days: Sequence[CountedDay], today: date) -> list[list[Cell | None]]:
    """Return the days as weeks from Monday to Sunday; None where a week has days outside the receipt."""
    cells: list[Cell | None] = [None] * days[0].on.weekday()
    cells += [_cell(day, days[0].on, days[-1].on, today) for day in days]
    cells += [None] * (-len(cells) % 7)
    return [cells[start:start + 7] for start in range(0, len(cells), 7)]


def _cell(day: CountedDay, first: date, last: date, today: date) -> Cell:
    on = day.on
    is_today = on == today
    shown = "" if on.day == 1 or on == first else "month" if on.weekday() == 0 else "hide"
    tone = "last" if on == last else TONES[day.kind] + (" longer" if day.extended else "")
    return Cell(on.month, on.day, shown, f"{tone} today".strip() if is_today else tone,
                "" if day.number is None else str(day.number), "" if day.number else _word(day, last),
                _spoken(day, last) + ("（今天）" if is_today else ""))


def _word(day: CountedDay, last: date) -> str:
    """Return the short word that fits into a cell."""
    if day.kind is DayKind.ROLLED:
        return "顺延" if day.on < last else "最晚"
    return PAUSED if day.kind is DayKind.PAUSED else day.reason


def _spoken(day: CountedDay, last: date) -> str:
    said = {DayKind.MAKE_UP: "（调休上班）", DayKind.PAUSED: f"（{day.reason.removeprefix(PAUSED).strip('：')}）"}
    spoken = said.get(day.kind, "").replace("（）", "")
    return spoken + ("（延期）" if day.extended else "") + ("（最后一天）" if day.on == last else "")
