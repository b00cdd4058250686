"""A holiday notice as people write it down: lines, CSV or JSON become days, checked before they are proposed."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rules.calendar import ONE_DAY, SATURDAY, WorkCalendar
from rules.errors import InputRefused
from rules.text_checks import storable

FIRST_YEAR, LAST_YEAR = 2004, 2100
MOST_DAYS = 60
LONGEST_NOTICE, LONGEST_NAME, LONGEST_TEXT = 128, 32, 20_000
DECEMBER = 12
OFF = frozenset({"holiday", "off", "休", "休息", "放假", "节假日", "假"})
WORKED = frozenset({"workday", "work", "班", "上班", "补班", "调休", "调休上班"})
PLAIN = frozenset({"ordinary", "plain", "平", "平日", "照常", "恢复"})
KIND_LABELS: dict[bool | None, str] = {False: "休", True: "班", None: "平日"}
MAKE_UP = "调休上班"
_DATE = r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})\s*日?"
# One day, or the first and the last of several; what follows is the kind and the name.
_LINE = re.compile(rf"{_DATE}(?:\s*(?:至|到|~|—+|\.\.)\s*{_DATE})?[\s,;、]*([^\s,;、]*)[\s,;、]*(.*)")
_HEADER = re.compile(r"(date|day|日期)\b", re.IGNORECASE)


@dataclass(frozen=True)
class NoticeDay:
    """One day of a notice. `is_working` None gives the day back to its weekday, in an amendment only."""

    on: date
    is_working: bool | None
    name: str

    @property
    def kind(self) -> str:
        """The word that a line has for the kind."""
        return KIND_LABELS[self.is_working]

    @property
    def as_line(self) -> str:
        return f"{self.on} {self.kind} {self.name}".rstrip()


@dataclass(frozen=True)
class WrittenNotice:
    """What a text or file says. `year` is None and `notice` "" when it does not say them."""

    days: tuple[NoticeDay, ...]
    year: int | None = None
    notice: str = ""

    @property
    def likely_year(self) -> int | None:
        """The year that the text names, else that of its last day."""
        return self.year or max((day.on.year for day in self.days), default=None)


@dataclass(frozen=True)
class Notice:
    """A notice that may be proposed: of the whole year, or an amendment of some days."""

    year: int
    title: str
    days: tuple[NoticeDay, ...]
    is_whole_year: bool


def decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8 or GB 18030. Raises InputRefused."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputRefused("文件不是UTF-8，也不是GB 18030编码的文字，请另存成CSV再传。", "days")


def read(text: str) -> WrittenNotice:
    """Return what lines, CSV rows or JSON say. Raises InputRefused that names the line that cannot be read."""
    if len(text) > LONGEST_TEXT:
        raise InputRefused(f"内容太长，一份通知最多{MOST_DAYS}天。请只写休息和上班的日子。", "days")
    text = storable(text, "days", "放假安排").lstrip("\ufeff")
    if text.lstrip()[:1] in ("{", "["):
        return _read_json(text)
    return WrittenNotice(tuple(_read_lines(text)))


def checked(written: WrittenNotice, year: int | None, title: str, calendar: WorkCalendar, *,
            is_whole_year: bool) -> Notice:
    """Return the notice when it makes sense on this calendar, its days in order.

    A whole year's notice may also set days of the December before (domain.md 2). Raises InputRefused.
    """
    if not written.days:
        raise InputRefused("一天也没有写。每行写一个日子，例如“2027-01-01 休 元旦”。", "days")
    year = year if year is not None else written.likely_year
    title = " ".join((title or written.notice).split())
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise InputRefused(f"请写通知管的年份，{FIRST_YEAR}到{LAST_YEAR}之间。", "year")
    if not title:
        raise InputRefused("请写通知的名称或文号，例如“国务院办公厅关于2027年部分节假日安排的通知”。", "notice")
    if len(storable(title, "notice", "通知名称")) > LONGEST_NOTICE:
        raise InputRefused(f"通知名称最多{LONGEST_NOTICE}个字，请写短一些。", "notice")
    if not is_whole_year and year not in calendar.years:
        raise InputRefused(f"{year}年还没有整年的通知，先载入整年的，再改个别日子。", "year")
    return Notice(year, title, _sound(written.days, year, calendar, is_whole_year), is_whole_year)


def _sound(days: tuple[NoticeDay, ...], year: int, calendar: WorkCalendar,
           is_whole_year: bool) -> tuple[NoticeDay, ...]:
    if len(days) > MOST_DAYS:
        raise InputRefused(f"写了{len(days)}天，一份通知最多{MOST_DAYS}天。平常的周末和工作日不用写。", "days")
    seen: set[date] = set()
    sound = []
    for day in days:
        if day.on in seen:
            raise InputRefused(f"{day.on}写了两次，请去掉一个。", "days")
        seen.add(day.on)
        _require_in_year(day.on, year, is_whole_year)
        sound.append(_whole_year_day(day) if is_whole_year else _amended_day(day, calendar))
    return tuple(sorted(sound, key=lambda day: day.on))


def _require_in_year(on: date, year: int, is_whole_year: bool) -> None:
    if on.year == year or (is_whole_year and (on.year, on.month) == (year - 1, DECEMBER)):
        return
    raise InputRefused(f"{on}不在{year}年。请核对日期，或者分成两份通知。", "days")


def _whole_year_day(day: NoticeDay) -> NoticeDay:
    if day.is_working is None:
        raise InputRefused(f"{day.on}写的是“平日”。整年的通知里平日不用写；只改个别日子请选“修改个别日子”。", "days")
    if day.is_working and day.on.weekday() < SATURDAY:
        raise InputRefused(f"{day.on}是{_weekday(day.on)}，本来就上班，不用写“班”。请核对日期。", "days")
    return day


def _amended_day(day: NoticeDay, calendar: WorkCalendar) -> NoticeDay:
    """Return the day as an amendment keeps it: worked again on a weekday means an ordinary day."""
    if not day.is_working or day.on.weekday() >= SATURDAY:
        return day
    if calendar.is_working(day.on):
        raise InputRefused(f"{day.on}是{_weekday(day.on)}，本来就上班，不用写“班”。请核对日期。", "days")
    return NoticeDay(day.on, None, "")


def _read_lines(text: str) -> Iterator[NoticeDay]:
    for number, raw in enumerate(text.splitlines(), 1):
        line = unicodedata.normalize("NFKC", raw).replace('"', "").strip()
        if not line or line.startswith("#") or (number == 1 and _HEADER.match(line)):
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            raise InputRefused(f"第{number}行看不懂：“{raw.strip()[:40]}”。请写成“2027-01-01 休 元旦”。", "days")
        yield from _days_of_line(number, *found.groups())


def _days_of_line(number: int, *parts: str | None) -> Iterator[NoticeDay]:
    first, last = _day(number, parts[:3]), _day(number, parts[3:6]) if parts[3] else None
    last = last or first
    if not timedelta(0) <= last - first <= timedelta(days=MOST_DAYS):
        raise InputRefused(f"第{number}行的最后一天不对：{last}。请核对日期。", "days")
    is_working, name = _kind(parts[6] or "", f"第{number}行"), _name(parts[7] or "", f"第{number}行")
    while first <= last:
        yield NoticeDay(first, is_working, name or (MAKE_UP if is_working else ""))
        first += ONE_DAY


def _day(number: int, parts: Iterable[str | None]) -> date:
    year, month, day = (int(part or 0) for part in parts)
    try:
        return date(year, month, day)
    except ValueError:
        raise InputRefused(f"第{number}行没有这一天：{year}-{month}-{day}。请核对日期。", "days") from None


def _kind(word: str, where: str) -> bool | None:
    word = word.lower()
    if word in OFF:
        return False
    if word in WORKED:
        return True
    if word in PLAIN:
        return None
    raise InputRefused(f"{where}没有写清楚是“休”还是“班”（写的是“{word[:20]}”）。", "days")


def _name(name: str, where: str) -> str:
    name = name.strip(" ,;、")
    if len(name) > LONGEST_NAME:
        raise InputRefused(f"{where}的节日名称最多{LONGEST_NAME}个字。", "days")
    return name


def _read_json(text: str) -> WrittenNotice:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise InputRefused("JSON写得不完整，读不出来。请核对括号和引号。", "days") from None
    head, rows = (said, said.get("days")) if isinstance(said, dict) else ({}, said)
    year, notice = head.get("year"), head.get("notice", "")
    if not isinstance(rows, list) or not (year is None or type(year) is int) or not isinstance(notice, str):
        raise InputRefused("JSON要写成 [{date, kind, name}] 或者 {year, notice, days}。", "days")
    return WrittenNotice(tuple(_json_day(number, row) for number, row in enumerate(rows, 1)), year, notice)


def _json_day(number: int, row: object) -> NoticeDay:
    if not isinstance(row, dict) or not all(isinstance(row.get(key, ""), str) for key in ("date", "kind", "name")):
        raise InputRefused(f"第{number}项要写 date、kind 和 name。", "days")
    try:
        on = date.fromisoformat(row.get("date", ""))
    except ValueError:
        raise InputRefused(f"第{number}项的日期看不懂，请写成 2027-01-01。", "days") from None
    is_working = _kind(unicodedata.normalize("NFKC", row.get("kind", "")).strip(), f"第{number}项")
    return NoticeDay(on, is_working, _name(row.get("name", ""), f"第{number}项") or (MAKE_UP if is_working else ""))


def _weekday(on: date) -> str:
    return "星期" + "一二三四五六日"[on.weekday()]
