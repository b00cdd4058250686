"""Official papers as lists: those of a request for staff, those of its applicant, and the register of numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, exists, select
from sqlalchemy.orm import Session, scoped_session

from models.case import Case
from models.event import CaseEvent
from models.paper import NumbersElsewhere, Paper, PaperFile
from models.staff import Staff
from rules.agency_names import missing
from rules.paper_forms import KIND_LABELS, REPLIES, TO_OTHERS, PaperKind
from rules.transitions import Act

AnySession = Session | scoped_session[Session]
_PDF = and_(PaperFile.paper_id == Paper.id, PaperFile.format == "pdf")


@dataclass(frozen=True)
class PaperRow:
    """One paper. `digest` is the SHA-256 of its PDF, "" while that is not made; `void_reason` "" for one in force."""

    id: int
    case_number: str
    kind: PaperKind
    number: str
    serial: int | None
    issued_on: date
    issued_by: str
    digest: str
    voided_at: datetime | None
    void_reason: str

    @property
    def label(self) -> str:
        return KIND_LABELS[self.kind]

    @property
    def title(self) -> str:
        """What it is called to the applicant, for whom a reply is a reply."""
        return "答复书" if self.kind in REPLIES else self.label.partition("（")[0]

    @property
    def has_number(self) -> bool:
        return self.serial is not None


@dataclass(frozen=True)
class Gap:
    """Serials in a row that no paper of the service carries, and why."""

    first: int
    last: int
    reason: str
    entered_on: datetime
    entered_by: str

    @property
    def serial(self) -> int:
        return self.last


@dataclass(frozen=True)
class Register:
    """An agency's numbers of one year, the newest first. `missing` are serials that nothing explains: normally none."""

    year: int
    rows: tuple[PaperRow | Gap, ...]
    given: int
    voided: int
    elsewhere: int
    missing: tuple[int, ...]


def of_case(session: AnySession, case_id: int) -> tuple[PaperRow, ...]:
    """Return every paper of a request, the newest first."""
    return tuple(_row(one) for one in session.execute(
        _rows().where(Paper.case_id == case_id).order_by(Paper.id.desc())))


def for_applicant(session: AnySession, case_id: int) -> tuple[PaperRow, ...]:
    """Return the papers that went to the applicant of a request, the oldest first.

    Without those to others, without voided ones, and without a reply that is signed but has not gone out.
    """
    delivered = exists().where(CaseEvent.case_id == Paper.case_id, CaseEvent.act == Act.DELIVER.value,
                               CaseEvent.recorded_at >= Paper.issued_at)
    return tuple(_row(one) for one in session.execute(
        _rows().where(Paper.case_id == case_id, Paper.voided_at.is_(None),
                      Paper.kind.not_in([kind.value for kind in TO_OTHERS]),
                      Paper.kind.not_in([kind.value for kind in REPLIES]) | delivered).order_by(Paper.id)))


def years(session: AnySession, department_id: int) -> tuple[int, ...]:
    """Return the years in which an agency gave numbers, the newest first."""
    return tuple(session.scalars(
        select(Paper.year).where(Paper.department_id == department_id, Paper.year.is_not(None))
        .union(select(NumbersElsewhere.year).where(NumbersElsewhere.department_id == department_id))
        .order_by(Paper.year.desc())))


def register(session: AnySession, department_id: int, year: int) -> Register:
    """Return the register of an agency's numbers of a year, with every gap explained."""
    papers = [_row(one) for one in session.execute(
        _rows().where(Paper.department_id == department_id, Paper.year == year))]
    gaps = [Gap(row.first, row.last, row.reason, row.entered_at, row.name or "") for row in session.execute(
        select(NumbersElsewhere.first, NumbersElsewhere.last, NumbersElsewhere.reason, NumbersElsewhere.entered_at,
               Staff.name)
        .outerjoin(Staff, Staff.id == NumbersElsewhere.entered_by)
        .where(NumbersElsewhere.department_id == department_id, NumbersElsewhere.year == year))]
    known = [one.serial for one in papers if one.serial is not None]
    known += [serial for gap in gaps for serial in range(gap.first, gap.last + 1)]
    both: list[PaperRow | Gap] = [*papers, *gaps]
    rows = sorted(both, key=lambda one: one.serial or 0, reverse=True)
    return Register(year, tuple(rows), max(known, default=0), sum(one.voided_at is not None for one in papers),
                    sum(gap.last - gap.first + 1 for gap in gaps), missing(known))


def _rows() -> Select[*tuple[Any, ...]]:
    return (select(Paper.id, Case.number.label("case_number"), Paper.kind, Paper.number, Paper.serial, Paper.issued_on,
                   Staff.name, PaperFile.content_digest, Paper.voided_at, Paper.void_reason)
            .join(Case, Case.id == Paper.case_id).outerjoin(Staff, Staff.id == Paper.issued_by)
            .outerjoin(PaperFile, _PDF))


def _row(row: Row[Any]) -> PaperRow:
    return PaperRow(row.id, row.case_number, PaperKind(row.kind), row.number, row.serial, row.issued_on,
                    row.name or "", row.content_digest or "", row.voided_at, row.void_reason)
