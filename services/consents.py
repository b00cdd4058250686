"""Separate consents to sensitive data: kept with the version of their words, and taken back (security.md I7)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import insert, select, update

from models.consent import Consent
from models.identity import Identity
from models.types import table_of
from rules import consents, permissions, transitions
from rules.consents import ConsentKind
from rules.errors import NotFound
from rules.letter_draft import LetterDraft
from rules.permissions import CaseFacts
from rules.transitions import Act
from rules.vocabulary import State
from services import events, locking
from services.work import Work

NOT_GIVEN = "没有这项同意，或者已经撤回了。请刷新页面看一看。"
_CONSENT = insert(table_of(Consent))


def versions(draft: LetterDraft) -> dict[str, int]:
    """Return the consents of a new letter as its first event names them: {kind: version of the words}."""
    return {kind.value: consents.current(kind).version for kind in ConsentKind if kind in draft.consents}


def store(work: Work, case_id: int, kinds: Iterable[ConsentKind]) -> None:
    """Keep the consents of a case that has just been made, in the words that are shown now."""
    rows = [{"case_id": case_id, "kind": kind.value, "text_version": consents.current(kind).version,
             "given_at": work.now} for kind in kinds]
    if rows:
        work.session.connection().execute(_CONSENT, rows)


def given(work: Work, case_id: int) -> list[Consent]:
    """Return the consents of a case, withdrawn ones included, in the order in which they were given."""
    return list(work.session.scalars(select(Consent).where(Consent.case_id == case_id).order_by(Consent.id)))


def withdraw(work: Work, case_id: int, kind: ConsentKind) -> None:
    """Take a consent back (PIPL 15): what it alone allowed is deleted, and what was done before stays lawful.

    The identity number is deleted at once. What the letter itself says of health or of a child is part of the record
    and goes on being kept; `services.rights` takes it down from the public pages. Raises NotFound for a consent that
    was not given or is withdrawn already.
    """
    letter = locking.lock_letter(work.session, case_id)
    permissions.require(work.actor, Act.WITHDRAW_CONSENT, CaseFacts(letter.department_id))
    letter.state = transitions.next_state(State(letter.state), Act.WITHDRAW_CONSENT)
    row = work.session.scalar(select(Consent).where(
        Consent.case_id == case_id, Consent.kind == kind.value, Consent.withdrawn_at.is_(None)))
    if row is None:
        raise NotFound(NOT_GIVEN)
    row.withdrawn_at = work.now
    if kind is ConsentKind.ID_NUMBER:
        work.session.execute(update(Identity).where(Identity.case_id == case_id).values(id_number=None))
    events.record(work, letter, Act.WITHDRAW_CONSENT, {"consent": kind.value, "version": row.text_version})
