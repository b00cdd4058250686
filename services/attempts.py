"""Failed attempts, counted in the database under keyed digests, so that a flush of Redis changes nothing."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from models.staff import SignInFailure
from services import locking
from services.work import Work

MAX_FAILURES = 5
WINDOW = timedelta(minutes=15)
TOO_MANY = "试错的次数多了，请15分钟后再试。"
# How long the next try waits after so many failures; after MAX_FAILURES it is WINDOW.
DELAYS = {3: timedelta(seconds=2), 4: timedelta(seconds=4)}
WAIT = "试得太快了，请过几秒再试。"


def count_failure(work: Work, key: str) -> None:
    """Count one failed attempt under a key; the window of 15 minutes starts with its first."""
    locking.count_failure(work.session, key, work.now, WINDOW)


def too_many_failures(work: Work, key: str, limit: int = MAX_FAILURES) -> bool:
    """Tell whether a key has used up its `limit` attempts for now."""
    count = work.session.scalar(
        select(SignInFailure.count).where(SignInFailure.key == key, SignInFailure.window_ends_at > work.now))
    return count is not None and count >= limit


def refusal(work: Work, key: str) -> str | None:
    """Return why a guess under a key is not even looked at now, None when it may be; the key is locked till commit.

    A clock that was set back keeps the key closed: what is still to come has not passed (security.md R9).
    """
    locking.lock_failures(work.session, key, work.now)
    row = work.session.get(SignInFailure, key, populate_existing=True)
    if row is None or row.wait_until is None or row.wait_until <= work.now:
        return None
    return TOO_MANY if row.count >= MAX_FAILURES else WAIT


def count_guess(work: Work, key: str, subject: str | None = None) -> None:
    """Count a wrong guess: the next one waits a little, and after the fifth in 15 minutes it waits 15 minutes.

    `subject` is the keyed digest of the login, under which somebody can be let in again.
    """
    count_failure(work, key)
    row = work.session.get_one(SignInFailure, key, populate_existing=True)
    row.subject = subject
    if row.count >= MAX_FAILURES:
        row.wait_until = row.window_ends_at = work.now + WINDOW
    else:
        row.wait_until = work.now + DELAYS[row.count] if row.count in DELAYS else None


def is_shut(work: Work, subject: str) -> bool:
    """Tell whether a login has to wait at some source."""
    return work.session.scalar(
        select(SignInFailure.key).where(SignInFailure.subject == subject, SignInFailure.wait_until > work.now,
                                        SignInFailure.count >= MAX_FAILURES).limit(1)) is not None


def open_again(work: Work, subject: str) -> None:
    """Forget the failures of a login at every source."""
    work.session.execute(delete(SignInFailure).where(SignInFailure.subject == subject))


def forget(work: Work, key: str) -> None:
    """Forget the failures under a key, after a success."""
    work.session.execute(delete(SignInFailure).where(SignInFailure.key == key))
