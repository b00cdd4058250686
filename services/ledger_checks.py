"""Having the record verified in the background, and what was found: kept in the record itself (security.md U2)."""

from __future__ import annotations

from rules.actors import Role
from rules.audit import Audited
from rules.errors import NotPermitted
from services import audit
from services.ledger import Report
from services.work import Work

VERIFY_JOB = "workers.ledger.verify"


def ask(work: Work) -> None:
    """Have the whole record verified soon; the auditor reads what was found on the same page.

    Raises NotPermitted for everybody else.
    """
    if work.actor.role is not Role.AUDITOR:
        raise NotPermitted()
    work.after_commit(VERIFY_JOB)


def keep(work: Work, report: Report) -> None:
    """Leave in the record what verifying it has found."""
    audit.note(work, Audited.RECORD_VERIFIED, events=report.events, first_bad=report.first_bad or "")
