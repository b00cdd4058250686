"""What goes into a digest: its figures, breakdowns, comparisons, lists and the cases behind them, read at one moment.

Only reads. What is kept of it, once, stands in services/digests.py; how days are counted in services/counting.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import or_, select

from models.department import Department, Mailbox
from models.types import table_of
from queries import case_histories, counts, period_cases, period_letters, sealed_days
from rules import case_counts, periods, ranking, topics
from rules.case_steps import Standing
from rules.digest_body import DigestBody, DigestKind, Line, ListName, Row
from rules.figures import UNASSIGNED, UNASSIGNED_LABEL, Dimension, Figures, total
from rules.periods import Period
from rules.subjects import SUBJECT_LABELS
from rules.vocabulary import CATEGORY_LABELS, CHANNEL_LABELS, CaseKind
from services.work import AnySession, Work

SERIES_MONTHS = 12
MOST_OLDEST = 20
Cases = Mapping[str, Mapping[str, Sequence[int]]]
_unit, _mailbox = table_of(Department).c, table_of(Mailbox).c
_SLUGS: dict[Dimension, Mapping[str, str]] = {
    Dimension.CATEGORY: {category.value: label for category, label in CATEGORY_LABELS.items()},
    Dimension.CHANNEL: {channel.value: label for channel, label in CHANNEL_LABELS.items()},
    Dimension.SUBJECT: {subject.value: label for subject, label in SUBJECT_LABELS.items()}}


@dataclass(frozen=True)
class Composed:
    """A digest that is not kept yet: what it says, and the canonical JSON of the cases behind its figures."""

    period: Period
    body: DigestBody
    cases: Cases

    @property
    def cases_json(self) -> str:
        """The cases as they are kept: the same cases always give the same bytes."""
        return json.dumps(self.cases, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def compose(work: Work, period: Period, version: int = 1) -> Composed:
    """Return what a digest of the period says now. Raises InputRefused while its last day is not closed.

    Read it in a transaction that holds still (services/locking), or under the lock of the digests.
    """
    session, calendar = work.session, work.calendar
    periods.require_over(period, counts.last_closed(session), work.today)
    sealed = sealed_days.on(session, period.last_on)
    body = DigestBody(
        kind=period.kind, period=period.text, version=version, first_on=period.first_on, last_on=period.last_on,
        issue_on=periods.issue_day(period.last_on, calendar), made_at=work.now, root=sealed.root if sealed else "",
        figures=counts.whole(session, period.first_on, period.last_on),
        breakdowns={dimension: _lines(session, dimension, period) for dimension in Dimension})
    behind = period_cases.behind(session, period.first_on, period.last_on, calendar)
    standings = period_cases.standings(session, period.last_on, calendar)
    found = _Rows(work, body, [one for one in standings if one.kind is CaseKind.LETTER])
    asked, open_now = (_Rows(work, body, [one for one in standings if one.kind is kind and one.is_in_hand])
                       for kind in (CaseKind.DISCLOSURE_REQUEST, CaseKind.COMMENT_PERIOD))
    body = replace(body, requests=_by_department(session, period, counts.requests), request_rows=asked.pressing(),
                   periods=_by_department(session, period, counts.periods), period_rows=open_now.pressing())
    if period.kind is DigestKind.DAILY:
        return Composed(period, replace(body, lists=_lists(found, behind)), behind)
    return Composed(period, _compared(session, period, replace(
        body, overdue=found.of(one for one in found.standings if one.is_late),
        oldest=found.of(sorted((one for one in found.standings if one.is_in_hand), key=_age))[:MOST_OLDEST])), behind)


class _Rows:
    """Rows of lists from where letters stood when the period ended; days left are counted from the day of issue."""

    def __init__(self, work: Work, body: DigestBody, standings: Sequence[Standing]) -> None:
        self.standings = standings
        self.issue_on, self.following = body.issue_on, work.calendar.add_working_days(body.issue_on, 1)
        self._work, self.last_on = work, body.last_on

    def of(self, standings: Iterable[Standing]) -> tuple[Row, ...]:
        """Return a row for each, those due first at the head."""
        return tuple(sorted(map(self._row, standings), key=_order))

    def of_cases(self, case_ids: Iterable[int]) -> tuple[Row, ...]:
        """Return a row for each of these letters, whatever has become of it."""
        calendar = self._work.calendar
        return self.of(one for history in case_histories.load(self._work.session, case_ids)
                       if (one := case_counts.standing(history, self.last_on, calendar)) is not None)

    def due_between(self, after: date, until: date) -> tuple[Row, ...]:
        """Return those in hand whose last day lies after one day and not after another."""
        return self.of(one for one in self.standings
                       if one.is_in_hand and one.due_on is not None and after < one.due_on <= until)

    def pressing(self) -> tuple[Row, ...]:
        """Return those in hand that are late, or due on the day of issue or the working day after it."""
        return self.of(one for one in self.standings if one.due_on is not None and one.due_on <= self.following)

    def _row(self, one: Standing) -> Row:
        keys = one.keys
        days = None if one.due_on is None else self._work.calendar.working_days_between(self.issue_on, one.due_on)
        return Row(one.case, one.number, one.received_at, keys.category, keys.subject, keys.channel, keys.department,
                   one.state, one.due_on, days)


def _lists(found: _Rows, behind: Cases) -> dict[ListName, tuple[Row, ...]]:
    """Return the lists of a day: what happened on it, and what is to be done on the day of its issue."""
    lists = {name: found.of_cases(case for ids in behind.get(name.value, {}).values() for case in ids)
             for name in (ListName.RECEIVED, ListName.ASSIGNED, ListName.RETURNED, ListName.CLOSED)}
    late = [one for one in found.standings if one.is_late]
    return lists | {
        ListName.DUE_TODAY: found.due_between(found.last_on, found.issue_on),
        ListName.DUE_TOMORROW: found.due_between(found.issue_on, found.following),
        ListName.OVERDUE: found.of(late),
        ListName.EXTENSIONS: found.of(one for one in found.standings if one.waits_for_extension),
        ListName.TO_REVIEW: found.of(one for one in found.standings if one.to_review),
        ListName.TO_PUBLISH: found.of(one for one in found.standings if one.to_publish)}


def _compared(session: AnySession, period: Period, body: DigestBody) -> DigestBody:
    """Return the body of a month or a quarter with what it is compared to, the ranking, and what letters share."""
    before, last_year = (_counted(session, one) for one in (period.before(), period.last_year()))
    letters = period_letters.received(session, period.first_on, period.last_on)
    return replace(body, before=before, last_year=last_year, series=_series(session, period),
                   ranking=ranking.rank(body.departments),
                   topics=topics.hot(letters, period_letters.known_words(session)), repeated=topics.repeated(letters))


def _counted(session: AnySession, period: Period) -> Figures | None:
    """Return the figures of an earlier period, None unless the service counted it from its first day."""
    first = counts.first_counted(session)
    if first is None or period.first_on < first:
        return None
    return counts.whole(session, period.first_on, period.last_on)


def _series(session: AnySession, period: Period) -> tuple[tuple[str, Figures], ...]:
    """Return the figures of the whole for the twelve months to the period's last, without those before the first."""
    first_counted = counts.first_counted(session)
    if first_counted is None:
        return ()
    last = period.months()[-1]
    first = last
    for _ in range(SERIES_MONTHS - 1):
        first = first.before()
    first = max(first, periods.containing(DigestKind.MONTHLY, first_counted), key=lambda one: one.first_on)
    months = counts.by_month(session, Dimension.DEPARTMENT, first.first_on, last.last_on)
    return tuple((f"{month:%Y-%m}", total(keyed.values())) for month, keyed in months.items())


