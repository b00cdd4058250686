"""What a digest holds: the frozen figures and rows of one period, as values and as canonical JSON.

No text and no identity of anybody is in it, so that a letter can be forgotten while the digest stands: rows carry
numbers, slugs and days, and pages look up titles for those who may read them. What it is made of is decided in
`services/digests.py`, how it looks in the templates.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from rules.figures import Dimension, Figures


class DigestKind(StrEnum):
    DAILY = "daily"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


DIGEST_LABELS: dict[DigestKind, str] = {
    DigestKind.DAILY: "一日一清单", DigestKind.MONTHLY: "一月一汇总", DigestKind.QUARTERLY: "一季一通报"}


class ListName(StrEnum):
    """The lists of a daily list. `TODAY` is the working day on which it is issued, `TOMORROW` the working day after."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    DUE_TODAY = "due_today"
    DUE_TOMORROW = "due_tomorrow"
    OVERDUE = "overdue"
    RETURNED = "returned"
    EXTENSIONS = "extensions"
    CLOSED = "closed"
    TO_REVIEW = "to_review"
    TO_PUBLISH = "to_publish"


LIST_LABELS: dict[ListName, str] = {
    ListName.RECEIVED: "新收", ListName.ASSIGNED: "转办", ListName.DUE_TODAY: "今日到期",
    ListName.DUE_TOMORROW: "明日到期", ListName.OVERDUE: "超期", ListName.RETURNED: "退回",
    ListName.EXTENSIONS: "延期待批", ListName.CLOSED: "办结", ListName.TO_REVIEW: "待审核",
    ListName.TO_PUBLISH: "待公开"}


@dataclass(frozen=True, slots=True)
class Row:
    """One letter in a list. `department` is a code or `unassigned`, `days` the working days left, negative when past.

    `due_on` and `days` are None without a clock. `state` is the state's slug when the period ends.
    """

    case: int
    number: str
    received_at: datetime
    category: str
    subject: str
    channel: str
    department: str
    state: str
    due_on: date | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one key of a breakdown, with the label that it had when the digest was made."""

    key: str
    label: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Ranked:
    """One department's place: `rank` is None without a letter due in the period; equal figures share a rank."""

    key: str
    label: str
    rank: int | None


@dataclass(frozen=True, slots=True)
class Topic:
    """What several letters of the period are about: a known word of the subjects and duties, with the cases."""

    word: str
    subject: str
    cases: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DigestBody:
    """All that one digest says. `before` and `last_year` are None when that period was not counted.

    `issue_on` is the working day on which it is issued, `root` the sealed root (64 hex digits) of its last day, "" when
    that day has none. `breakdowns` holds every dimension; the department lines have one for `unassigned` too, and each
    dimension adds up to `figures`. `series` are the twelve months to the period's last one, for its figures.
    `repeated` are groups of case ids that belong together. `lists` are those of a daily list; monthly and quarterly
    digests have `overdue` and `oldest`. `requests` are the figures of disclosure requests by the agency that is asked,
    apart from those of letters, and `request_rows` those in hand that are late or due on the day of issue or the next;
    `periods` and `period_rows` are the same of periods for public comment by department.
    """

    kind: DigestKind
    period: str
    version: int
    first_on: date
    last_on: date
    issue_on: date
    made_at: datetime
    root: str
    figures: Figures
    breakdowns: Mapping[Dimension, tuple[Line, ...]]
    before: Figures | None = None
    last_year: Figures | None = None
    series: tuple[tuple[str, Figures], ...] = ()
    ranking: tuple[Ranked, ...] = ()
    lists: Mapping[ListName, tuple[Row, ...]] = field(default_factory=dict)
    overdue: tuple[Row, ...] = ()
    oldest: tuple[Row, ...] = ()
    topics: tuple[Topic, ...] = ()
    repeated: tuple[tuple[int, ...], ...] = ()
    requests: tuple[Line, ...] = ()
    request_rows: tuple[Row, ...] = ()
    periods: tuple[Line, ...] = ()
    period_rows: tuple[Row, ...] = ()

    @property
    def departments(self) -> tuple[Line, ...]:
        return self.breakdowns[Dimension.DEPARTMENT]

    def to_json(self) -> str:
        """Return the canonical JSON of the whole: the same body always gives the same bytes."""
        plain = _plain(self)
        # Digests from before there were requests, or periods for public comment, keep their bytes.
        for name in ("requests", "request_rows", "periods", "period_rows"):
            if not plain[name]:
                del plain[name]
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> DigestBody:
    """Return the body of which the canonical JSON is given."""
    raw = json.loads(text)
    return DigestBody(
        kind=DigestKind(raw["kind"]), period=raw["period"], version=raw["version"], root=raw["root"],
        first_on=date.fromisoformat(raw["first_on"]), last_on=date.fromisoformat(raw["last_on"]),
        issue_on=date.fromisoformat(raw["issue_on"]), made_at=datetime.fromisoformat(raw["made_at"]),
        figures=Figures.from_json(raw["figures"]),
        breakdowns={Dimension(name): _lines(lines) for name, lines in raw["breakdowns"].items()},
        before=_figures(raw["before"]), last_year=_figures(raw["last_year"]),
        series=tuple((month, Figures.from_json(figures)) for month, figures in raw["series"]),
        ranking=tuple(Ranked(**one) for one in raw["ranking"]),
        lists={ListName(name): _rows(rows) for name, rows in raw["lists"].items()},
        overdue=_rows(raw["overdue"]), oldest=_rows(raw["oldest"]),
        topics=tuple(Topic(one["word"], one["subject"], tuple(one["cases"])) for one in raw["topics"]),
        repeated=tuple(tuple(group) for group in raw["repeated"]),
        requests=_lines(raw.get("requests", [])), request_rows=_rows(raw.get("request_rows", [])),
        periods=_lines(raw.get("periods", [])), period_rows=_rows(raw.get("period_rows", [])))


def _figures(raw: dict[str, int] | None) -> Figures | None:
    return None if raw is None else Figures.from_json(raw)


def _lines(raw: list[dict[str, Any]]) -> tuple[Line, ...]:
    return tuple(Line(one["key"], one["label"], Figures.from_json(one["figures"])) for one in raw)


def _rows(raw: list[dict[str, Any]]) -> tuple[Row, ...]:
    return tuple(Row(**one | {"received_at": datetime.fromisoformat(one["received_at"]),
                              "due_on": one["due_on"] and date.fromisoformat(one["due_on"])}) for one in raw)


def _plain(value: Any) -> Any:
    if isinstance(value, Figures):
        # Ten years of lists of a hundred departments would mostly hold noughts.
        return {name: count for name, count in value.as_json().items() if count}
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value
