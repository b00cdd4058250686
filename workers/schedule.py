"""The timetable: which job is offered how often, and why. A missed tick is harmless.

Every row is idempotent and looks for what is due in the database, so a row that was not offered in time,
or was offered twice by two schedulers, changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from config import Timing


@dataclass(frozen=True)
class Entry:
    """One row: `every_s` seconds apart the function is offered with its arguments."""

    name: str
    function: str
    every_s: int
    why: str
    arguments: tuple[int | str, ...] = ()


def timetable(timing: Timing) -> tuple[Entry, ...]:
    """Return the rows for these intervals."""
    return (*_cases(timing.relay_s), *_public_comment(), *_reports(), *_upkeep(timing.relay_s))


def _cases(relay: int) -> tuple[Entry, ...]:
    """Return the rows that move letters and their time limits on."""
    return (
        Entry(
            "scheduler",
            "workers.heartbeat.beat",
            every_s=min(30, relay),
            why="shows the health page that scheduler, queue and workers pass a job from end to end",
            arguments=("scheduler",),
        ),
        Entry(
            "reconcile",
            "workers.reconcile.offer_unfinished",
            every_s=relay,
            why="a letter or notice that never reached the queue, or was lost with it, is offered again",
        ),
        Entry(
            "deadlines",
            "workers.deadlines.sweep",
            every_s=min(30, relay),
            why="whoever has to answer hears of the time limit at the hour that the ladder says",
        ),
        Entry(
            "ladder",
            "workers.deadlines.replan",
            every_s=6 * 3600,
            why="a clock that was planned before the ladder was set, or not at all, is planned anew",
            arguments=(0,),
        ),
        Entry(
            "pauses",
            "workers.pauses.end_expired",
            every_s=300,
            why="a pause that has reached its limit ends by itself, and the writer hears of the new last day",
        ),
        Entry(
            "requests",
            "workers.requests.note_due",
            every_s=900,
            why="whoever was asked and did not answer in time is noted, and a request that its applicant gave up ends",
        ),
        Entry(
            "close-answered",
            "workers.reconcile.close_answered",
            every_s=3600,
            why="an answered letter that nobody rated is closed after 30 days, an answered request is filed",
        ),
        Entry(
            "recount",
            "workers.calendar.recount_stragglers",
            every_s=3600,
            why="a clock that was started on the old calendar while a change came into force is brought to the new one",
        ),
    )


def _public_comment() -> tuple[Entry, ...]:
    """Return the rows of periods for public comment, from their opening to what became of each comment."""
    return (
        Entry(
            "comment-periods",
            "workers.comment_periods.sweep",
            every_s=60,
            why="a period for comment that opens or ends by the clock is recorded within a minute, and reminded of",
        ),
        Entry(
            "alike-comments",
            "workers.comments.compare_new",
            every_s=60,
            why="a text that many send is shown as one soon, and no comment waits for it when it comes in",
        ),
        Entry(
            "drafts",
            "workers.drafts.look_after",
            every_s=300,
            why="a draft is to be had as a file soon, and who commented on one that was replaced hears of it",
        ),
        Entry(
            "comment-results",
            "workers.comment_results.look_after",
            every_s=600,
            why="a released result whose files or answers to commenters are not complete is taken up again",
        ),
        Entry(
            "signal-keys",
            "workers.comment_periods.destroy_keys",
            every_s=6 * 3600,
            why="thirty days after closing nobody can tell any more which network a comment came from",
        ),
    )


def _reports() -> tuple[Entry, ...]:
    """Return the rows that make what is read of many cases, and have people do what it asks for."""
    return (
        Entry(
            "digests",
            "workers.digests.make_due",
            every_s=300,
            why="a day, a month or a quarter that is over has its digest soon, and it goes out at its hour, once",
        ),
        Entry(
            "paper-files",
            "workers.papers.offer_waiting",
            every_s=600,
            why="an official paper whose files were not made, or whose job was lost, gets them",
        ),
        Entry(
            "demands",
            "workers.bulletins.remind",
            every_s=600,
            why="a department hears before and after the last day of what a bulletin demands, and files are made again",
        ),
        Entry(
            "conferring",
            "workers.conferring.look_after",
            every_s=600,
            why="an agency that is asked hears before and after its day, and unlike answers are found soon",
        ),
        Entry(
            "annual",
            "workers.annual.remind",
            every_s=600,
            why="a department hears before and after the day of its annual return, and files are made again",
        ),
    )


def _upkeep(relay: int) -> tuple[Entry, ...]:
    """Return the rows that look after the record, files, accounts, and what has served its time."""
    return (
        Entry(
            "retention",
            "workers.retention.purge",
            every_s=24 * 3600,
            why="what has served its time by the retention table is removed within a day",
        ),
        Entry(
            "seal",
            "workers.ledger.seal_days",
            every_s=600,
            why="each day's part of the record is sealed soon after midnight, and its root leaves the house",
        ),
        Entry(
            "verify",
            "workers.ledger.verify",
            every_s=24 * 3600,
            why="a record that was changed behind the service's back is found without anybody asking",
        ),
        Entry(
            "counts",
            "workers.counts.check_sample",
            every_s=24 * 3600,
            why="a count that is not what the events give is found before somebody signs it",
        ),
        Entry(
            "examine",
            "workers.files.examine_waiting",
            every_s=min(60, 3 * relay),
            why="a file that was not scanned or copied, because a helper was away, is looked at again",
        ),
        Entry(
            "integrity",
            "workers.files.check_integrity",
            every_s=300,
            why="every file and table is read once a day, a part at a time, and what is damaged is named",
        ),
        Entry(
            "accounts",
            "workers.accounts.disable_unused",
            every_s=6 * 3600,
            why="an account that nobody has used for 90 days is disabled",
        ),
        Entry(
            "orphans",
            "workers.files.remove_orphans",
            every_s=6 * 3600,
            why="a file whose letter was never sent is deleted within a day",
        ),
        Entry(
            "puzzles",
            "workers.puzzles.purge_solved",
            every_s=6 * 3600,
            why="a solved puzzle that has expired is refused anyway, and is kept no longer",
        ),
    )
