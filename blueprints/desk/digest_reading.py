"""What a person reads of a digest: the whole or the department's own part, one period or the days of one issue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from flask import url_for

from queries import departments, digest_pages, digests
from queries.digest_pages import Frozen
from queries.digests import Head
from rules import digest_part, periods
from rules.actors import DEPARTMENT_ROLES
from rules.digest_body import DIGEST_LABELS, DigestBody, DigestKind
from rules.digest_part import Cases
from rules.errors import Hidden, InputRefused, NotFound
from rules.figures import Dimension, Figures
from rules.periods import Period
from services.work import Work

LONGEST_NUMBER = 6


@dataclass(frozen=True)
class Own:
    """The department whose part is read, and the cases that are about it."""

    id: int
    code: str
    barred: frozenset[int]


@dataclass(frozen=True)
class Reading:
    """A digest as its reader has it. `whole` are the county's figures, `own` is None for the leader and the office.

    `since` is the first of several days that are read together, `version` the one that the address names. `units` are
    the names of departments by their codes, those that they had when the digest was made first.
    """

    period: Period
    head: Head
    versions: tuple[Head, ...]
    body: DigestBody
    cases: Cases
    whole: Figures
    own: Own | None = None
    units: Mapping[str, str] = field(default_factory=dict)
    since: date | None = None
    version: int | None = None

    @property
    def kind(self) -> DigestKind:
        return self.period.kind

    def part(self, file_format: str) -> int | None:
        """Return the department whose file the reader gets, None for the whole; a signed bulletin is one for all."""
        is_bulletin = self.kind is DigestKind.QUARTERLY and file_format == "pdf"
        return None if self.own is None or is_bulletin else self.own.id

    @property
    def place(self) -> dict[str, str]:
        """What addresses within this digest repeat."""
        extra = {"since": self.since.isoformat() if self.since else "",
                 "version": str(self.version) if self.version else ""}
        return {"kind": self.kind.value, "period": self.period.text} | {name: one for name, one in extra.items() if one}

    @property
    def label(self) -> str:
        """The days in words: 2026年11月20日至22日 for several that are read together."""
        first = self.body.first_on
        if self.since is None:
            return self.period.label
        end = self.period.last_on
        until = f"{end.day}日" if (first.year, first.month) == (end.year, end.month) else f"{end.month}月{end.day}日"
        return f"{first.year}年{first.month}月{first.day}日至{until}"

    def count(self, figure: str, where: Mapping[Dimension, str] | None = None) -> int:
        return len(self.behind(figure, where))

    def behind(self, figure: str, where: Mapping[Dimension, str] | None = None) -> list[int]:
        """Return the cases that a figure counts, as often as it counts them."""
        return digest_part.behind(self.cases, figure, where)

    def link(self, figure: str, count: int, dimension: Dimension | None = None, key: str = "") -> str:
        """Return the address of the cases behind a figure, "" for a figure of none."""
        if not count:
            return ""
        where = {dimension.value: key} if dimension else {}
        return url_for("desk.digest_cases_page", figure=figure, **self.place, **where)


def read(work: Work, kind: DigestKind, text: str, arguments: Mapping[str, str]) -> Reading:
    """Return what the actor reads of a period. Raises NotFound where there is none, and for what is not yet theirs."""
    period = _period(kind, text)
    number = arguments.get("version", "")
    is_number = number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER
    version = int(number) if is_number else None
    digest = digest_pages.frozen(work.session, kind, period.text, version)
    if digest is None:
        raise NotFound(_not_made(period, version, work.today))
    own = own_of(work)
    if own and kind is DigestKind.QUARTERLY and digest.id not in digest_pages.issued_ids(work.session):
        raise Hidden(_not_made(period, version, work.today))
    heads = tuple(reversed(digests.versions(work.session, kind, period.text)))
    head = next(one for one in heads if one.id == digest.id)
    since = None if version else _since(period, arguments.get("since", ""))
    whole, cases = _together(work, digest, since)
    units = digest_pages.unit_names(work.session) | {line.key: line.label for line in whole.departments}
    reading = Reading(period, head, heads, whole, cases, whole.figures, own, units,
                      since if whole.first_on < period.first_on else None, version)
    return replace(reading, **_part(work, reading, own)) if own else reading


def is_of_department(work: Work) -> bool:
    """Tell whether the actor reads a department's part only; bulletins they read once these are issued."""
    return work.actor.role in DEPARTMENT_ROLES


