"""Taking letters in from a file: everything is read and checked first, then stored in one transaction or not at all."""

from __future__ import annotations

import secrets as random_source
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from models.case import Letter
from models.department import Department, Mailbox
from rules import letter_draft, letter_rows, permissions
from rules.errors import InputRefused
from rules.letter_draft import LetterDraft
from rules.letter_rows import LetterRow
from rules.transitions import Act
from rules.vocabulary import Channel
from services import accused, assignments, clocks, counting, letter_index, publication, registration, replies, routing
from services.work import Work


@dataclass
class ImportReport:
    """What became of a file: rows read, letters stored, and (row, why) for every refused row; row 2 is the first."""

    read: int = 0
    imported: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Names:
    """Mailboxes and departments by slug, code and name, for reading cells."""

    mailboxes: Mapping[str, str]
    departments: Mapping[str, int]
    letters_office: int | None
    ended: frozenset[int]


def check(work: Work, rows: Iterable[Mapping[str, object]]) -> tuple[ImportReport, list[LetterRow]]:
    """Read and check every row; returns the report so far and the rows that can be stored."""
    names = _names(work)
    report, good = ImportReport(), []
    for place, row in enumerate(rows, start=2):
        report.read += 1
        try:
            letter = letter_rows.read(row, work.now)
            _resolve(names, letter)
            good.append(letter)
        except InputRefused as refusal:
            report.refused.append((place, refusal.message))
    return report, good


def store(work: Work, rows: list[LetterRow], *, published: bool = False,
          step: Callable[[], object] = lambda: None) -> int:
    """Store checked rows, the oldest first, and return how many. `published`: they were public before already.

    They are added to the counts of their past days in the same transaction.
    """
    names, stored = _names(work), []
    for row in sorted(rows, key=lambda row: row.received_at):
        mailbox, department_id = _resolve(names, row)
        draft = LetterDraft(
            token=random_source.token_urlsafe(24), text=row.text, title=row.title or letter_draft.title_from(row.text),
            mailbox=mailbox, category=row.category, channel=Channel.MESSAGE_BOARD, source_id=row.source_id,
            consents_to_publication=published)
        if row.reply_at is None:
            case_id = _store_open(work, draft, row, department_id)
        else:
            case_id = _store_answered(work, draft, row, row.reply_at, department_id, names.letters_office)
            if published:
                publication.publish_imported(work, case_id)
        letter_index.add(work, work.session.get_one(Letter, case_id))
        stored.append(case_id)
        step()
    counting.add(work, stored)
    return len(rows)


def _store_open(work: Work, draft: LetterDraft, row: LetterRow, department_id: int | None) -> int:
    permissions.require(work.actor, Act.SUBMIT, permissions.CaseFacts(None))
    registered = registration.register(work, draft, registration.digests(work, draft), received_at=row.received_at,
                                       act=Act.SUBMIT)
    clocks.start_letter_clock(work, registered)
    routing.route(work, registered.id, department_id)
    return registered.id


def _store_answered(work: Work, draft: LetterDraft, row: LetterRow, answered_at: datetime, department_id: int | None,
                    letters_office: int | None) -> int:
    """Store an answered letter by one act: no mail, no review (design.md 4)."""
    permissions.require(work.actor, Act.IMPORT_ANSWERED, permissions.CaseFacts(None))
    reasons: dict[str, object] = {"by": "import"}
    if department_id is None:
        # Never guessed to be the unit that it is about.
        about = frozenset(accused.of_draft(work, draft, work.settings.mailboxes[draft.mailbox]))
        decision = routing.suggest(work, draft.title, draft.text, draft.place, about)
        department_id, reasons = decision.unit_id or letters_office, routing.as_reasons(decision)
    if department_id is None:
        raise InputRefused("没有单位可以归属这封信，请先导入承办单位。", "department")
    facts = {"department": department_id, "received": row.received_at.isoformat(), "text": replies.digest(row.reply)}
    registered = registration.register(
        work, draft, registration.digests(work, draft), received_at=row.received_at, act=Act.IMPORT_ANSWERED,
        facts=facts, answered_at=answered_at)
    clocks.start_letter_clock(work, registered, stopped_at=answered_at)
    assignments.add_ended(work, registered.id, department_id, reasons, row.received_at, answered_at)
    replies.add_issued(work, registered.id, department_id, row.reply, answered_at)
    return registered.id


def _names(work: Work) -> _Names:
    mailboxes = work.session.execute(select(Mailbox.slug, Mailbox.name).where(Mailbox.is_open)).all()
    units = work.session.execute(select(Department.id, Department.code, Department.name,
                                        Department.is_letters_office, Department.valid_until)).all()
    return _Names(
        mailboxes={key: row.slug for row in mailboxes for key in (row.name, row.slug)},
        departments={key: unit.id for unit in units for key in (unit.name, unit.code)},
        letters_office=next((unit.id for unit in units if unit.is_letters_office), None),
        ended=frozenset(unit.id for unit in units if unit.valid_until is not None and unit.valid_until < work.today))


def _resolve(names: _Names, row: LetterRow) -> tuple[str, int | None]:
    """Return the mailbox slug and the department id that a row names; raises InputRefused for what cannot be.

    A unit that has ended may have answered a letter, but cannot be given one.
    """
    if row.mailbox and row.mailbox not in names.mailboxes:
        raise InputRefused(f"没有“{row.mailbox[:20]}”这个信箱。", "mailbox")
    if row.department and row.department not in names.departments:
        raise InputRefused(f"没有“{row.department[:20]}”这个单位。", "department")
    department_id = names.departments.get(row.department)
    if row.reply_at is None and department_id in names.ended:
        raise InputRefused(f"“{row.department[:20]}”已经撤并，没有答复的来信要写接手它工作的单位。", "department")
    if row.reply_at is not None and department_id is None and names.letters_office is None:
        raise InputRefused("已答复的来信要写department：名单里没有信访局可以归属它。", "department")
    return names.mailboxes.get(row.mailbox, ""), department_id
