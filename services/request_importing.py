"""Taking past disclosure requests in from a file: all of it is checked first, then stored in one transaction."""

from __future__ import annotations

import secrets as random_source
from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import select

from models.department import Department
from models.disclosure import DisclosureRequest
from rules import permissions, request_rows
from rules.annual_requests import End
from rules.clock_kinds import ClockKind, row_for
from rules.clocks import ClockFacts
from rules.errors import InputRefused
from rules.localtime import start_of_day
from rules.outcomes import WITHOUT_REPLY
from rules.permissions import CaseFacts
from rules.request_draft import ApplicantContact, Receipt, RequestDraft
from rules.request_rows import RequestRow
from rules.request_words import DeliverBy, ReceiptRule
from rules.transitions import Act
from rules.vocabulary import CaseKind, Channel
from services import clocks, counting, request_registration, request_results
from services.importing import ImportReport
from services.request_registration import Instants
from services.work import Work

_RULES: Mapping[Channel, ReceiptRule] = {
    Channel.COUNTER: ReceiptRule.IN_PERSON, Channel.PAPER: ReceiptRule.SIGNED_MAIL}


def check(work: Work, rows: Iterable[Mapping[str, object]]) -> tuple[ImportReport, list[RequestRow]]:
    """Read and check every row; returns the report so far and the rows that can be stored."""
    units, report, good = _units(work), ImportReport(), []
    for place, row in enumerate(rows, start=2):
        report.read += 1
        try:
            one = request_rows.read(row, work.today)
            if one.department and one.department not in units:
                raise InputRefused(f"没有“{one.department[:20]}”这个单位。", "department")
            request_registration.reply_terms(start_of_day(one.received_on))
            good.append(one)
        except InputRefused as refusal:
            report.refused.append((place, refusal.message))
    return report, good


def store(work: Work, rows: list[RequestRow], *, step: Callable[[], object] = lambda: None) -> int:
    """Store checked rows, the first received first, and return how many; they join the counts of their past days.

    One that has ended becomes a closed case by one act (design.md 4): no mail, no review, no paper.
    """
    units, stored = _units(work), []
    for row in sorted(rows, key=lambda row: row.received_on):
        stored.append(_store(work, row, units.get(row.department, "")))
        step()
    counting.add(work, stored)
    return len(stored)


def _store(work: Work, row: RequestRow, agency: str) -> int:
    act = Act.IMPORT_ANSWERED if row.outcome else Act.SUBMIT
    permissions.require(work.actor, act, CaseFacts(None, kind=CaseKind.DISCLOSURE_REQUEST))
    draft = RequestDraft(
        token=random_source.token_urlsafe(24), text=row.text, contact=ApplicantContact(), applicant=row.applicant,
        agency=agency, channel=row.channel, receipt=Receipt(_RULES.get(row.channel, ReceiptRule.CONFIRMED)),
        deliver_by=DeliverBy.POST, source_id=row.source_id)
    received_at = start_of_day(row.received_on)
    ended_at = start_of_day(row.closed_on) if row.closed_on else None
    more = row_for(ClockKind.DISCLOSURE_REPLY, row.received_on).extension if row.is_extended else 0
    facts = {"outcome": row.outcome.value if row.outcome else None, "extension": more}
    at = Instants(received_at, received_at, ended_at)
    registered = request_registration.register(
        work, draft, request_registration.digests(work, draft), at, act, facts)
    assert registered.terms is not None, "its receipt is a stated day"
    clocks.start(work, registered.id, ClockFacts(registered.terms, row.received_on, more), ended_at)
    if row.outcome and ended_at:
        case = work.session.get_one(DisclosureRequest, registered.id)
        case.outcome = row.outcome.value
        end = End.LAPSED if row.outcome in WITHOUT_REPLY else End.ANSWERED
        request_results.keep(work, case, end, ended_at, extended=row.is_extended)
    return registered.id


def _units(work: Work) -> dict[str, str]:
    """Return the codes of the agencies that a file may name, by code and by name; one that has ended has none."""
    rows = work.session.execute(select(Department.code, Department.name).where(
        Department.valid_until.is_(None) | (Department.valid_until >= work.today)))
    return {key: row.code for row in rows for key in (row.code, row.name)}
