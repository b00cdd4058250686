"""Issuing digests: which are due to go out, to whom, and that each goes out once (security.md P5).

A bulletin is issued by three signatures (services/bulletins.py); here are the daily lists and the monthly summaries.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import insert, select

from models.department import Department
from models.digest import Digest, DigestFile, DigestIssue
from models.staff import Staff
from models.types import table_of
from queries import digest_parts, sealed_days
from queries import digests as reading
from queries.digest_notices import FORMATS, MOST_DAYS_CARRIED
from rules import digest_part, periods
from rules.actors import DEPARTMENT_ROLES, Role
from rules.audit import Audited
from rules.digest_body import DigestBody, DigestKind, ListName
from rules.localtime import local_time
from services import audit, locking, notices
from services.digests import SERIES
from services.notices import NoticeKind
from services.work import Work

# What is older when it is made is kept and shown, and nobody is written to.
FRESH = {DigestKind.DAILY: timedelta(days=14), DigestKind.MONTHLY: timedelta(days=45)}
NOTICES = {DigestKind.DAILY: NoticeKind.DAILY_LIST, DigestKind.MONTHLY: NoticeKind.MONTHLY_SUMMARY}
# Who reads the whole; the people of a department read their own part.
WHOLE_READERS = frozenset({Role.LEADER, Role.INTAKE, Role.SUPERVISOR})


@dataclass(frozen=True)
class Batch:
    """Digests of one kind that go out with one mail, the first period first; the mail is known by the last of them."""

    kind: DigestKind
    ids: tuple[int, ...]
    period: str

    @property
    def last(self) -> int:
        return self.ids[-1]


@dataclass(frozen=True)
class Paper:
    """One file to be made: of the whole for None, else of the department's part."""

    digest_id: int
    format: str
    department_id: int | None


def due(work: Work, lists_at: time) -> list[Batch]:
    """Return what is to go out now: the daily lists on a working day from an hour in China, the others at once.

    All lists that have not gone out yet, as those of a weekend or of days without workers, go out together. What
    corrects a digest that went out goes out by itself. Digests of past years go out to nobody.
    """
    span = sealed_days.span(work.session)
    if span is None:
        return []
    batches: list[Batch] = []
    for kind in FRESH:
        if kind is DigestKind.DAILY and not _is_hour(work, lists_at):
            continue
        anew, corrected = _waiting(work, kind, span[0])
        groups = [anew] if kind is DigestKind.DAILY and anew else [[one] for one in anew]
        batches += [Batch(kind, tuple(one.id for one in group), group[-1].period)
                    for group in (*groups, *([one] for one in corrected))]
    return batches


def issue(work: Work, batch: Batch) -> bool:
    """Note that the digests have gone out and owe everybody one mail; False when somebody else was faster.

    The mails are owed in the transaction of the note, so that either both are there or neither.
    """
    locking.lock_series(work.session, SERIES)
    gone = select(DigestIssue.digest_id).where(DigestIssue.digest_id.in_(batch.ids)).limit(1)
    if work.session.scalar(gone) is not None:
        return False
    work.session.connection().execute(insert(table_of(DigestIssue)), [
        {"digest_id": digest_id, "mailed_with_id": batch.last, "issued_at": work.now} for digest_id in batch.ids])
    told = 0
    for staff_id in _readers(work, batch):
        notices.owe_staff(work, staff_id, NOTICES[batch.kind], str(batch.last))
        told += 1
    audit.note(work, Audited.DIGEST_ISSUED, kind=batch.kind.value, period=batch.period, rows=len(batch.ids), told=told)
    return True


def parts(work: Work, batch: Batch) -> list[int]:
    """Return the departments that have something in these digests and somebody to write to, in the order of ids."""
    joined = digest_part.joined([reading.body(reading.by_id(work.session, one)) for one in batch.ids])
    concerned = _concerned(joined, batch.kind)
    rows = work.session.execute(
        select(Department.id, Department.code).join(Staff, Staff.department_id == Department.id)
        .where(Staff.is_active, Staff.email.is_not(None), Staff.role.in_(DEPARTMENT_ROLES))
        .distinct().order_by(Department.id))
    return [row.id for row in rows if row.code in concerned]


def files_to_make(work: Work, batch: Batch) -> list[Paper]:
    """Return the files that the mails of a batch carry and that are not kept yet, those of the whole first."""
    carried = batch.ids[-MOST_DAYS_CARRIED:]
    kept = {(row.digest_id, row.format, row.department_id) for row in digest_parts.fit(
        work.session, work.session.scalars(select(DigestFile).where(DigestFile.digest_id.in_(carried))))}
    wanted = [Paper(digest_id, name, part) for part in (None, *parts(work, batch)) for digest_id in carried
              for name in FORMATS]
    return [paper for paper in wanted if (paper.digest_id, paper.format, paper.department_id) not in kept]


def _waiting(work: Work, kind: DigestKind, first_sealed: date) -> tuple[list[Digest], list[Digest]]:
    """Return the fresh digests of a kind that are to go out, the first period first: those of which nothing has gone
    out yet, and those that correct what has.

    A list of a day before one that went out was made by hand, afterwards: nobody waits for it.
    """
    since = max(first_sealed, work.today - FRESH[kind])
    went_out = {row.period: row.last_on for row in work.session.execute(
        select(Digest.period, Digest.last_on).join(DigestIssue, DigestIssue.digest_id == Digest.id)
        .where(Digest.kind == kind, Digest.last_on >= since))}
    last = max(went_out.values(), default=since)
    waiting = [reading.by_id(work.session, head.id) for head in reading.listed(work.session, kind, since=since)
               if head.issued_at is None][::-1]
    anew = [one for one in waiting if one.period not in went_out and one.last_on >= last
            and (kind is not DigestKind.DAILY or periods.issue_day(one.last_on, work.calendar) <= work.today)]
    return anew, [one for one in waiting if one.period in went_out]


def _is_hour(work: Work, lists_at: time) -> bool:
    return work.calendar.is_working(work.today) and local_time(work.now).time() >= lists_at


def _readers(work: Work, batch: Batch) -> Iterator[int]:
    """Yield who is written to: who reads the whole, and the people of departments that have something in it."""
    concerned = parts(work, batch)
    yield from work.session.scalars(
        select(Staff.id).where(
            Staff.is_active, Staff.email.is_not(None),
            Staff.role.in_(WHOLE_READERS) | (Staff.role.in_(DEPARTMENT_ROLES) & Staff.department_id.in_(concerned)))
        .order_by(Staff.id))


def _concerned(body: DigestBody, kind: DigestKind) -> set[str]:
    """Return the codes of the departments that have anything in a digest: a row of a list, or for months a figure."""
    if kind is DigestKind.DAILY:
        # Publishing is the office's work: a department need not hear of it every day.
        return {row.department for name, rows in body.lists.items() if name is not ListName.TO_PUBLISH for row in rows}
    return {line.key for line in body.departments
            if line.figures.opening or any(line.figures.flows.values())}
