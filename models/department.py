"""Departments (承办单位) and mailboxes (信箱). Both keep their past: a merger ends one and names its successor."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import Model


class Department(Model):
    """A unit that answers letters.

    `keywords` are the routing words, one a line, `contacts` its published telephones and mail addresses, which
    nobody masks. `full_name` and `document_word` (机关代字) are how its official papers name it and their numbers;
    "" for what rules/agency_names.py makes of its name. `review_body` is who reconsiders what it does (复议机关),
    `court` who hears a case against it: both are printed on what it decides. `valid_until` is the last day on which
    the unit existed, and `successor_id` the unit that took over its work; closed cases keep pointing at the unit that
    answered them.
    """

    __tablename__ = "department"
    __table_args__ = (
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="valid_span"),
        CheckConstraint("successor_id IS NULL OR valid_until IS NOT NULL", name="successor_after_end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    duties: Mapped[str] = mapped_column(Text, default="")
    keywords: Mapped[str] = mapped_column(Text, default="")
    contacts: Mapped[str] = mapped_column(Text, default="", server_default="")
    review_body: Mapped[str] = mapped_column(String(64), default="", server_default="")
    court: Mapped[str] = mapped_column(String(64), default="", server_default="")
    full_name: Mapped[str] = mapped_column(String(64), default="", server_default="")
    document_word: Mapped[str] = mapped_column(String(16), default="", server_default="")
    is_letters_office: Mapped[bool] = mapped_column(default=False)
    is_government_office: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))


class Mailbox(Model):
    """An addressee: the county leader's mailbox (no department), or one per department."""

    __tablename__ = "mailbox"
    __table_args__ = (
        Index("uq_mailbox_leader", "is_county_leader", unique=True,
              sqlite_where=text("is_county_leader"), postgresql_where=text("is_county_leader")),
        CheckConstraint("is_county_leader = (department_id IS NULL)", name="leader_has_no_department"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    is_county_leader: Mapped[bool] = mapped_column(default=False)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), unique=True)
    is_open: Mapped[bool] = mapped_column(default=True)

    department: Mapped[Department | None] = relationship()
