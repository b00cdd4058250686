"""Derivatives in the making as pages show them: the newest of a letter that counts, with its marks and who did what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, scoped_session

from models.redaction import Redaction, RedactionMark
from models.staff import Staff
from rules.redaction_marks import Basis, Decision, Mark, Part
from rules.vocabulary import RedactionState

AnySession = Session | scoped_session[Session]


@dataclass(frozen=True)
class MarkRow:
    """A mark with why it is there."""

    mark: Mark
    basis: Basis


@dataclass(frozen=True)
class RedactionRow:
    """A derivative with its marks, those of a part in the order of the text; `hands` are staff who had to do with it.

    `source_digest` is that of the texts it was made from.
    """

    id: int
    state: RedactionState
    edits: int
    source_digest: str
    redactor: str
    started_at: datetime
    proposed_at: datetime | None
    publisher: str
    released_at: datetime | None
    sent_back_by: str
    sent_back_reason: str
    cannot_be_known: bool
    hands: frozenset[int]
    marks: tuple[MarkRow, ...]


def of_case(session: AnySession, case_id: int) -> RedactionRow | None:
    """Return the derivative that is open or was released last, None when there is none."""
    redactor, publisher, critic = aliased(Staff), aliased(Staff), aliased(Staff)
    row = session.execute(
        select(Redaction, redactor.name.label("redactor"), publisher.name.label("publisher"),
               critic.name.label("critic"))
        .join(redactor, redactor.id == Redaction.redacted_by)
        .outerjoin(publisher, publisher.id == Redaction.released_by)
        .outerjoin(critic, critic.id == Redaction.sent_back_by)
        .where(Redaction.case_id == case_id, Redaction.document_id.is_(None),
               Redaction.state != RedactionState.DISCARDED.value)
        .order_by(Redaction.id.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    one: Redaction = row.Redaction
    marks = session.scalars(select(RedactionMark).where(RedactionMark.redaction_id == one.id)).all()
    return RedactionRow(
        one.id, RedactionState(one.state), one.edits, one.source_digest, row.redactor, one.started_at,
        one.proposed_at, row.publisher or "", one.released_at, row.critic or "", one.sent_back_reason,
        one.cannot_be_known, frozenset({one.redacted_by} | {mark.decided_by for mark in marks if mark.decided_by}),
        tuple(sorted((_as_row(mark) for mark in marks), key=_place)))


def _as_row(one: RedactionMark) -> MarkRow:
    decision = Decision(one.decision) if one.decision else None
    return MarkRow(Mark(Part(one.part), one.begins, one.ends, one.kind, one.replacement, decision, one.id),
                   Basis(one.basis))


def _place(row: MarkRow) -> tuple[int, int, int]:
    return list(Part).index(row.mark.part), row.mark.start, row.mark.end