def own_of(work: Work) -> Own | None:
    """Return the department of the actor, None for those who read the whole."""
    if not is_of_department(work):
        return None
    unit = work.actor.department_id or 0
    return Own(unit, departments.code_of(work.session, unit), digest_pages.barred_from(work.session, unit))


def issue_days(work: Work, body: DigestBody) -> list[Period]:
    """Return the days whose lists exist and are issued together with this one, the first day first."""
    covered = periods.covered(body.issue_on, work.calendar)
    heads = digests.listed(work.session, DigestKind.DAILY, since=covered[0], until=covered[-1])
    return [head.period for head in reversed(heads)]


def newest_issue(work: Work, kind: DigestKind) -> tuple[str, dict[str, str]] | None:
    """Return the newest period of a kind, and for days since when its issue runs; None before the first digest."""
    text = digest_pages.newest(work.session, kind, issued=is_of_department(work))
    if text is None or kind is not DigestKind.DAILY:
        return None if text is None else (text, {})
    newest = digest_pages.frozen(work.session, kind, text)
    days = issue_days(work, newest.body) if newest else []
    return text, {"since": days[0].text} if len(days) > 1 else {}


def _period(kind: DigestKind, text: str) -> Period:
    try:
        return periods.parse(kind, text)
    except InputRefused as refused:
        raise NotFound(refused.message) from None


def _not_made(period: Period, version: int | None, today: date) -> str:
    name = f"{period.label}的{DIGEST_LABELS[period.kind]}"
    if version:
        return f"{name}没有第{version}版。请从目录里打开。"
    if period.last_on >= today:
        return f"{period.label}还没有过完，结束以后才有{DIGEST_LABELS[period.kind]}。"
    if period.kind is DigestKind.QUARTERLY:
        return f"{name}还没有印发，印发以后在这里看。"
    return f"没有{name}。请从目录里打开。"


def _since(period: Period, text: str) -> date | None:
    try:
        since = periods.parse(period.kind, text).first_on
    except InputRefused:
        return None
    return since if period.kind is DigestKind.DAILY and since < period.first_on else None


def _together(work: Work, last: Frozen, since: date | None) -> tuple[DigestBody, Cases]:
    """Return a digest with the days before it from `since` on, of those that are issued on the same day."""
    if since is None:
        return last.body, last.cases
    earlier = [digest_pages.frozen(work.session, DigestKind.DAILY, day.text) for day in issue_days(work, last.body)
               if since <= day.first_on < last.body.first_on]
    days = [one for one in earlier if one is not None and one.body.issue_on == last.body.issue_on]
    return (digest_part.joined([one.body for one in (*days, last)]),
            digest_part.joined_cases([one.cases for one in (*days, last)]))


def _part(work: Work, reading: Reading, own: Own) -> dict[str, object]:
    """Return the department's own body and cases, with its figures of the periods to compare with.

    Each is read from the digest of its period without what the department must not learn of by now.
    """
    cases = digest_part.own(reading.cases, own.code, own.barred)
    body = digest_part.part_of(reading.body, cases, own.code, own.barred)
    if reading.kind is not DigestKind.DAILY:
        earlier = [_earlier(work, period, own) for period in (reading.period.before(), reading.period.last_year())]
        months = [(month, _earlier(work, periods.parse(DigestKind.MONTHLY, month), own))
                  for month, _ in reading.body.series]
        body = replace(body, before=earlier[0], last_year=earlier[1],
                       series=tuple((month, figures) for month, figures in months if figures is not None))
    return {"body": body, "cases": cases}


def _earlier(work: Work, period: Period, own: Own) -> Figures | None:
    digest = digest_pages.frozen(work.session, period.kind, period.text)
    if digest is None:
        return None
    cases = digest_part.own(digest.cases, own.code, own.barred)
    return digest_part.part_of(digest.body, cases, own.code, own.barred).figures
