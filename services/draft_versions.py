"""Another text in the place of a draft that is before the public, and the final text once the result is out.

What follows a text is in services/draft_files.py and services/draft_telling.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from models.comment_period import CommentPeriod, DraftVersion
from models.period_lengthening import PeriodLengthening
from queries import drafts
from rules import comment_periods, draft_replacement
from rules.comment_periods import REASON_CHARACTERS
from rules.comment_words import DraftKind
from rules.draft_anchors import anchored
from rules.draft_replacement import Running
from rules.draft_text import FIELD, Passage
from rules.errors import InputRefused, TransitionRefused
from rules.text_checks import storable, within
from rules.transitions import Act
from services import cases, draft_telling, events, locking
from services import comment_periods as plans
from services.draft_files import LOOK_AFTER_JOB
from services.publication import PUBLIC_REVISION
from services.work import Work

CLOSED = "这次征集已经截止，不能再换稿。改过的条文，请在公布采纳情况后作为正式文本公布。"
SAME = "新稿和现在的草案一字不差，不需要更换。"
NO_REASON = "请写明为什么换稿，理由会一同公布。"
NO_WORDS = "请写明正式文本由谁、在哪天印发，文号是什么，从哪天起施行。"
MOVED = "征求意见稿换了新稿，征集期限重新计算。"


def replace(work: Work, case_id: int, passages: Sequence[Passage], reason: str,
            closes_on: date | None = None) -> DraftVersion:
    """Put another text in the place of the draft of a released period, with a reason that is published.

    The last day moves so that the minimum runs anew from today, or to `closes_on` where that is later. Passages that
    stay keep their anchors, and so the comments on them; whoever commented is told. Raises InputRefused for the same
    text, no reason or too early a day, NotPermitted, and TransitionRefused once the period has closed by the clock.
    """
    period = locking.lock_period(work.session, case_id)
    period.state = cases.require(work, period, Act.REPLACE_DRAFT)
    if work.now > period.closes_at:
        raise TransitionRefused(CLOSED)
    words = _words(reason, "换稿的理由", NO_REASON)
    current = drafts.in_force(work.session, case_id)
    made = _anchored(work, case_id, passages)
    if current is not None and made == drafts.passages(work.session, current.id):
        raise InputRefused(SAME, FIELD)
    last = draft_replacement.last_day(running(period), closes_on, work.today, work.calendar)
    version = plans.store_version(work, period, made, words)
    version.in_force_at = work.now
    draft_telling.begin(work, version)
    events.record(work, period, Act.REPLACE_DRAFT, {"version": version.id, "passages": len(made),
                                                   **_move(work, period, last)})
    locking.bump_revision(work.session, PUBLIC_REVISION)
    work.after_commit(LOOK_AFTER_JOB)
    return version


def publish_final(work: Work, case_id: int, passages: Sequence[Passage], words: str) -> DraftVersion:
    """Publish the text as it was adopted in the end, with who issued it and from when it is in force.

    What it changes of the draft is read from the anchors. A later call puts a corrected one in its place. Raises
    InputRefused without words, NotPermitted, TransitionRefused before the result is released.
    """
    period = locking.lock_period(work.session, case_id)
    period.state = cases.require(work, period, Act.PUBLISH_FINAL)
    said = _words(words, "印发说明", NO_WORDS)
    version = plans.store_version(work, period, _anchored(work, case_id, passages), said, is_final=True)
    version.in_force_at = work.now
    events.record(work, period, Act.PUBLISH_FINAL, {"version": version.id, "passages": len(passages)})
    locking.bump_revision(work.session, PUBLIC_REVISION)
    work.after_commit(LOOK_AFTER_JOB)
    return version


def running(period: CommentPeriod) -> Running:
    """Return the days of a period, from which those of a new text follow."""
    return Running(DraftKind(period.draft_kind), period.is_about_market, period.opens_on, period.closes_on,
                   period.short_reason)


def _anchored(work: Work, case_id: int, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    current = drafts.in_force(work.session, case_id)
    before = drafts.passages(work.session, current.id) if current else ()
    return anchored(passages, before, drafts.anchors(work.session, case_id))


def _move(work: Work, period: CommentPeriod, last: date) -> dict[str, object]:
    """Move the last day, where it moves; return what the record says of it."""
    before = period.closes_on
    if last == before:
        return {}
    # Whoever was reminded of the old day is reminded of the new one too.
    period.closes_on, period.reminded_at = last, None
    period.closes_at = comment_periods.window(period.opens_on, last).closes_at
    work.session.add(PeriodLengthening(period_id=period.case_id, before_on=before, after_on=last, reason=MOVED,
                                       made_by=work.actor.slug, made_at=work.now))
    return {"before": before.isoformat(), "after": last.isoformat()}


def _words(typed: str, label: str, missing: str) -> str:
    words = within(storable(typed, "reason", label), REASON_CHARACTERS, "reason", label).strip()
    if not words:
        raise InputRefused(missing, "reason")
    return words
