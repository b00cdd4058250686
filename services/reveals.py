"""Looking at who wrote a letter: with a reason, kept for good, and told to the writer as a count (security.md I2)."""

from __future__ import annotations

from sqlalchemy import insert

from models.reveal import IdentityReveal
from models.types import table_of
from rules import offers, reveals, text_checks
from rules.audit import Audited
from rules.errors import NotPermitted, TransitionRefused
from rules.vocabulary import CaseKind
from services import audit, letter_text, locking
from services.work import Work

NOTHING_TO_SEE = "{}没有留姓名和联系方式，或者已经删去了。"
_REVEAL = insert(table_of(IdentityReveal))


def reveal(work: Work, case_id: int, reason: str, words: str) -> dict[str, str]:
    """Return the contact fields of a writer, decrypted, having noted who looked, when and why.

    The note is made in the same transaction: without it nothing is shown. Raises NotPermitted for everybody but the
    letters office (of a comment on a draft: the office for open government), InputRefused without a reason,
    TransitionRefused when nothing is kept.
    """
    case = locking.lock_case(work.session, case_id)
    if not offers.may_reveal(work.actor, CaseKind(case.kind)):
        raise NotPermitted()
    chosen, said = reveals.checked(reason, text_checks.storable(words, "words", "理由"))
    own = letter_text.own_words(work, case_id)
    if not own:
        raise TransitionRefused(NOTHING_TO_SEE.format("评论人" if case.kind == CaseKind.COMMENT else "来信人"))
    work.session.connection().execute(_REVEAL, {
        "case_id": case_id, "staff_id": work.actor.id, "role": work.actor.role, "reason": chosen.value, "words": said,
        "fields": ",".join(own), "revealed_at": work.now})
    audit.note(work, Audited.REVEALED, case.number, reason=chosen.value, fields=sorted(own))
    return own
