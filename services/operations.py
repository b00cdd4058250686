"""What an operator may do about background work: give a job that was given up another try, or take it off the list."""

from __future__ import annotations

from adapters import jobs
from adapters.job_queue import queue
from adapters.job_watch import FailedJob, QueueFigures
from rules import permissions
from rules.actors import Role
from rules.audit import Audited
from rules.errors import Busy, InputRefused, NotFound
from services import audit
from services.work import Work

JOBS_SHOWN = 50
AWAY = "任务队列现在没有应答。请过一分钟再按一次。"
GONE = "这个任务已经不在列表里，请刷新页面。"
FOREIGN = "这个任务不是本系统写的，不能再试，只能移除。"


def queue_figures() -> list[QueueFigures]:
    """Return the lengths of every queue; nothing when the queue is away."""
    return queue.figures()


def failed_jobs() -> list[FailedJob]:
    """Return the jobs that were given up, the latest first."""
    return queue.failed(JOBS_SHOWN)[:JOBS_SHOWN]


def live_workers() -> int:
    """Return how many workers were heard of lately."""
    return queue.live_workers()


def try_again(work: Work, job_id: str) -> None:
    """Offer a job that was given up to the queue again. Raises InputRefused for one that is not ours."""
    job = _failed(work, job_id)
    try:
        jobs.job_id(jobs.JOBS[job.function], job.arguments)
    except (KeyError, ValueError):
        raise InputRefused(FOREIGN) from None
    _take_off(work, job, Audited.JOB_TRIED_AGAIN)
    work.after_commit(job.function, *job.arguments)


def remove(work: Work, job_id: str) -> None:
    """Take a job that was given up off the list; what it was about is still found by the sweep."""
    _take_off(work, _failed(work, job_id), Audited.JOB_REMOVED)


def _failed(work: Work, job_id: str) -> FailedJob:
    permissions.require_administrator(work.actor, Role.SYSTEM_ADMIN)
    if not queue.is_answering():
        raise Busy(AWAY)
    job = queue.failed_job(job_id)
    if job is None:
        raise NotFound(GONE)
    return job


def _take_off(work: Work, job: FailedJob, act: Audited) -> None:
    if not queue.remove_failed(job):
        raise Busy(AWAY)
    audit.note(work, act, job=job.id, function=job.function)
