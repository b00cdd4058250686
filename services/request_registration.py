"""Storing a new disclosure request: its number, its rows, its agency and its first event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from models.assignment import Assignment
from models.department import Department, Mailbox
from models.disclosure import DisclosureRequest
from models.types import table_of
from rules import ledger, machines, numbering
from rules.clock_kinds import ClockKind, NoRegime, row_for
from rules.clock_record import clock_payload
from rules.clocks import ClockTerms
from rules.errors import InputRefused
from rules.localtime import local_date
from rules.request_draft import RequestDraft
from rules.transitions import Act
from rules.vocabulary import CaseKind
from services import events, locking, registration
from services.registration import Digests
from services.work import Work

_REQUEST = insert(table_of(DisclosureRequest))
_ASSIGNMENT = insert(table_of(Assignment))
NO_AGENCY = "没有这个机关。请从列表里选一个，或者向县人民政府申请。"
TOO_OLD = "2008年5月1日《政府信息公开条例》施行以前收到的申请不能登记。"


@dataclass(frozen=True)
class Instants:
    """When an application was sent, from when its clock runs, and when it was answered if that was elsewhere."""

    submitted_at: datetime
    received_at: datetime
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Registered:
    """A request that has just been stored; `terms` are those of its clock, None while its receipt is unconfirmed."""

    id: int
    number: str
    department_id: int
    received_at: datetime
    terms: ClockTerms | None
    chain_length: int = 1


def digests(work: Work, draft: RequestDraft) -> Digests:
    """Return what a draft's token and words give under the service's keys."""
    return registration.digests_of(work, draft.token, (
        draft.agency, draft.applicant.value, draft.text, draft.reference, draft.purpose, draft.provide_as.value,
        draft.deliver_by.value, *vars(draft.contact).values(), *[file.digest for file in draft.files]))


def reply_terms(received_at: datetime) -> ClockTerms:
    """Return how long the reply may take, by the text of the 条例 that the day of receipt is under.

    Raises InputRefused for a day before there was one.
    """
    try:
        row = row_for(ClockKind.DISCLOSURE_REPLY, local_date(received_at))
    except NoRegime:
        raise InputRefused(TOO_OLD, "received_on") from None
    return ClockTerms(row.kind, row.length, row.unit)


def series(year: int) -> str:
    """Return the number series of a year's requests, for example G2026."""
    return f"{numbering.SERIES[CaseKind.DISCLOSURE_REQUEST]}{year}"


def register(work: Work, draft: RequestDraft, made: Digests, at: Instants, act: Act,
             facts: Mapping[str, object] | None = None) -> Registered:
    """Number and store a request with its identity, files, agency and first event; InputRefused for no such agency.

    By `Act.ARRIVE` its receipt is not confirmed yet, and no clock is named.
    """
    received_at, answered_at = at.received_at, at.answered_at
    unit = _agency(work, draft.agency)
    mailbox_id = work.session.scalar(select(Mailbox.id).where(Mailbox.department_id == unit.id).limit(1)) \
        or work.settings.mailboxes[""]
    year = local_date(received_at).year
    number = numbering.case_number(CaseKind.DISCLOSURE_REQUEST, year, locking.next_serial(work.session, series(year)))
    confirmed = act is not Act.ARRIVE
    terms = reply_terms(received_at) if confirmed else None
    first = {"department": unit.id, "applicant": draft.applicant.value, "channel": draft.channel.value,
             "rule": draft.receipt.rule.value, "clock": clock_payload(terms, work.calendar.version),
             "submitted": at.submitted_at.isoformat(), "received": received_at.isoformat(), "body": made.body,
             "files": [file.digest for file in draft.files], **(facts or {})}
    event = events.prepare(work, number, ledger.GENESIS, act.value, first, answered_at or received_at)
    connection = work.session.connection()
    case_id: int = connection.execute(registration.CASE, {
        "kind": CaseKind.DISCLOSURE_REQUEST.value, "number": number,
        "state": machines.next_state(CaseKind.DISCLOSURE_REQUEST, None, act).value, "title": draft.title,
        "channel": draft.channel.value, "mailbox_id": mailbox_id, "department_id": unit.id,
        "received_at": received_at, "answered_at": answered_at, "closed_at": answered_at,
        "submission_key": made.submission, "body_digest": made.body, "code_mac": made.code_mac,
        "chain_head": event["mac"], "chain_length": 1}).scalar_one()
    connection.execute(_REQUEST, {
        "case_id": case_id, "applicant": draft.applicant.value, "text": draft.text, "reference": draft.reference,
        "purpose": draft.purpose, "provide_as": draft.provide_as.value, "deliver_by": draft.deliver_by.value,
        "accepts_other": draft.accepts_other, "submitted_at": at.submitted_at,
        "confirmed_at": received_at if confirmed else None, "receipt_rule": draft.receipt.rule.value,
        "receipt_proof": draft.receipt.proof.strip(), "outcome_words": "", "delivery_proof": "",
        "first_id": draft.first_id, "source_id": draft.source_id})
    connection.execute(_ASSIGNMENT, {
        "case_id": case_id, "decision": 1, "department_id": unit.id, "assigned_at": at.submitted_at,
        "assigned_by": work.actor.slug, "reasons": "{}", "return_reason": "",
        "ended_at": answered_at, "ended_how": "answered" if answered_at else None})
    registration.store_contact(work, case_id, draft.contact)
    registration.store_files(work, case_id, draft.files)
    events.append(work, case_id, event)
    return Registered(case_id, number, unit.id, received_at, terms)


def _agency(work: Work, code: str) -> Department:
    wanted = Department.code == code if code else Department.is_government_office
    unit = work.session.scalars(select(Department).where(wanted).order_by(Department.id)).first()
    if unit is None or (unit.valid_until is not None and unit.valid_until < work.today):
        raise InputRefused(NO_AGENCY, "agency")
    return unit
