"""Official papers (公文) of disclosure requests: what was issued under which number, and the files made of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class Paper(Model):
    """One paper. `kind` is a slug of rules/paper_forms.py; `year` and `serial` are null for one without a number.

    `facts` is what it says, encrypted, since papers carry names; `facts_digest` is their keyed digest, which stands in
    the record too. A voided paper keeps its number, which nobody gets again, with the reason.
    """

    __tablename__ = "paper"
    __table_args__ = (
        CheckConstraint("(year IS NULL) = (serial IS NULL)", name="year_with_serial"),
        CheckConstraint("serial IS NULL OR serial > 0", name="serial_positive"),
        CheckConstraint("(voided_at IS NULL) = (void_reason = '')", name="voided_with_reason"),
        UniqueConstraint("department_id", "year", "serial", name="uq_paper_number"),
        Index("ix_paper_case_id", "case_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    kind: Mapped[str] = mapped_column(String(32))
    year: Mapped[int | None]
    serial: Mapped[int | None]
    number: Mapped[str] = mapped_column(String(64))
    issued_on: Mapped[date]
    issued_at: Mapped[datetime] = mapped_column(UTCDateTime)
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    facts: Mapped[bytes]
    facts_digest: Mapped[str] = mapped_column(String(64))
    voided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    voided_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    void_reason: Mapped[str] = mapped_column(Text, default="", server_default="")


class PaperFile(Model):
    """A paper as it was set, kept once: `format` is pdf or docx. The stored bytes are sealed under a key of their own.

    `digest` and `size` are those of the stored bytes, `content_digest` is the SHA-256 of the file that people get.
    """

    __tablename__ = "paper_file"
    __table_args__ = (UniqueConstraint("paper_id", "format", name="uq_paper_file_format"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    format: Mapped[str] = mapped_column(String(8))
    storage_name: Mapped[str] = mapped_column(String(64), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    content_digest: Mapped[str] = mapped_column(String(64))
    file_key: Mapped[bytes]
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


class NumbersElsewhere(Model):
    """Numbers of a department's year that were given out outside of the service, so that its series goes on after.

    `first` to `last` are both of them; `reason` is what the register says of the gap.
    """

    __tablename__ = "numbers_elsewhere"
    __table_args__ = (
        CheckConstraint("first > 0 AND last >= first", name="in_order"),
        CheckConstraint("reason <> ''", name="has_reason"),
        Index("ix_numbers_elsewhere_department_year", "department_id", "year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    year: Mapped[int]
    first: Mapped[int]
    last: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)
