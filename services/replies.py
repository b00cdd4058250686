"""Replies: saved, drafted, reviewed, issued (初审—审核—审发). Whoever drafted never reviews or issues."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from sqlalchemy import select

from models.case import Letter
from models.event import CaseEvent
from models.reply import Reply
from queries import earlier_replies
from rules import permissions, reply_checks, transitions
from rules.errors import Conflict, InputRefused
from rules.permissions import CaseFacts
from rules.reply_checks import FLAG_LABELS
from rules.text_checks import storable, within
from rules.transitions import Act
from rules.vocabulary import State
from services import assignments, clocks, events, locking, merging, notices
from services.triage import REASON_CHARACTERS
from services.work import Work

REPLY_CHARACTERS = 20_000
SAME_PERSON = "拟稿人不能审核、签发自己拟的答复，请由单位另一位负责人办理。"
LOOK_AGAIN = "请退回修改；确实可以的，勾选“已经看过，可以这样答复”再通过。"
SAVED_SINCE = "有人在您打开之后又存了一稿。您写的还在下面：看过最新一稿再存，就以您的为准。"


def save(work: Work, case_id: int, text: str, seen: str | None = None) -> Reply:
    """Keep an unfinished draft, so that nothing typed is lost; nobody else is asked to act.

    `seen` is the digest of the version that the writer started from, "" for none, None not to compare.
    Raises Conflict when somebody has saved another one since.
    """
    letter = locking.lock_letter(work.session, case_id)
    permissions.require(work.actor, Act.SAVE_DRAFT, CaseFacts(letter.department_id))
    state = transitions.next_state(State(letter.state), Act.SAVE_DRAFT)
    reply = _working_version(work, letter, storable(text, "text", "答复"), seen)
    letter.state = state
    events.record(work, letter, Act.SAVE_DRAFT, {"version": reply.version})
    return reply


def draft(work: Work, case_id: int, text: str, seen: str | None = None) -> Reply:
    """Finish a draft and send it to the lead for review (初审); `seen` as for `save`."""
    letter = locking.lock_letter(work.session, case_id)
    permissions.require(work.actor, Act.DRAFT, CaseFacts(letter.department_id))
    if not text.strip():
        raise InputRefused("请写答复正文，每件事都要答到。", "text")
    state = transitions.next_state(State(letter.state), Act.DRAFT)
    reply = _working_version(work, letter, storable(text, "text", "答复"), seen)
    letter.state, reply.drafted_at = state, work.now
    events.record(work, letter, Act.DRAFT, {"version": reply.version, "text": reply.text_digest})
    return reply


def approve(work: Work, case_id: int, version: int, *, knowingly: bool = False) -> Reply:
    """Approve the draft that the lead has read (审核); never one's own. Raises Conflict when it has changed since.

    A draft that is very short, says nothing or repeats an earlier reply is approved `knowingly` only, which the
    record shows; else InputRefused (security.md D5).
    """
    letter, reply = _under_review(work, case_id, Act.APPROVE, version)
    permissions.require_four_eyes(work.actor, _writers(work, letter, reply), SAME_PERSON)
    found = reply_checks.suspicions(
        reply.text, earlier_replies.issued_by(work.session, letter.department_id, letter.id))
    if found and not knowingly:
        raise InputRefused(FLAG_LABELS[found[0].flag] + LOOK_AGAIN, "knowingly")
    letter.state = transitions.next_state(State(letter.state), Act.APPROVE)
    reply.reviewed_by, reply.reviewed_at = work.actor.id, work.now
    flags = {"flags": [one.flag.value for one in found]} if found else {}
    events.record(work, letter, Act.APPROVE, {"version": reply.version, "text": reply.text_digest, **flags})
    return reply


def send_back(work: Work, case_id: int, version: int, reason: str) -> Reply:
    """Send a draft back to be mended, with what is to be mended."""
    letter, reply = _under_review(work, case_id, Act.SEND_BACK, version)
    permissions.require_four_eyes(work.actor, _writers(work, letter, reply), SAME_PERSON)
    words = within(storable(reason, "reason", "修改意见"), REASON_CHARACTERS, "reason", "修改意见").strip()
    if not words:
        raise InputRefused("请写修改意见，让拟稿人知道改哪里。", "reason")
    letter.state = transitions.next_state(State(letter.state), Act.SEND_BACK)
    reply.sent_back_at, reply.send_back_reason = work.now, words
    events.record(work, letter, Act.SEND_BACK, {"version": reply.version})
    return reply


def issue(work: Work, case_id: int, version: int) -> Reply:
    """Issue the reviewed reply (审发): the clock stops, and the writer is told."""
    letter, reply = _under_review(work, case_id, Act.ISSUE, version)
    permissions.require_four_eyes(work.actor, _writers(work, letter, reply), SAME_PERSON)
    letter.state = transitions.next_state(State(letter.state), Act.ISSUE)
    reply.issued_by, reply.issued_at = work.actor.id, work.now
    letter.answered_at = work.now
    if letter.publication_decision == "published":
        # The public copy has the earlier answer until somebody decides on this one.
        letter.publication_decision = None
    assignments.end(work, letter, "answered")
    clocks.stop(work, letter)
    events.record(work, letter, Act.ISSUE, {"version": reply.version, "text": reply.text_digest})
    notices.tell_writer(work, letter, notices.NoticeKind.ANSWERED)
    merging.tell_of_answer(work, letter, reply.version)
    return reply


def add_issued(work: Work, case_id: int, department_id: int, text: str, issued_at: datetime) -> None:
    """Store a reply that was given outside and long ago; the importer's one way to answer."""
    work.session.add(Reply(case_id=case_id, version=1, department_id=department_id, text=text,
                           text_digest=digest(text), saved_at=work.now, drafted_at=issued_at, issued_at=issued_at))


