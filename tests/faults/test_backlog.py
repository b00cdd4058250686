"""A backlog that nobody has queued: one worker drains it in order, in bounded memory, and the timetable goes on."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from app import create_app
from services.work import Work
from tests import factories
from tests.faults.standing import furnish, rows
from tests.faults.watching import memory_mb
from tests.fixtures.app import settings
from tests.fixtures.engines import Edge
from tests.harness.processes import PYTHON, Service
from tests.harness.smtp import MailSink
from tests.harness.waiting import wait_until

UNROUTED = "SELECT count(*) FROM \"case\" WHERE state = 'received'"
OWED = "SELECT count(*) FROM notice WHERE state = 'owed'"
OLDEST_BEAT = "SELECT (julianday('now') - julianday(beat_at)) * 86400 FROM heartbeat WHERE name IN " \
    "('scheduler', 'reconcile')"
ROUTED = "SELECT case_id FROM case_event WHERE act IN ('route', 'refer') ORDER BY seq"
MAIL_BEFORE_ROUTING = "SELECT count(*) FROM notice WHERE sent_at < (SELECT max(recorded_at) FROM case_event " \
    "WHERE act IN ('route', 'refer'))"
BATCH = 500
# What a worker with its children may grow by, and the queue's server hold, however long the backlog is.
MOST_GROWTH_MB, MOST_QUEUE_MB = 200, 32
# The health page calls the scheduler late after this.
LONGEST_SILENCE_S = 90


def backlog(running: Service, letters: int) -> None:
    """Store so many letters with a mail owed for each, and queue nothing."""
    edge = Edge(create_app(settings(running.data_dir, clock_file=None)))

    def some(work: Work) -> None:
        for _ in range(min(BATCH, letters)):
            factories.letter_with_email(work)

    for _ in range(0, letters, BATCH):
        edge.run(some)


class Watch:
    """The highest figures seen while the backlog drains."""

    def __init__(self, running: Service) -> None:
        self.running = running
        self.workers = psutil.Process(running.processes["workers"].pid)
        self.redis = psutil.Process(running.processes["redis"].pid)
        self.first = memory_mb(self.workers)
        self.growth = self.queue = self.silence_s = 0.0

    def is_drained(self) -> bool:
        """Look at everything once; tell whether nothing is left."""
        unrouted, owed = (rows(self.running.data_dir, query)[0][0] for query in (UNROUTED, OWED))
        self.growth = max(self.growth, memory_mb(self.workers) - self.first)
        self.queue = max(self.queue, memory_mb(self.redis))
        beats = [float(str(row[0])) for row in rows(self.running.data_dir, OLDEST_BEAT)]
        self.silence_s = max([self.silence_s, *beats])
        return unrouted == 0 and owed == 0


def drain(running: Service, letters: int, within_s: float) -> Watch:
    """Let one worker drain the backlog; return what was seen meanwhile."""
    backlog(running, letters)
    running.start_redis()
    running.start("workers", (PYTHON, "-m", "workers.pool", "1"))
    watch = Watch(running)
    running.start("scheduler")
    wait_until(lambda: rows(running.data_dir, ROUTED), "the first letter routed", within_s=60)
    watch.first, began = memory_mb(watch.workers), time.monotonic()
    wait_until(watch.is_drained, "an empty backlog", within_s=within_s, every_s=0.5)
    took_s = time.monotonic() - began
    sys.stdout.write(f"{letters} letters and {letters} mails in {took_s:.0f} s, {2 * letters / took_s:.0f} rows/s; "
                     f"worker +{watch.growth:.0f} MB, queue {watch.queue:.0f} MB, silence {watch.silence_s:.0f} s\n")
    return watch


@pytest.mark.soak
@pytest.mark.parametrize(("letters", "within_s"), [
    (100, 240.0), (10_000, 3000.0)])
def test_drain_a_backlog_with_one_worker_goes_in_order_in_bounded_memory(
        service: Callable[..., Service], seeded_dir: Path, mail_sink: MailSink, letters: int, within_s: float) -> None:
    running = furnish(service(MAIL_RATE_PER_MINUTE="60000", **mail_sink.env), seeded_dir)
    watch = drain(running, letters, within_s)
    routed = [row[0] for row in rows(running.data_dir, ROUTED)]
    assert routed == sorted(routed)
    assert len(routed) == letters == len(mail_sink.received)
    assert watch.growth < MOST_GROWTH_MB
    assert watch.queue < MOST_QUEUE_MB
    if letters <= BATCH:
        # Letters are urgent, mail is not.
        assert rows(running.data_dir, MAIL_BEFORE_ROUTING) == [(0,)]
    else:
        # A longer backlog is offered in batches, and mail goes in between, as the timetable must.
        assert watch.silence_s < LONGEST_SILENCE_S
