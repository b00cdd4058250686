"""Annual reports (政府信息公开工作年度报告): the year's due day, figures that no case holds, returns, report and files.

What cases give is counted, never kept here, except in the frozen body of a report that somebody has signed.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class AnnualYear(Model):
    """A year whose figures are collected. `due_on` is the day by which departments hand in their returns."""

    __tablename__ = "annual_year"
    __table_args__ = (CheckConstraint("year BETWEEN 2008 AND 2199", name="year_known"),)

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    due_on: Mapped[date]
    opened_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)


class AnnualFigure(Model):
    """One version of one small figure of a department and year; nothing is ever changed, the highest version holds.

    `register` is a slug of rules/annual_registers.py. `value` is a count, or whole yuan; null takes an entry back.
    """

    __tablename__ = "annual_figure"
    __table_args__ = (
        UniqueConstraint("year", "department_id", "register", "version"),
        CheckConstraint("value IS NULL OR value >= 0", name="value_not_negative"),
        CheckConstraint("version > 0", name="version_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(ForeignKey("annual_year.year"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    register: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    value: Mapped[int | None] = mapped_column(BigInteger)
    entered_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)


class AnnualReturn(Model):
    """What a department hands in of a year: `draft`, `submitted` by its head, `taken` by the office for the county.

    `cells` is canonical JSON of what was handed in: the small figures and the department's own cells from cases.
    `stead_reason` says why the office handed it in for the department, "" when its head did.
    """

    __tablename__ = "annual_return"
    __table_args__ = (
        UniqueConstraint("year", "department_id"),
        CheckConstraint("state IN ('draft', 'submitted', 'taken')", name="state_known"),
        CheckConstraint("(state = 'draft') = (submitted_by IS NULL)", name="handed_in_by_somebody"),
        CheckConstraint("(state = 'draft') = (cells IS NULL)", name="handed_in_has_cells"),
        CheckConstraint("(state = 'taken') = (taken_by IS NOT NULL)", name="taken_by_somebody"),
        CheckConstraint("taken_by IS NULL OR taken_by <> submitted_by", name="four_eyes"),
        Index("ix_annual_return_department_id", "department_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(ForeignKey("annual_year.year"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    state: Mapped[str] = mapped_column(String(12))
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    cells: Mapped[str | None] = mapped_column(Text, deferred=True)
    stead_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    send_back_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    taken_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class AnnualReport(Model):
    """The county's report of a year: drafted, filled in (填报人), reviewed (审核人), signed (单位负责人).

    `text` is JSON of the sections as they are written. `body` is canonical JSON of all that is signed, tables and
    text, frozen when it is filled in and given up when it is sent back; `cases` the case ids behind its cells,
    `sha256` the digest of both. A signed one never changes: a later version names it in `corrects_id`.
    """

    __tablename__ = "annual_report"
    __table_args__ = (
        UniqueConstraint("year", "version"),
        CheckConstraint("state IN ('draft', 'filled', 'reviewed', 'signed')", name="state_known"),
        CheckConstraint("(state = 'draft') = (body IS NULL)", name="body_once_filled"),
        CheckConstraint("(body IS NULL) = (sha256 IS NULL) AND (body IS NULL) = (cases IS NULL)",
                        name="body_has_digest"),
        CheckConstraint("(state = 'draft') = (filled_by IS NULL)", name="filled_by_somebody"),
        CheckConstraint("(state = 'signed') = (signed_by IS NOT NULL)", name="signed_by_somebody"),
        CheckConstraint("state NOT IN ('reviewed', 'signed') OR reviewed_by IS NOT NULL", name="reviewed_by_somebody"),
        CheckConstraint("reviewed_by IS NULL OR reviewed_by <> filled_by", name="four_eyes"),
        CheckConstraint("signed_by IS NULL OR (signed_by <> filled_by AND signed_by <> reviewed_by)", name="six_eyes"),
        CheckConstraint("(version = 1) = (corrects_id IS NULL)", name="later_versions_correct"),
        CheckConstraint("corrects_id IS NULL OR correction <> ''", name="correction_has_words"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(ForeignKey("annual_year.year"))
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    edited_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    edited_at: Mapped[datetime] = mapped_column(UTCDateTime)
    filled_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    filled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    reviewed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    signed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    send_back_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    body: Mapped[str | None] = mapped_column(Text, deferred=True)
    cases: Mapped[str | None] = mapped_column(Text, deferred=True)
    sha256: Mapped[str | None] = mapped_column(String(64))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("annual_report.id"))
    correction: Mapped[str] = mapped_column(Text, default="", server_default="")


class AnnualFile(Model):
    """A rendering of a signed report, kept as it was published: `format` is pdf, docx, xlsx or json."""

    __tablename__ = "annual_file"
    __table_args__ = (UniqueConstraint("report_id", "format"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("annual_report.id"))
    format: Mapped[str] = mapped_column(String(8))
    storage_name: Mapped[str] = mapped_column(String(64), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
