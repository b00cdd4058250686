"""What the desk's pages of digests read besides the digests: neighbours, kept files, and the letters behind a figure.

The digests themselves are read by `queries/digests.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, Text, func, literal, select
from sqlalchemy.orm import Session, scoped_session

from models.accused import BarredDepartment
from models.case import Case, Letter
from models.clock import Clock
from models.department import Department, Mailbox
from models.digest import Bulletin, Digest, DigestFile
from models.types import table_of
from queries import desk, digest_parts, digests, visibility
from queries.desk import LetterRow
from rules.actors import Actor
from rules.calendar import WorkCalendar
from rules.digest_body import DigestBody, DigestKind
from rules.digest_part import Cases
from rules.figures import UNASSIGNED, UNASSIGNED_LABEL
from rules.permissions import READ_RIGHTS, Scope

AnySession = Session | scoped_session[Session]
CHUNK = 500  # ids in one statement
ISSUED = "issued"
_case, _letter, _clock = table_of(Case), table_of(Letter), table_of(Clock)
# A confidential writer's own words are in no list, whoever reads it (security.md I3).
_SHOWN_TITLE = func.coalesce(_letter.c.shown_title, _case.c.title, type_=Text)


@dataclass(frozen=True)
class Frozen:
    """One digest as it was made."""

    id: int
    body: DigestBody
    cases: Cases


def frozen(session: AnySession, kind: DigestKind, period: str, version: int | None = None) -> Frozen | None:
    """Return a digest, its newest version unless one is named; None when it was not made."""
    row = digests.get(session, kind, period, version)
    return None if row is None else Frozen(row.id, digests.body(row), digests.cases(row))


def newest(session: AnySession, kind: DigestKind, *, issued: bool) -> str | None:
    """Return the last period of a kind that has a digest; `issued`: of quarters, only those whose bulletin is."""
    return session.scalar(_of_kind(kind, issued).order_by(Digest.last_on.desc()).limit(1))


def neighbours(session: AnySession, kind: DigestKind, first: date, last: date, *,
               issued: bool) -> tuple[str | None, str | None]:
    """Return the nearest period with a digest before the first day and after the last one."""
    of_kind = _of_kind(kind, issued).limit(1)
    return (session.scalar(of_kind.where(Digest.last_on < first).order_by(Digest.last_on.desc())),
            session.scalar(of_kind.where(Digest.first_on > last).order_by(Digest.first_on)))


def span(session: AnySession, kind: DigestKind, *, issued: bool) -> tuple[date, date] | None:
    """Return the first and the last day that digests of a kind cover, None when there is none."""
    row = session.execute(_of_kind(kind, issued).with_only_columns(
        func.min(Digest.first_on), func.max(Digest.last_on))).one()
    return (row[0], row[1]) if row[0] else None


def issued_ids(session: AnySession) -> frozenset[int]:
    """Return the quarterly digests whose bulletin is issued."""
    return frozenset(session.scalars(select(Bulletin.digest_id).where(Bulletin.state == ISSUED)))


def formats(session: AnySession, digest_id: int, department_id: int | None) -> frozenset[str]:
    """Return in which formats there are kept files to give out, of the whole for None, else of a department's part."""
    part = DigestFile.department_id.is_(None) if department_id is None else DigestFile.department_id == department_id
    kept = session.scalars(select(DigestFile).where(DigestFile.digest_id == digest_id, part))
    return frozenset(row.format for row in digest_parts.fit(session, kept))


def unit_names(session: AnySession) -> dict[str, str]:
    """Return {code: name} of all departments, also of those that have ended, and of those with no department."""
    rows = session.execute(select(Department.code, Department.name))
    return {row.code: row.name for row in rows} | {UNASSIGNED: UNASSIGNED_LABEL}


def has_bulletin(session: AnySession, digest_id: int) -> bool:
    """Tell whether a quarterly digest has its bulletin, however far that has come."""
    return session.scalar(select(Bulletin.digest_id).where(Bulletin.digest_id == digest_id)) is not None


def barred_from(session: AnySession, department_id: int) -> frozenset[int]:
    """Return the cases that are about a department, so that it learns nothing of them (security.md I4)."""
    return frozenset(session.scalars(
        select(BarredDepartment.case_id).where(BarredDepartment.department_id == department_id,
                                               BarredDepartment.lifted_at.is_(None))))


def readable(session: AnySession, actor: Actor, case_ids: Sequence[int]) -> list[int]:
    """Return those of the cases, each once and in their order, that the actor may open now; all are of one kind."""
    ids = list(dict.fromkeys(case_ids))
    if actor.role and all(rights.get(actor.role) is Scope.ALL for rights in READ_RIGHTS.values()):
        return ids
    known = {found for place in range(0, len(ids), CHUNK) for found in session.scalars(
        select(Case.id).where(Case.id.in_(ids[place:place + CHUNK]), visibility.visible_to(actor)))}
    return [case for case in ids if case in known]


def titles(session: AnySession, actor: Actor, case_ids: Collection[int]) -> dict[int, str]:
    """Return the titles as lists show them, of those of the cases that the actor may open now."""
    ids = sorted(set(case_ids))
    return {case: title for place in range(0, len(ids), CHUNK) for case, title in session.execute(
        select(_case.c.id, _SHOWN_TITLE)
        .outerjoin_from(_case, _letter, _letter.c.case_id == _case.c.id)
        .where(_case.c.id.in_(ids[place:place + CHUNK]), visibility.visible_to(actor)))}


def letters(session: AnySession, actor: Actor, case_ids: Sequence[int], today: date,
            calendar: WorkCalendar) -> list[LetterRow]:
    """Return these letters or requests as they stand now, in the order of the ids; for one page of a list.

    What is no letter has no category: its kind stands there.
    """
    clock = _clock.alias("other_clock")
    last = select(func.max(clock.c.id)).where(clock.c.case_id == _case.c.id, clock.c.is_answer).scalar_subquery()
    rows = session.execute(
        select(_case.c.id, _case.c.number, _SHOWN_TITLE.label("title"), _case.c.state, _case.c.channel,
               _case.c.received_at, _case.c.answered_at,
               func.coalesce(_letter.c.category, _case.c.kind).label("category"),
               Mailbox.name.label("mailbox"), _clock.c.due_on, _clock.c.provisional, literal("").label("handler"),
               Department.name.label("department"))
        .select_from(_case).join(Mailbox, Mailbox.id == _case.c.mailbox_id)
        .outerjoin(_letter, _letter.c.case_id == _case.c.id)
        .outerjoin(Department, Department.id == _case.c.department_id)
        .outerjoin(_clock, _clock.c.id == last)
        .where(_case.c.id.in_(case_ids), visibility.visible_to(actor)))
    found = {row.id: desk.as_letter_row(row, today, calendar) for row in rows}
    return [found[case] for case in case_ids if case in found]


def _of_kind(kind: DigestKind, issued: bool) -> Select[str]:
    found = select(Digest.period).where(Digest.kind == kind)
    if kind is not DigestKind.QUARTERLY or not issued:
        return found
    return found.where(Digest.id.in_(select(Bulletin.digest_id).where(Bulletin.state == ISSUED)))
