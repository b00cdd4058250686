"""Releasing a period for public comment: drafted and approved in the department, released by a third person outside."""

from __future__ import annotations

from adapters.cipher import new_file_key
from models.comment_period import CommentPeriod
from rules import comment_periods, permissions
from rules.comment_words import DraftKind
from rules.errors import InputRefused
from rules.transitions import Act
from services import cases, events, locking, period_files
from services import comment_periods as plans
from services.draft_files import LOOK_AFTER_JOB
from services.locking import bump_revision
from services.publication import PUBLIC_REVISION
from services.work import Work

ANOTHER = "送审、审核、签发要三个人分别办理。请换一位同事办理这一步。"
ALREADY_BEGUN = "开始日期已经过去。请退回起草单位，把开始日期改到今天或者以后。"


def send_for_review(work: Work, case_id: int) -> None:
    """Send a planned period for review (初审). Raises InputRefused without a draft, NotPermitted, TransitionRefused."""
    period = locking.lock_period(work.session, case_id)
    state = cases.require(work, period, Act.DRAFT_RELEASE)
    version = plans.newest_version(work, case_id)
    if version is None:
        raise InputRefused(plans.NO_DRAFT, "draft")
    period.state, period.release_drafted_by, period.release_approved_by = state, work.actor.id, None
    events.record(work, period, Act.DRAFT_RELEASE, {"version": version.id})


def approve(work: Work, case_id: int) -> None:
    """Approve it in the department (审核); never by who sent it for review."""
    period = locking.lock_period(work.session, case_id)
    state = cases.require(work, period, Act.APPROVE_RELEASE)
    permissions.require_four_eyes(work.actor, [period.release_drafted_by], ANOTHER)
    period.state, period.release_approved_by = state, work.actor.id
    events.record(work, period, Act.APPROVE_RELEASE)


def send_back(work: Work, case_id: int, words: str) -> None:
    """Send it back to who drafted it, with what is to be changed. Raises InputRefused without words."""
    period = locking.lock_period(work.session, case_id)
    state = cases.require(work, period, Act.SEND_BACK_RELEASE)
    if not words.strip():
        raise InputRefused("请写明要修改什么。", "words")
    period.state, period.release_words = state, words.strip()
    events.record(work, period, Act.SEND_BACK_RELEASE)


def release(work: Work, case_id: int) -> None:
    """Release it (审发), never by who drafted or approved it; it opens by itself at the beginning of its first day.

    One that begins today opens at once. Raises InputRefused when its first day has passed, or when it has become
    shorter than the law without a reason, or when one of its files cannot be public, NotPermitted, TransitionRefused.
    """
    period = locking.lock_period(work.session, case_id)
    state = cases.require(work, period, Act.RELEASE_PERIOD)
    permissions.require_four_eyes(work.actor, [period.release_drafted_by, period.release_approved_by], ANOTHER)
    if period.opens_on < work.today:
        raise InputRefused(ALREADY_BEGUN, "opens_on")
    kind, days = DraftKind(period.draft_kind), (period.opens_on, period.closes_on)
    period_files.require_public(work, case_id)
    comment_periods.check_days(kind, period.is_about_market, days, period.short_reason, work.calendar)
    row = comment_periods.minimum(kind, period.is_about_market, period.opens_on)
    times = comment_periods.window(*days, work.now)
    period.opens_at, period.closes_at = times.opens_at, times.closes_at
    period.minimum_length, period.minimum_unit = (row.length, row.unit.value) if row else (None, None)
    period.signal_key = work.cipher.encrypt(case_id, "signal_key", new_file_key().hex())
    version = plans.newest_version(work, case_id)
    if version is None:
        raise InputRefused(plans.NO_DRAFT, "draft")
    version.in_force_at = work.now
    period.state, period.released_by, period.released_at = state, work.actor.id, work.now
    events.record(work, period, Act.RELEASE_PERIOD, _released(period, version.id))
    bump_revision(work.session, PUBLIC_REVISION)
    work.after_commit(LOOK_AFTER_JOB)


def _released(period: CommentPeriod, version_id: int) -> dict[str, object]:
    return {"version": version_id, "opens": period.opens_at.isoformat(), "closes": period.closes_at.isoformat(),
            "minimum": [period.minimum_length, period.minimum_unit], "short": bool(period.short_reason)}
