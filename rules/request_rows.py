"""Rows of a file of past disclosure requests: what each column means, and why a row cannot be taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from rules.errors import InputRefused
from rules.outcomes import BY_OUTCOME, LABELS_2018, LEAVES_2021, Outcome
from rules.request_draft import TEXT_CHARACTERS
from rules.request_words import REQUEST_CHANNEL_LABELS
from rules.text_checks import storable, within
from rules.vocabulary import APPLICANT_LABELS, Applicant, Channel, entries

COLUMNS = ("received_on", "channel", "applicant", "text", "outcome", "closed_on", "extended", "department", "source_id")
NEEDED = ("received_on", "channel", "applicant", "text")
DAY_FORMATS = ("%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日")
_YES_NO = {"yes": True, "是": True, "no": False, "否": False, "": False}
Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True)
class RequestRow:
    """One past request; `outcome` and `closed_on` stand together, or not at all for one that is still in hand."""

    received_on: date
    channel: Channel
    applicant: Applicant
    text: str
    outcome: Outcome | None = None
    closed_on: date | None = None
    is_extended: bool = False
    department: str = ""
    source_id: str | None = None


def vocabulary() -> dict[str, list[dict[str, str]]]:
    """Return the words that a file is written in, labelled exactly as in the annual forms."""
    return {"outcomes_2018": entries(LABELS_2018), "outcomes_2021": entries(LEAVES_2021),
            "channels": entries(REQUEST_CHANNEL_LABELS), "applicants": entries(APPLICANT_LABELS)}


def read(row: Mapping[str, object], today: date) -> RequestRow:
    """Return the request of a row. Raises InputRefused with what is wrong and how to mend it.

    How a request ended is taken as its agency recorded it, whichever form counted it.
    """
    received_on = _day(row, "received_on", today)
    if received_on is None:
        raise InputRefused("received_on是空的，要写收到申请的日期，例如2018-03-01。", "received_on")
    text = _words(row, "text", TEXT_CHARACTERS)
    if not text:
        raise InputRefused("text是空的，每一行都要有申请的内容。", "text")
    outcome, closed_on = _outcome(_words(row, "outcome", 64)), _day(row, "closed_on", today)
    if (outcome is None) != (closed_on is None):
        raise InputRefused("outcome和closed_on要么都写，要么都空着（空着表示还在办理）。", "outcome")
    if closed_on is not None and closed_on < received_on:
        raise InputRefused("closed_on早于received_on，答复不会在收到申请之前。", "closed_on")
    extended = _words(row, "extended", 8)
    if extended not in _YES_NO:
        raise InputRefused(f"extended“{extended}”看不懂，请写yes或者no。", "extended")
    return RequestRow(
        received_on, _word(row, "channel", Channel, REQUEST_CHANNEL_LABELS),
        _word(row, "applicant", Applicant, APPLICANT_LABELS), text, outcome, closed_on, _YES_NO[extended],
        _words(row, "department", 64), _words(row, "source_id", 64) or None)


def _words(row: Mapping[str, object], column: str, longest: int) -> str:
    value = row.get(column)
    return within(storable("" if value is None else str(value).strip(), column, column), longest, column, column)


def _word(row: Mapping[str, object], column: str, words: type[Word], labels: Mapping[Word, str]) -> Word:
    """Read a slug or its label."""
    typed = _words(row, column, 64)
    known = {label: word for word, label in labels.items()} | {word.value: word for word in labels}
    if typed not in known:
        listed = "、".join(word.value for word in labels)
        raise InputRefused(f"{column}“{typed[:20]}”不在列表里，请用：{listed}。", column)
    return words(known[typed])


def _outcome(typed: str) -> Outcome | None:
    known = {row.label: one for one, row in BY_OUTCOME.items()} | {label: one for one, label in LABELS_2018.items()} \
        | {one.value: one for one in Outcome}
    if typed and typed not in known:
        raise InputRefused(f"outcome“{typed[:20]}”不在列表里，请用flask requests vocabulary列出的写法。", "outcome")
    return known.get(typed)


def _day(row: Mapping[str, object], column: str, today: date) -> date | None:
    value = row.get(column)
    if value is None or value == "":
        return None
    day = value.date() if isinstance(value, datetime) else value if isinstance(value, date) else _typed(value, column)
    if day > today:
        raise InputRefused(f"{column}“{day}”还没有到。", column)
    return day


def _typed(value: object, column: str) -> date:
    words = str(value).strip()
    try:
        return date.fromisoformat(words)
    except ValueError:
        pass
    for form in DAY_FORMATS:
        try:
            return datetime.strptime(words, form).date()  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
    raise InputRefused(f"{column}“{words[:30]}”看不出是哪一天，请写成2018-03-01。", column)
