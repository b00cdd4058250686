"""Letters of one matter: a later one is answered with the first (合并办理), and stands by itself again if need be."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from models.case import Letter
from rules import permissions, transitions
from rules.actors import SYSTEM
from rules.clock_kinds import ClockKind
from rules.errors import InputRefused, TransitionRefused
from rules.permissions import CaseFacts
from rules.transitions import Act
from rules.vocabulary import OPEN_STATES, Category, State
from services import assignments, clocks, events, locking, notices
from services.work import Work

ITSELF = "这就是这一件自己的编号，请填同一事项更早那一件的编号。"
NOT_OPEN = "那一件已经不在办理中，不能合并过去。请另选一件，或者单独办理这一件。"
NOT_EARLIER = "那一件比这一件收到得晚。请打开那一件，把它合并到这一件里来。"
NOT_TO_OTHERS = "那一件是举报，它的答复不给别的来信人看。请去掉勾选再合并。"
HAS_OTHERS = "已经有来信合并到这一件里，不能再把这一件合并到别的件里。"


def merge(work: Work, case_id: int, first_id: int, *, shares_reply: bool) -> Letter:
    """Answer a letter with an earlier open one of the same matter, and tell its writer (合并办理, domain.md 1.8).

    `shares_reply` is the office's leave to show the first letter's answer to this writer too. Raises InputRefused
    when the other letter is not an earlier open one, TransitionRefused when others were merged into this one.
    """
    # In the order of their ids, so that two officers who merge at once don't wait for each other.
    rows = {one: locking.lock_letter(work.session, one) for one in sorted({case_id, first_id})}
    letter, first = rows[case_id], rows[first_id]
    permissions.require(work.actor, Act.MERGE, CaseFacts(letter.department_id))
    state = transitions.next_state(State(letter.state), Act.MERGE)
    assignments.require_never_answered(work, letter.id)
    _require_fitting(work, letter, first)
    if shares_reply and first.category == Category.REPORT:
        raise InputRefused(NOT_TO_OTHERS, "shares_reply")
    letter.state = state
    letter.merged_into_id, letter.shares_reply = first.id, shares_reply
    assignments.end(work, letter, "merged")
    letter.department_id = None
    clocks.stop(work, letter)
    events.record(work, letter, Act.MERGE, {"into": first.id, "shares_reply": shares_reply})
    notices.tell_writer(work, letter, notices.NoticeKind.MERGED)
    return letter


def separate(work: Work, case_id: int) -> Letter:
    """Give a merged letter back to the office, to be answered by itself; its clock runs on as if never stopped."""
    letter = locking.lock_letter(work.session, case_id)
    permissions.require(work.actor, Act.SEPARATE, CaseFacts(letter.department_id))
    letter.state = transitions.next_state(State(letter.state), Act.SEPARATE)
    letter.merged_into_id, letter.shares_reply = None, False
    clocks.resume(work, letter)
    clocks.start_step(work, letter.id, ClockKind.LETTER_ROUTING)
    events.record(work, letter, Act.SEPARATE)
    return letter


def separate_all(work: Work, first: Letter) -> None:
    """Separate what was merged into a letter that ends without an answer, so that nobody's matter is lost with it."""
    for letter in merged_into(work, first.id):
        separate(replace(work, actor=SYSTEM), letter.id)


def tell_of_answer(work: Work, first: Letter, version: int) -> None:
    """Owe the writers of all letters merged into this one the news that the matter has been answered."""
    for letter in merged_into(work, first.id):
        notices.tell_writer(work, letter, notices.NoticeKind.MERGED_ANSWERED, cause=f"reply-{version}")


def merged_into(work: Work, case_id: int) -> list[Letter]:
    """Return the letters that are answered with this one, in the order of their ids."""
    return list(work.session.scalars(
        select(Letter).where(Letter.merged_into_id == case_id).order_by(Letter.id)))


def _require_fitting(work: Work, letter: Letter, first: Letter) -> None:
    if first.id == letter.id:
        raise InputRefused(ITSELF, "number")
    if first.state not in OPEN_STATES:
        raise InputRefused(NOT_OPEN, "number")
    # Whoever has the first letter would read this one with it.
    assignments.require_free(work, letter, first.department_id, "number")
    if first.received_at > letter.received_at:
        raise InputRefused(NOT_EARLIER, "number")
    if merged_into(work, letter.id):
        raise TransitionRefused(HAS_OTHERS)
