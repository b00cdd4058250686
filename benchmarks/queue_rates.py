"""Letters routed by one worker, beside RQ's own worker with jobs that do nothing, on the same Redis."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median

from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from adapters import clock, database, job_queue, jobs
from app import create_app
from benchmarks import texts
from benchmarks.report import Row
from benchmarks.servers import Process, Servers
from config import Config
from extensions import db
from rules.actors import CITIZEN
from rules.letter_draft import LetterDraft
from services import intake
from services.work import Work

EMPTY_QUEUE = "benchmark-empty"
# Both workers start and end at their own pace: only what is between is measured.
WARM_UP_SHARE = 0.1
PATIENCE_S = 120.0
RQ = str(Path(sys.executable).with_name("rq"))
OWN = (sys.executable, "-m", "workers.pool", "1")


def measure(servers: Servers, jobs_each: int, rounds: int) -> Row:
    """Return how many letters one worker routes in a second, beside RQ's rate for empty jobs."""
    client = Redis.from_url(servers.redis_url)
    own, bare, ratios = [], [], []
    for turn in range(rounds):
        _offer_empty(client, jobs_each)
        plain = (RQ, "worker", EMPTY_QUEUE, "--url", servers.redis_url, "--quiet",
                 "--serializer", "rq.serializers.JSONSerializer")
        bare.append(_rate(client, EMPTY_QUEUE, jobs_each, servers, f"rq-{turn}", plain))
        _offer_letters(servers, client, jobs_each, turn)
        own.append(_rate(client, jobs.URGENT, jobs_each, servers, f"workers-{turn}", OWN))
        ratios.append(own[-1] / bare[-1])
    return Row("letters routed, one worker", "/s", median(own), bare=median(bare), ratio=median(ratios),
               least_ratio=0.3)


def _offer_empty(client: Redis, count: int) -> None:
    queue = Queue(EMPTY_QUEUE, connection=client, serializer=JSONSerializer)
    for _ in range(count):
        queue.enqueue_call("benchmarks.empty_job.nothing", result_ttl=0)


def _offer_letters(servers: Servers, client: Redis, count: int, turn: int) -> None:
    """Take letters in without telling the queue, then offer all of them at once."""
    env = servers.env | {"REDIS_URL": servers.redis_url}
    app = create_app(Config.from_env(env))
    with app.app_context():
        with database.writing():
            work = Work(db.session, CITIZEN, clock.now(), app.extensions["mailbox.secrets"])
            made = [intake.submit_letter(work, LetterDraft(token=f"benchmark-{turn}-{serial}-letter", text=letter.text,
                                                           title=letter.title)).id
                    for serial, letter in enumerate(texts.letters(count, seed=turn + 100))]
            db.session.commit()
        db.session.remove()
        db.engine.dispose()
    client.delete(f"rq:queue:{jobs.URGENT}")
    for case_id in made:
        job_queue.queue.enqueue(intake.ROUTE_JOB, case_id)


def _rate(client: Redis, queue: str, count: int, servers: Servers, name: str, command: tuple[str, ...]) -> float:
    """Run a worker until the queue is empty and return its jobs per second after the warm-up."""
    worker = Process(name, command, servers.env | {"REDIS_URL": servers.redis_url, "PORT": "8000"}, servers.data_dir)
    try:
        warm = count - int(count * WARM_UP_SHARE)
        start, before = _when_at_most(client, queue, warm)
        end, after = _when_at_most(client, queue, 0)
        return (before - after) / (end - start)
    finally:
        worker.stop()


def _when_at_most(client: Redis, queue: str, length: int) -> tuple[float, int]:
    patience = time.monotonic() + PATIENCE_S
    while (left := int(client.llen(f"rq:queue:{queue}"))) > length:
        if time.monotonic() > patience:
            sys.exit(f"{left} jobs are still in the queue {queue}: the worker does not work; see its log.")
        time.sleep(0.005)
    return time.monotonic(), left
