"""Annual reports as pages read them: the newest of a year, one with its people, what is public, and its files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, scoped_session

from models.annual import AnnualFile, AnnualReport
from models.staff import Staff
from queries import annual_returns
from queries.paging import AnyRow, AnySelect
from queries.signatures import Signature
from rules import annual_body
from rules.actors import Actor, Role
from rules.annual_body import ReportBody, Words
from rules.annual_forms import FormName
from rules.annual_reports import ReportState
from rules.localtime import local_date

AnySession = Session | scoped_session[Session]
KEPT_FORMATS = ("pdf", "docx", "xlsx", "json")
_LATER = aliased(AnnualReport)
_STEPS = {step: aliased(Staff) for step in ("edited", "filled", "reviewed", "signed")}


@dataclass(frozen=True)
class ReportRow:
    """One version of a report. `corrected_by` is the version that corrects it, None when it is the newest."""

    id: int
    year: int
    version: int
    state: ReportState
    revision: int
    words: Words
    phone: str
    edited_at: datetime
    signed_at: datetime | None
    sha256: str
    send_back_reason: str
    corrects_id: int | None
    correction: str
    corrected_by: int | None
    signatures: tuple[Signature, ...]

    @property
    def signed_on(self) -> date | None:
        """The day on which it was signed, in China."""
        return local_date(self.signed_at) if self.signed_at else None


def newest(session: AnySession, year: int) -> ReportRow | None:
    """Return the newest version of a year's report, whatever its state; None while nobody has begun one."""
    row = session.execute(_rows().where(AnnualReport.year == year).order_by(AnnualReport.version.desc()).limit(1)
                          ).one_or_none()
    return _row(row) if row else None


def one(session: AnySession, year: int, version: int) -> ReportRow | None:
    """Return a version of a year's report."""
    row = session.execute(_rows().where(AnnualReport.year == year, AnnualReport.version == version)).one_or_none()
    return _row(row) if row else None


def by_id(session: AnySession, report_id: int) -> ReportRow | None:
    """Return a report by its id."""
    row = session.execute(_rows().where(AnnualReport.id == report_id)).one_or_none()
    return _row(row) if row else None


def states(session: AnySession) -> dict[int, ReportState]:
    """Return the state of the newest version of every year's report."""
    rows = session.execute(select(AnnualReport.year, AnnualReport.state).order_by(AnnualReport.version))
    return {row.year: ReportState(row.state) for row in rows}


def published(session: AnySession) -> list[ReportRow]:
    """Return the signed reports, the newest of each year, the newest year first."""
    rows = session.execute(_rows().where(AnnualReport.state == ReportState.SIGNED.value)
                           .order_by(AnnualReport.year.desc(), AnnualReport.version.desc()))
    found: dict[int, ReportRow] = {}
    for row in rows:
        found.setdefault(row.year, _row(row))
    return list(found.values())


def published_one(session: AnySession, year: int, version: int | None = None) -> ReportRow | None:
    """Return the signed report of a year, its newest version unless one is named."""
    found = _rows().where(AnnualReport.state == ReportState.SIGNED.value, AnnualReport.year == year)
    if version is not None:
        found = found.where(AnnualReport.version == version)
    row = session.execute(found.order_by(AnnualReport.version.desc()).limit(1)).one_or_none()
    return _row(row) if row else None


def body(session: AnySession, report_id: int) -> ReportBody | None:
    """Return what is frozen of a report, None while it is a draft."""
    text = session.scalar(select(AnnualReport.body).where(AnnualReport.id == report_id))
    return annual_body.from_json(text) if text else None


def cases(session: AnySession, report_id: int, form: FormName, row: str, column: str) -> list[int]:
    """Return the case ids behind a cell as they were frozen, empty for a draft."""
    text = session.scalar(select(AnnualReport.cases).where(AnnualReport.id == report_id))
    found: list[int] = json.loads(text)[form.value].get(f"{row}/{column}", []) if text else []
    return found


def waiting_for(session: AnySession, actor: Actor) -> int:
    """Return how much waits for the person: returns to be filled in or taken, and reports for the next signature."""
    if actor.department_id is not None:
        return annual_returns.waiting_count(session, actor.department_id)
    state = {Role.DISCLOSURE: ReportState.FILLED, Role.LEADER: ReportState.REVIEWED}.get(actor.role or Role.HANDLER)
    if state is None:
        return 0
    reports = session.scalar(select(func.count()).select_from(AnnualReport).where(AnnualReport.state == state.value))
    return (reports or 0) + (annual_returns.waiting_count(session, None) if actor.role is Role.DISCLOSURE else 0)


def kept_file(session: AnySession, report_id: int, file_format: str) -> AnnualFile | None:
    """Return the file that is kept of a signed report, None while it is not made."""
    return session.scalars(select(AnnualFile).where(
        AnnualFile.report_id == report_id, AnnualFile.format == file_format)).one_or_none()


def missing_formats(session: AnySession, report_id: int) -> list[str]:
    """Return the formats in which a signed report is not kept yet; none of one that is not signed."""
    there = set(session.scalars(select(AnnualFile.format).where(AnnualFile.report_id == report_id)))
    state = session.scalar(select(AnnualReport.state).where(AnnualReport.id == report_id))
    return [one for one in KEPT_FORMATS if one not in there] if state == ReportState.SIGNED else []


def without_files(session: AnySession, limit: int = 20) -> list[int]:
    """Return the signed reports whose files are not all there, the oldest first."""
    return list(session.scalars(
        select(AnnualReport.id).outerjoin(AnnualFile, AnnualFile.report_id == AnnualReport.id)
        .where(AnnualReport.state == ReportState.SIGNED.value).group_by(AnnualReport.id)
        .having(func.count(AnnualFile.id) < len(KEPT_FORMATS)).order_by(AnnualReport.id).limit(limit)))


def _rows() -> AnySelect:
    later = select(func.min(_LATER.version)).where(_LATER.corrects_id == AnnualReport.id).scalar_subquery()
    found = select(
        AnnualReport.id, AnnualReport.year, AnnualReport.version, AnnualReport.state, AnnualReport.revision,
        AnnualReport.text, AnnualReport.phone, AnnualReport.edited_at, AnnualReport.filled_at,
        AnnualReport.reviewed_at, AnnualReport.signed_at, AnnualReport.sha256, AnnualReport.send_back_reason,
        AnnualReport.corrects_id, AnnualReport.correction, later.label("corrected_by"),
        *(people.name.label(f"{step}_name") for step, people in _STEPS.items()))
    for step, people in _STEPS.items():
        found = found.outerjoin(people, people.id == getattr(AnnualReport, f"{step}_by"))
    return found


def _row(row: AnyRow) -> ReportRow:
    steps = (("最近修改", row.edited_name, row.edited_at), ("填报人", row.filled_name, row.filled_at),
             ("审核人", row.reviewed_name, row.reviewed_at), ("单位负责人", row.signed_name, row.signed_at))
    return ReportRow(
        id=row.id, year=row.year, version=row.version, state=ReportState(row.state), revision=row.revision,
        words=annual_body.words_from(row.text), phone=row.phone, edited_at=row.edited_at, signed_at=row.signed_at,
        sha256=row.sha256 or "", send_back_reason=row.send_back_reason, corrects_id=row.corrects_id,
        correction=row.correction, corrected_by=row.corrected_by,
        signatures=tuple(Signature(step, name or "", at) for step, name, at in steps))
