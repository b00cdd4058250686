"""Digests (清单、汇总、通报): frozen figures, the bulletin on its way to three signatures, demands, and files."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class Digest(Model):
    """The figures of one period, frozen when they are made: (kind, period, version) is unique, nothing ever changes.

    `period` is 2026-11-22, 2026-11 or 2026-Q4; `first_on` and `last_on` its days. `made_at` is the snapshot's instant.
    `body` is canonical JSON of all figures and rows, `cases` that of the case ids behind each of them, `sha256` the
    digest of both. Neither holds text or identity. `corrects_id` is the version that this one corrects, `correction`
    says what was wrong.
    """

    __tablename__ = "digest"
    __table_args__ = (
        UniqueConstraint("kind", "period", "version"),
        CheckConstraint("kind IN ('daily', 'monthly', 'quarterly')", name="kind_known"),
        CheckConstraint("first_on <= last_on", name="days_in_order"),
        CheckConstraint("(version = 1) = (corrects_id IS NULL)", name="later_versions_correct"),
        CheckConstraint("corrects_id IS NULL OR correction <> ''", name="correction_has_words"),
        Index("ix_digest_kind_last_on", "kind", "last_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    period: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    first_on: Mapped[date]
    last_on: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    body: Mapped[str] = mapped_column(Text, deferred=True)
    cases: Mapped[str] = mapped_column(Text, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("digest.id"))
    correction: Mapped[str] = mapped_column(Text, default="")


class DigestIssue(Model):
    """That a digest has gone out, and when: once each, so that nobody is written to twice of one period.

    `mailed_with_id` is the digest whose mail covers it: the lists of a weekend go out with that of the Sunday.
    """

    __tablename__ = "digest_issue"
    __table_args__ = (Index("ix_digest_issue_mailed_with_id", "mailed_with_id"),)

    digest_id: Mapped[int] = mapped_column(ForeignKey("digest.id"), primary_key=True)
    mailed_with_id: Mapped[int] = mapped_column(ForeignKey("digest.id"))
    issued_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Bulletin(Model):
    """The document of a quarterly digest: drafted by the service, edited, and signed by three people.

    `text` is JSON: title, addressees, sections of paragraphs, examples by publication, distribution, print run. It can
    be edited while `state` is `draft`; handing in (初审) makes it `submitted`, 审核 `reviewed`, 审发 `issued`.
    An issued one never changes; `number` is then its 发文字号.
    """

    __tablename__ = "bulletin"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'submitted', 'reviewed', 'issued')", name="state_known"),
        CheckConstraint("(state = 'issued') = (number IS NOT NULL)", name="issued_has_number"),
        CheckConstraint("(state = 'issued') = (issued_at IS NOT NULL)", name="issued_has_time"),
        CheckConstraint("state = 'draft' OR submitted_by IS NOT NULL", name="handed_in_by_somebody"),
        CheckConstraint("reviewed_by IS NULL OR reviewed_by <> submitted_by", name="four_eyes"),
        CheckConstraint("issued_by IS NULL OR (issued_by <> submitted_by AND issued_by <> reviewed_by)",
                        name="six_eyes"),
        Index("uq_bulletin_number", "number", unique=True,
              sqlite_where=text("number IS NOT NULL"), postgresql_where=text("number IS NOT NULL")),
    )

    digest_id: Mapped[int] = mapped_column(ForeignKey("digest.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    edited_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    edited_at: Mapped[datetime] = mapped_column(UTCDateTime)
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    reviewed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    issued_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    send_back_reason: Mapped[str] = mapped_column(Text, default="")
    number: Mapped[str | None] = mapped_column(String(32))


class Demand(Model):
    """What is demanded of a department by a day (整改要求), and what became of it.

    A bulletin demands it, or the decision on a remedy does (models/remedy.py): one of the two. The department reports
    what it has done; the letters office, or that for open government, takes it as done or sends it back.
    """

    __tablename__ = "demand"
    __table_args__ = (
        CheckConstraint("state IN ('planned', 'open', 'reported', 'done')", name="state_known"),
        CheckConstraint("state NOT IN ('reported', 'done') OR reported_at IS NOT NULL", name="report_has_time"),
        CheckConstraint("(digest_id IS NULL) <> (remedy_id IS NULL)", name="has_one_cause"),
        Index("ix_demand_digest_id", "digest_id"),
        Index("ix_demand_remedy_id", "remedy_id"),
        Index("ix_demand_department_state", "department_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digest.id"))
    remedy_id: Mapped[int | None] = mapped_column(ForeignKey("remedy.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    words: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12))
    report: Mapped[str] = mapped_column(Text, default="")
    reported_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    reported_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    send_back_reason: Mapped[str] = mapped_column(Text, default="")
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class DigestFile(Model):
    """A rendering of a digest, kept as it was sent or published: `format` is pdf, docx, xlsx, csv or html.

    `department_id` null is the whole, else that department's own part.
    """

    __tablename__ = "digest_file"
    __table_args__ = (
        Index("uq_digest_file_part", "digest_id", "department_id", "format", unique=True),
        Index("uq_digest_file_whole", "digest_id", "format", unique=True,
              sqlite_where=text("department_id IS NULL"), postgresql_where=text("department_id IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    digest_id: Mapped[int] = mapped_column(ForeignKey("digest.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    format: Mapped[str] = mapped_column(String(8))
    storage_name: Mapped[str] = mapped_column(String(64), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