def _lines(session: AnySession, dimension: Dimension, period: Period) -> tuple[Line, ...]:
    """Return a breakdown under the labels of now; months and quarters name departments without a letter as well."""
    found = counts.figures(session, dimension, period.first_on, period.last_on)
    labels = _labels(session, dimension, period)
    always = {UNASSIGNED} if dimension is Dimension.DEPARTMENT else set()
    if dimension is Dimension.DEPARTMENT and period.kind is not DigestKind.DAILY:
        always |= {*_existing(session, period)}
    keys = [key for key in labels if key in found or key in always] + sorted(key for key in found if key not in labels)
    return tuple(Line(key, labels.get(key, key), found.get(key, Figures())) for key in keys)


def _by_department(session: AnySession, period: Period,
                   read: Callable[[AnySession, date, date], Mapping[str, Figures]]) -> tuple[Line, ...]:
    """Return the figures of what is counted beside letters by department, in the county's order."""
    found, labels = read(session, period.first_on, period.last_on), _departments(session, period)
    return tuple(Line(key, label, found[key]) for key, label in labels.items() if key in found)


def _labels(session: AnySession, dimension: Dimension, period: Period) -> Mapping[str, str]:
    if dimension is Dimension.DEPARTMENT:
        return _departments(session, period) | {UNASSIGNED: UNASSIGNED_LABEL}
    if dimension is Dimension.MAILBOX:
        rows = session.execute(select(_mailbox.slug, _mailbox.name)
                               .order_by(_mailbox.is_county_leader.desc(), _mailbox.id))
        return {row.slug: row.name for row in rows}
    return _SLUGS[dimension]


def _departments(session: AnySession, period: Period) -> dict[str, str]:
    """Return the departments in the county's order; one that ended in the period or before says when, and into what.

    Its letters stay its own until they are given to the successor: they move, and are counted as moved.
    """
    rows = session.execute(select(_unit.id, _unit.code, _unit.name, _unit.valid_until, _unit.successor_id)
                           .order_by(_unit.id)).all()
    names = {row.id: row.name for row in rows}
    labels = {}
    for row in rows:
        label = row.name
        if row.valid_until is not None and row.valid_until < period.last_on:
            end = row.valid_until
            into = f"，并入{names[row.successor_id]}" if row.successor_id is not None else ""
            label = f"{row.name}（{end.year}年{end.month}月{end.day}日撤销{into}）"
        labels[row.code] = label
    return labels


def _existing(session: AnySession, period: Period) -> Iterable[str]:
    return session.scalars(select(_unit.code).where(
        _unit.valid_from <= period.last_on, or_(_unit.valid_until.is_(None), _unit.valid_until >= period.first_on)))


def _order(row: Row) -> tuple[date, str]:
    return row.due_on or date.max, row.number


def _age(one: Standing) -> tuple[datetime, int]:
    return one.received_at, one.case
