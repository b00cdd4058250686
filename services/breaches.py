"""The record of breaches of personal data: written by the security administrator, closed when everybody was told."""

from __future__ import annotations

from models.breach import BreachRecord
from rules import breaches, permissions
from rules.actors import Role
from rules.audit import Audited
from rules.breaches import WORDS_CHARACTERS, BreachDraft
from rules.errors import InputRefused, NotFound, TransitionRefused
from rules.text_checks import storable, within
from services import audit
from services.work import Work

CLOSED = "这一件已经结束，不能再改。要补充的，另记一件。"
TOLD_ALREADY = "这一步已经记下了。"
NOT_TOLD = "报告网信部门、告诉受影响的人（或者写明为什么可以不告诉）以后，才能结束。"


def record(work: Work, draft: BreachDraft) -> BreachRecord:
    """Write a breach down; raises NotPermitted for all but the security administrator, InputRefused."""
    permissions.require_administrator(work.actor, Role.SECURITY_ADMIN)
    made = breaches.checked(draft, work.now)
    row = BreachRecord(
        noticed_at=made.noticed_at, recorded_at=work.now, recorded_by=work.actor.id, persons=made.persons,
        kinds=" ".join(kind.value for kind in made.kinds), cause=made.cause.strip(), harm=made.harm.strip(),
        measures=made.measures.strip(), advice=made.advice.strip(), not_telling="")
    work.session.add(row)
    work.session.flush()  # the audit names the record
    audit.note(work, Audited.BREACH_NOTED, breach=row.id, step="recorded", kinds=[kind.value for kind in made.kinds])
    return row


def note_authority_told(work: Work, breach_id: int) -> BreachRecord:
    """Note that the authority (网信部门) was told (PIPL 57)."""
    row = _open(work, breach_id)
    if row.told_authority_at is not None:
        raise TransitionRefused(TOLD_ALREADY)
    row.told_authority_at = work.now
    audit.note(work, Audited.BREACH_NOTED, breach=row.id, step="authority_told")
    return row


def note_persons_told(work: Work, breach_id: int, why_not: str = "") -> BreachRecord:
    """Note that the people concerned were told, or why they need not be: the measures averted the harm (PIPL 57)."""
    row = _open(work, breach_id)
    if row.told_persons_at is not None or row.not_telling:
        raise TransitionRefused(TOLD_ALREADY)
    words = within(storable(why_not, "why_not", "理由"), WORDS_CHARACTERS, "why_not", "理由").strip()
    if words:
        row.not_telling = words
    else:
        row.told_persons_at = work.now
    audit.note(work, Audited.BREACH_NOTED, breach=row.id, step="persons_told", told=not words)
    return row


def close(work: Work, breach_id: int) -> BreachRecord:
    """Close a breach of which everybody was told."""
    row = _open(work, breach_id)
    if row.told_authority_at is None or (row.told_persons_at is None and not row.not_telling):
        raise InputRefused(NOT_TOLD)
    row.closed_at = work.now
    audit.note(work, Audited.BREACH_NOTED, breach=row.id, step="closed")
    return row


def _open(work: Work, breach_id: int) -> BreachRecord:
    permissions.require_administrator(work.actor, Role.SECURITY_ADMIN)
    row = work.session.get(BreachRecord, breach_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound()
    if row.closed_at is not None:
        raise TransitionRefused(CLOSED)
    return row
