"""Replies: saved, drafted, reviewed, issued (初审—审核—审发). Whoever drafted never reviews or issues.

Cases of both kinds go through here. What only the reply to a disclosure request has is services/request_replies.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from models.case import Case, Letter
from models.event import CaseEvent
from models.reply import Reply
from queries import earlier_replies
from rules import permissions, reply_checks
from rules.errors import Conflict, InputRefused
from rules.reply_checks import FLAG_LABELS
from rules.text_checks import storable, within
from rules.transitions import Act
from services import assignments, cases, clocks, events, locking, merging, notices
from services.triage import REASON_CHARACTERS
from services.work import Work

REPLY_CHARACTERS = 20_000
SAME_PERSON = "拟稿人不能审核、签发自己拟的答复，请由单位另一位负责人办理。"
LOOK_AGAIN = "请退回修改；确实可以的，勾选“已经看过，可以这样答复”再通过。"
# What an act puts into its event besides the version: slugs, ids and digests only.
Facts = Mapping[str, object]
NOTHING: Facts = {}
SAVED_SINCE = "有人在您打开之后又存了一稿。您写的还在下面：看过最新一稿再存，就以您的为准。"


def save(work: Work, case_id: int, text: str, seen: str | None = None) -> Reply:
    """Keep an unfinished draft, so that nothing typed is lost; nobody else is asked to act.

    `seen` is the digest of the version that the writer started from, "" for none, None not to compare.
    Raises Conflict when somebody has saved another one since.
    """
    case = locking.lock_handled(work.session, case_id)
    state = cases.require(work, case, Act.SAVE_DRAFT)
    reply = _working_version(work, case, storable(text, "text", "答复"), seen)
    case.state = state
    events.record(work, case, Act.SAVE_DRAFT, {"version": reply.version})
    return reply


def draft(work: Work, case_id: int, text: str, seen: str | None = None, facts: Facts = NOTHING) -> Reply:
    """Finish a draft and send it to the lead for review (初审); `seen` as for `save`."""
    case = locking.lock_handled(work.session, case_id)
    state = cases.require(work, case, Act.DRAFT)
    if not text.strip():
        raise InputRefused("请写答复正文，每件事都要答到。", "text")
    reply = _working_version(work, case, storable(text, "text", "答复"), seen)
    case.state, reply.drafted_at = state, work.now
    events.record(work, case, Act.DRAFT, {"version": reply.version, "text": reply.text_digest, **facts})
    return reply


def approve(work: Work, case_id: int, version: int, *, knowingly: bool = False, facts: Facts = NOTHING) -> Reply:
    """Approve the draft that the lead has read (审核); never one's own. Raises Conflict when it has changed since.

    A draft that is very short, says nothing or repeats an earlier reply is approved `knowingly` only, which the
    record shows; else InputRefused (security.md D5).
    """
    case, reply = under_review(work, case_id, Act.APPROVE, version)
    found = reply_checks.suspicions(
        reply.text, earlier_replies.issued_by(work.session, case.department_id, case.id))
    if found and not knowingly:
        raise InputRefused(FLAG_LABELS[found[0].flag] + LOOK_AGAIN, "knowingly")
    case.state = cases.require(work, case, Act.APPROVE)
    reply.reviewed_by, reply.reviewed_at = work.actor.id, work.now
    flags = {"flags": [one.flag.value for one in found]} if found else {}
    events.record(work, case, Act.APPROVE, {"version": reply.version, "text": reply.text_digest, **flags, **facts})
    return reply


def send_back(work: Work, case_id: int, version: int, reason: str) -> Reply:
    """Send a draft back to be mended, with what is to be mended."""
    case, reply = under_review(work, case_id, Act.SEND_BACK, version)
    words = within(storable(reason, "reason", "修改意见"), REASON_CHARACTERS, "reason", "修改意见").strip()
    if not words:
        raise InputRefused("请写修改意见，让拟稿人知道改哪里。", "reason")
    case.state = cases.require(work, case, Act.SEND_BACK)
    reply.sent_back_at, reply.send_back_reason = work.now, words
    events.record(work, case, Act.SEND_BACK, {"version": reply.version})
    return reply


def issue(work: Work, case_id: int, version: int, facts: Facts = NOTHING) -> Reply:
    """Issue the reviewed reply (审发). A letter is answered by it: its clock stops, and the writer is told.

    A disclosure request is answered when the reply is delivered (services/request_delivery).
    """
    case, reply = under_review(work, case_id, Act.ISSUE, version)
    case.state = cases.require(work, case, Act.ISSUE)
    reply.issued_by, reply.issued_at = work.actor.id, work.now
    if isinstance(case, Letter):
        _answer(work, case)
    events.record(work, case, Act.ISSUE, {"version": reply.version, "text": reply.text_digest, **facts})
    if isinstance(case, Letter):
        notices.tell_writer(work, case, notices.NoticeKind.ANSWERED)
        merging.tell_of_answer(work, case, reply.version)
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


def under_review(work: Work, case_id: int, act: Act, version: int) -> tuple[Case, Reply]:
    """Return a case, locked, and the version of its reply that the lead has read.

    Raises NotPermitted for whoever may not, or wrote on it, TransitionRefused, and Conflict when it has changed since.
    """
    case = locking.lock_handled(work.session, case_id)
    cases.require(work, case, act)
    reply = latest(work, case.id)
    if reply is None or reply.version != version:
        raise Conflict()
    permissions.require_four_eyes(work.actor, _writers(work, case, reply), SAME_PERSON)
    return case, reply


def _answer(work: Work, letter: Letter) -> None:
    letter.answered_at = work.now
    if letter.publication_decision == "published":
        # The public copy has the earlier answer until somebody decides on this one.
        letter.publication_decision = None
    assignments.end(work, letter, "answered")
    clocks.stop(work, letter)


def _working_version(work: Work, case: Case, text: str, seen: str | None) -> Reply:
    """Return the version being written: the department's unfinished one if there is, else a new one."""
    within(text, REPLY_CHARACTERS, "text", "答复")
    reply = latest(work, case.id)
    if seen is not None and seen != (reply.text_digest if reply else ""):
        raise Conflict(SAVED_SINCE)
    if reply is None or reply.drafted_at is not None or reply.department_id != case.department_id:
        reply = Reply(case_id=case.id, version=1 if reply is None else reply.version + 1,
                      department_id=case.department_id)
        work.session.add(reply)
    reply.text, reply.text_digest = text, digest(text)
    reply.drafted_by, reply.saved_at = work.actor.id, work.now
    return reply


def _writers(work: Work, case: Case, reply: Reply) -> set[int | None]:
    """Return everybody who wrote on this version: whoever saved it before the drafter handed it in counts too."""
    rows = work.session.execute(
        select(CaseEvent.actor, CaseEvent.payload)
        .where(CaseEvent.case_id == case.id, CaseEvent.act.in_((Act.SAVE_DRAFT.value, Act.DRAFT.value))))
    saved = {row.actor for row in rows if json.loads(row.payload).get("version") == reply.version}
    return {reply.drafted_by, *(int(actor.partition(":")[2]) for actor in saved)}
