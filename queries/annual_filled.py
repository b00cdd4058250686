"""The annual forms as they stand now: cases and small figures together, and what the year before was signed with."""

from __future__ import annotations

import json

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from models.annual import AnnualReport
from queries import annual, annual_registers
from rules import annual_body
from rules.annual_forms import FormName
from rules.annual_table import AnnualTable

AnySession = Session | scoped_session[Session]


def table(session: AnySession, year: int, form: FormName, department_id: int | None = None) -> AnnualTable:
    """Return a form of a year, of one department or of the whole county, each cell with the cases behind it."""
    return annual.table(session, year, form, department_id, annual_registers.numbers(session, year, department_id))


def signed(session: AnySession, year: int, form: FormName) -> AnnualTable | None:
    """Return a form as the newest signed report of a year has it, without cases; None when there is none."""
    body = session.scalar(
        select(AnnualReport.body).where(AnnualReport.year == year, AnnualReport.state == "signed")
        .order_by(AnnualReport.version.desc()).limit(1))
    return annual_body.table_of(json.loads(body), form) if body else None