def digest(text: str) -> str:
    """Return the SHA-256 of a reply as 64 hex digits, which the writer can check."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def latest(work: Work, case_id: int) -> Reply | None:
    """Return the newest version of the reply to a case."""
    return work.session.scalar(select(Reply).where(Reply.case_id == case_id).order_by(Reply.version.desc()).limit(1))


def _working_version(work: Work, letter: Letter, text: str, seen: str | None) -> Reply:
    """Return the version being written: the department's unfinished one if there is, else a new one."""
    within(text, REPLY_CHARACTERS, "text", "答复")
    reply = latest(work, letter.id)
    if seen is not None and seen != (reply.text_digest if reply else ""):
        raise Conflict(SAVED_SINCE)
    if reply is None or reply.drafted_at is not None or reply.department_id != letter.department_id:
        reply = Reply(case_id=letter.id, version=1 if reply is None else reply.version + 1,
                      department_id=letter.department_id)
        work.session.add(reply)
    reply.text, reply.text_digest = text, digest(text)
    reply.drafted_by, reply.saved_at = work.actor.id, work.now
    return reply


def _under_review(work: Work, case_id: int, act: Act, version: int) -> tuple[Letter, Reply]:
    letter = locking.lock_letter(work.session, case_id)
    permissions.require(work.actor, act, CaseFacts(letter.department_id))
    transitions.next_state(State(letter.state), act)
    reply = latest(work, letter.id)
    if reply is None or reply.version != version:
        raise Conflict()
    return letter, reply


def _writers(work: Work, letter: Letter, reply: Reply) -> set[int | None]:
    """Return everybody who wrote on this version: whoever saved it before the drafter handed it in counts too."""
    rows = work.session.execute(
        select(CaseEvent.actor, CaseEvent.payload)
        .where(CaseEvent.case_id == letter.id, CaseEvent.act.in_((Act.SAVE_DRAFT.value, Act.DRAFT.value))))
    saved = {row.actor for row in rows if json.loads(row.payload).get("version") == reply.version}
    return {reply.drafted_by, *(int(actor.partition(":")[2]) for actor in saved)}
