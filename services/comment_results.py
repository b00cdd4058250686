"""The result of a period (采纳情况): drafted and approved in the department, released by a third person, then frozen.

Every comment is accounted for before it goes on: in a decided opinion, set aside, replaced or taken back (security.md
C3). Its files stand in services/comment_result_files.py, the answers to commenters in services/comment_responses.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlalchemy import bindparam, update

from models.comment import Opinion
from models.comment_period import CommentPeriod, CommentResult
from models.department import Department
from models.types import table_of
from queries import adoption_table, comment_counts, departments
from queries.adoption_table import OpinionRow
from rules import comment_periods, comment_result, permissions, redaction
from rules.comment_figures import SHOWN_STATES
from rules.comment_periods import Window
from rules.comment_result import Aside, ResultBody, Row, Totals
from rules.comment_words import AsideGround, DraftKind
from rules.errors import InputRefused, TransitionRefused
from rules.text_checks import storable, within
from rules.transitions import Act
from services import cases, clocks, comment_moderation, events, locking, redaction_edits
from services.comment_releases import ANOTHER
from services.papers import agency_name
from services.publication import PUBLIC_REVISION
from services.work import Work

FILES_JOB = "workers.comment_results.keep_files"
RESPOND_JOB = "workers.comment_results.respond"
BACK_CHARACTERS = 500
# So many comments that nobody mended are set aside at once; pressing again goes on.
MOST_UNMENDED = 200
NEEDS_WORDS = "请写几句话，说明意见是怎样研究的、草案作了哪些修改。"
NEEDS_BACK_WORDS = "请写明要修改什么。"
NAMES_SOMEBODY = "这些话会公布。请不要写姓名、电话、住址。"
NOT_MENDED = "退回以后，到期没有修改。"
_OPINION = table_of(Opinion)
_NUMBER = update(_OPINION).where(_OPINION.c.id == bindparam("opinion")).values(
    serial=bindparam("number"), comments=bindparam("count"))
NOT_WHOLE = "收到的意见和去处对不上，刚刚有人改动过。请刷新页面再看。"


def send_for_review(work: Work, period_id: int, words: str) -> None:
    """Send the result for review (初审) with the words that introduce it; also when nobody commented.

    Raises TransitionRefused that says which comments and opinions are not dealt with, InputRefused at `words`,
    NotPermitted.
    """
    period = locking.lock_period(work.session, period_id)
    state = cases.require(work, period, Act.DRAFT_RESULT)
    said = _words(work, period, words)
    _require_complete(work, period)
    period.state, period.result_words, period.result_back_words = state, said, ""
    period.result_drafted_by, period.result_approved_by = work.actor.id, None
    events.record(work, period, Act.DRAFT_RESULT)


def approve(work: Work, period_id: int) -> None:
    """Approve it in the department (审核); never by who sent it for review. Raises as `send_for_review`."""
    period = locking.lock_period(work.session, period_id)
    state = cases.require(work, period, Act.APPROVE_RESULT)
    permissions.require_four_eyes(work.actor, [period.result_drafted_by], ANOTHER)
    _require_complete(work, period)
    period.state, period.result_approved_by = state, work.actor.id
    events.record(work, period, Act.APPROVE_RESULT)


def send_back(work: Work, period_id: int, words: str) -> None:
    """Send it back to be sorted on, with what is to be changed. Raises InputRefused without words, NotPermitted."""
    period = locking.lock_period(work.session, period_id)
    state = cases.require(work, period, Act.SEND_BACK_RESULT)
    said = within(storable(words, "words", "要修改什么"), BACK_CHARACTERS, "words", "要修改什么").strip()
    if not said:
        raise InputRefused(NEEDS_BACK_WORDS, "words")
    period.state, period.result_back_words = state, said
    events.record(work, period, Act.SEND_BACK_RESULT)


def release(work: Work, period_id: int) -> CommentResult:
    """Release it (审发), never by who drafted or approved it: the table is frozen and public, its rows are numbered.

    Its files are made and everybody who commented is answered after the commit. Raises NotPermitted,
    TransitionRefused as `send_for_review`.
    """
    period = locking.lock_period(work.session, period_id)
    state = cases.require(work, period, Act.RELEASE_RESULT)
    permissions.require_four_eyes(work.actor, [period.result_drafted_by, period.result_approved_by], ANOTHER)
    _require_complete(work, period)
    found = [row for row in adoption_table.opinions(work.session, period_id) if row.comments]
    body = compose(work, period, found)
    if not body.totals.is_whole:
        raise TransitionRefused(NOT_WHOLE)
    _number(work, found)
    text = body.to_json()
    result = CommentResult(period_id=period.id, body=text, digest=hashlib.sha256(text.encode()).hexdigest(),
                           released_at=work.now)
    work.session.add(result)
    period.state, period.resulted_by, period.resulted_at = state, work.actor.id, work.now
    clocks.stop(work, period)
    events.record(work, period, Act.RELEASE_RESULT, {"digest": result.digest, "opinions": len(found)})
    locking.bump_revision(work.session, PUBLIC_REVISION)
    work.after_commit(FILES_JOB, period.id)
    work.after_commit(RESPOND_JOB, period.id)
    return result


def set_aside_unmended(work: Work, period_id: int) -> int:
    """Set the comments aside whose writers let the time to mend them pass, in the actor's name; return how many.

    Raises NotPermitted, TransitionRefused once the result is being signed.
    """
    locking.lock_period(work.session, period_id)
    waiting = adoption_table.unmended(work.session, period_id, work.now, MOST_UNMENDED)
    for comment_id in waiting:
        comment_moderation.set_aside(work, comment_id, AsideGround.NOT_MENDED, NOT_MENDED)
    return len(waiting)


def compose(work: Work, period: CommentPeriod, found: Sequence[OpinionRow]) -> ResultBody:
    """Return what would be frozen now: the opinions that comments make, every one of them decided."""
    unit = work.session.get_one(Department, period.department_id)
    counts = comment_counts.counts(work.session, period.id)
    whole = counts.whole
    return ResultBody(
        number=period.number, title=period.title, department=unit.name, issuer=agency_name(unit),
        draft_kind=DraftKind(period.draft_kind), opens_on=period.opens_on,
        closes_on=comment_periods.last_day(Window(period.opens_at, period.closes_at)), released_at=work.now,
        words=period.result_words,
        totals=Totals(whole.raw, whole.confirmed, counts.distinct, counts.clustered,
                      sum(whole.states.get(one, 0) for one in SHOWN_STATES), whole.set_aside, whole.replaced,
                      whole.withdrawn),
        rows=tuple(Row(serial, one.anchor, one.passage, one.summary, one.decision, one.reason, one.comments,
                       one.people, one.texts, one.writers)
                   for serial, one in enumerate(found, 1) if one.decision is not None),
        asides=tuple(_asides(work, period.id)))


def preview(work: Work, period_id: int, found: Sequence[OpinionRow]) -> ResultBody:
    """Return the result as it would be released now, of these opinions; those not decided yet are left out."""
    return compose(work, work.session.get_one(CommentPeriod, period_id), found)


def _asides(work: Work, period_id: int) -> list[Aside]:
    """Return what was set aside, with nothing in its words that would tell who somebody is."""
    keep = departments.published_contacts(work.session)
    masked: dict[str, str] = {}
    found = adoption_table.asides(work.session, period_id)
    for one in found:
        if one.words not in masked:
            masked[one.words] = redaction.mask(one.words, keep).text
    return [Aside(one.number, one.ground, masked[one.words], one.decided_by, one.decided_on) for one in found]


def _number(work: Work, found: Sequence[OpinionRow]) -> None:
    if found:
        work.session.connection().execute(_NUMBER, [
            {"opinion": one.id, "number": serial, "count": one.comments} for serial, one in enumerate(found, 1)])


def _require_complete(work: Work, period: CommentPeriod) -> None:
    found = adoption_table.accounting(work.session, period.id, work.now)
    if not found.is_complete:
        raise TransitionRefused("还不能送审、签发：" + "".join(found.sentences))


def _words(work: Work, period: CommentPeriod, typed: str) -> str:
    words = within(storable(typed, "words", "说明"), comment_result.WORDS_CHARACTERS, "words", "说明").strip()
    if not words and comment_counts.newest_comment(work.session, period.id):
        raise InputRefused(NEEDS_WORDS, "words")
    if redaction_edits.names_somebody(work, period.id, words):
        raise InputRefused(NAMES_SOMEBODY, "words")
    return words or comment_result.NO_COMMENTS
