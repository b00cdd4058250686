"""Rows of a letters file: what each column means, and why a row cannot be taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from rules.errors import InputRefused
from rules.localtime import aware
from rules.text_checks import storable, within
from rules.vocabulary import CATEGORY_LABELS, Category

COLUMNS = ("title", "text", "time", "mailbox", "category", "department", "reply", "reply_time", "source_id")
LONGEST_TEXT = 50_000
LONGEST_TITLE = 200
TIME_FORMATS = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日")
_CATEGORIES = {label: category for category, label in CATEGORY_LABELS.items()} | {c.value: c for c in Category}


@dataclass(frozen=True)
class LetterRow:
    """One letter of a file; `reply` and `reply_at` stand together or not at all. Instants are UTC."""

    text: str
    title: str
    received_at: datetime
    mailbox: str = ""
    category: Category = Category.CONSULTATION
    department: str = ""
    reply: str = ""
    reply_at: datetime | None = None
    source_id: str | None = None


def read(row: Mapping[str, object], now: datetime) -> LetterRow:
    """Return the letter of a row. Raises InputRefused with what is wrong and how to mend it."""
    text = _words(row, "text", LONGEST_TEXT)
    if not text:
        raise InputRefused("text是空的，每一行都要有来信内容。", "text")
    received_at = _instant(row, "time", now)
    if received_at is None:
        raise InputRefused("time是空的，要写来信时间，例如2026-11-22 09:30。", "time")
    reply, reply_at = _words(row, "reply", LONGEST_TEXT), _instant(row, "reply_time", now)
    if bool(reply) != (reply_at is not None):
        raise InputRefused("reply和reply_time要么都写，要么都空着。", "reply")
    if reply_at is not None and reply_at < received_at:
        raise InputRefused("reply_time早于time，答复不会在来信之前。", "reply_time")
    return LetterRow(text=text, title=_words(row, "title", LONGEST_TITLE), received_at=received_at,
                     mailbox=_words(row, "mailbox", 64), category=_category(_words(row, "category", 32)),
                     department=_words(row, "department", 64), reply=reply, reply_at=reply_at,
                     source_id=_words(row, "source_id", 64) or None)


def _words(row: Mapping[str, object], column: str, longest: int) -> str:
    value = row.get(column)
    return within(storable("" if value is None else str(value).strip(), column, column), longest, column, column)


def _category(words: str) -> Category:
    if words and words not in _CATEGORIES:
        known = "、".join(CATEGORY_LABELS.values())
        raise InputRefused(f"category“{words[:20]}”不在类别里，请用：{known}。", "category")
    return _CATEGORIES.get(words, Category.CONSULTATION)


def _instant(row: Mapping[str, object], column: str, now: datetime) -> datetime | None:
    value = row.get(column)
    if value is None or value == "":
        return None
    try:
        instant = aware(_moment(value, column))
    except OverflowError:  # the first and the last day that there is have no instant in every zone
        raise _unreadable(value, column) from None
    if instant > now:
        raise InputRefused(f"{column}“{value}”还没有到。", column)
    return instant


def _moment(value: object, column: str) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    words = str(value).strip()
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        pass
    for form in TIME_FORMATS:
        try:
            return datetime.strptime(words, form)  # noqa: DTZ007  (naive times are China time, see localtime.aware)
        except ValueError:
            continue
    raise _unreadable(words, column)


def _unreadable(value: object, column: str) -> InputRefused:
    return InputRefused(f"{column}“{str(value)[:30]}”看不出是哪一天，请写成2026-11-22 09:30。", column)
