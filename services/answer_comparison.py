"""Comparing how agencies answer the same question (条例 11): done after each reply, settled by the office above."""

from __future__ import annotations

from sqlalchemy import delete, insert, or_, select

from models.disclosure import DisclosureRequest
from models.remedy import AnswerConflict, QuestionPrint
from models.types import table_of
from queries import answer_conflicts
from rules import same_question
from rules.actors import ActorKind, Role
from rules.audit import Audited
from rules.errors import InputRefused, NotFound, NotPermitted, TransitionRefused
from rules.text_checks import storable, within
from services import audit, locking
from services.work import Work

COMPARED_AT_ONCE = 200
WORDS_CHARACTERS = 1_000
NO_CONFLICT = "没有这一条不一致的答复。"
SETTLED = "这一条已经处理过了。"
_ADD_PRINT = insert(table_of(QuestionPrint))


def compare_due(work: Work, limit: int = COMPARED_AT_ONCE) -> int:
    """Compare the requests whose outcome is new with what other agencies answered; returns how many were."""
    due = work.session.scalars(
        select(DisclosureRequest.case_id)
        .where(DisclosureRequest.outcome.is_not(None),
               or_(DisclosureRequest.compared_outcome.is_(None),
                   DisclosureRequest.compared_outcome != DisclosureRequest.outcome))
        .order_by(DisclosureRequest.case_id).limit(limit)).all()
    for case_id in due:
        compare(work, case_id)
    return len(due)


def compare(work: Work, case_id: int) -> int:
    """Compare one answered request; returns how many unlike answers there are. What was settled stays settled."""
    request = locking.lock_request(work.session, case_id)
    if request.outcome is None:
        return 0
    _keep_prints(work, request)
    work.session.execute(
        delete(AnswerConflict).where(AnswerConflict.settled_at.is_(None),
                                     or_(AnswerConflict.case_id == case_id, AnswerConflict.other_id == case_id)))
    known = set(work.session.scalars(select(AnswerConflict.other_id).where(AnswerConflict.case_id == case_id)))
    known |= set(work.session.scalars(select(AnswerConflict.case_id).where(AnswerConflict.other_id == case_id)))
    unlike = [one for one in answer_conflicts.alike(work.session, case_id, request.text, request.department_id)
              if one.case_id not in known and same_question.differ(request.outcome, one.outcome)]
    work.session.add_all(
        AnswerConflict(case_id=case_id, other_id=one.case_id, likeness=one.likeness, found_at=work.now)
        for one in unlike)
    request.compared_outcome = request.outcome
    return len(unlike)


def settle(work: Work, conflict_id: int, words: str) -> AnswerConflict:
    """Settle two unlike answers, with what was found; only the office for open government does.

    Raises NotPermitted for everybody else, InputRefused without words, TransitionRefused for a settled one.
    """
    if work.actor.kind is not ActorKind.STAFF or work.actor.role is not Role.DISCLOSURE:
        raise NotPermitted()
    row = work.session.get(AnswerConflict, conflict_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(NO_CONFLICT)
    if row.settled_at is not None:
        raise TransitionRefused(SETTLED)
    said = within(storable(words.strip(), "words", "处理意见"), WORDS_CHARACTERS, "words", "处理意见")
    if not said:
        raise InputRefused("请写处理意见：两件为什么可以不同，或者哪一件要重新办理。", "words")
    row.settled_by, row.settled_at, row.settled_words = work.actor.id, work.now, said
    audit.note(work, Audited.CONFLICT_SETTLED, conflict=row.id)
    return row


def _keep_prints(work: Work, request: DisclosureRequest) -> None:
    wanted = set(same_question.prints(request.text))
    kept = set(work.session.scalars(select(QuestionPrint.print).where(QuestionPrint.case_id == request.id)))
    if wanted == kept:
        return
    work.session.execute(delete(QuestionPrint).where(QuestionPrint.case_id == request.id))
    if wanted:
        work.session.execute(_ADD_PRINT, [{"case_id": request.id, "print": one} for one in sorted(wanted)])
