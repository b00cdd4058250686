"""Taking the audit trail along as a table (security.md U3): formula-safe, bounded, and itself noted."""

from __future__ import annotations

from enum import StrEnum

from adapters import spreadsheet
from queries import audit_trail
from queries.audit_trail import OUTCOME_LABELS, AuditFilters
from rules.actors import Role
from rules.audit import Audited
from rules.errors import NotPermitted
from rules.localtime import local_time
from services import audit
from services.work import Work

HEADER = ("序号", "时间", "谁", "做了什么", "办件编号", "结果", "说明")


class Format(StrEnum):
    """How the table is written."""

    CSV = "csv"
    XLSX = "xlsx"


def export(work: Work, filters: AuditFilters, kind: Format) -> bytes:
    """Return what the filters let through, the newest first, and note that it was taken along.

    Raises NotPermitted for all but the auditor.
    """
    if work.actor.role is not Role.AUDITOR:
        raise NotPermitted()
    rows = [(row.seq, f"{local_time(row.at):%Y-%m-%d %H:%M:%S}", row.who, row.act, row.number,
             OUTCOME_LABELS[row.outcome], row.facts) for row in audit_trail.every(work.session, filters)]
    audit.note(work, Audited.EXPORTED, kind="audit", format=kind.value, rows=len(rows),
               since=filters.since and filters.since.isoformat(), until=filters.until and filters.until.isoformat())
    return spreadsheet.csv_bytes(HEADER, rows) if kind is Format.CSV else spreadsheet.xlsx_bytes(HEADER, rows)
