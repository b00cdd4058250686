"""Mails sent by two workers to a server that takes everything: claimed, written, sent and settled one by one."""

from __future__ import annotations

import sys
import time
from statistics import median

from redis import Redis

from adapters import clock, database, job_queue, jobs
from app import create_app
from benchmarks import texts
from benchmarks.report import Row
from benchmarks.servers import Process, Servers
from benchmarks.smtp_sink import Sink
from config import Config
from extensions import db
from rules.actors import CITIZEN
from rules.letter_draft import Contact, LetterDraft
from services import intake
from services.notices import DELIVER_JOB
from services.work import Work

# The senders start and end at their own pace: only what is between is measured.
WARM_UP_SHARE = 0.1
PATIENCE_S = 120.0
WORKERS = (sys.executable, "-m", "workers.pool", "2")
# Far above what is measured, so that not the limit is measured.
RATE = {"MAIL_RATE_PER_MINUTE": "6000000"}
LEAST_PER_SECOND = 100


def measure(servers: Servers, mails: int, rounds: int) -> Row:
    """Return how many mails two workers send in a second."""
    sink = Sink()
    try:
        env = servers.env | RATE | {"REDIS_URL": servers.redis_url, "MAIL_SERVER": "127.0.0.1", "PORT": "8000",
                                    "MAIL_PORT": str(sink.port), "MAIL_USE_TLS": "0"}
        return Row("mails sent, two workers", "/s",
                   median(_rate(servers, sink, env, mails, turn) for turn in range(rounds)), least=LEAST_PER_SECOND)
    finally:
        sink.stop()


def _rate(servers: Servers, sink: Sink, env: dict[str, str], mails: int, turn: int) -> float:
    """Owe so many receipts, start the workers, and return the mails per second after the warm-up."""
    _owe(servers, env, mails, turn)
    before, warm = sink.count, int(mails * WARM_UP_SHARE)
    workers = Process(f"senders-{turn}", WORKERS, env, servers.data_dir)
    try:
        start, first = _when_taken(sink, before + warm)
        end, last = _when_taken(sink, before + mails)
        return (last - first) / (end - start)
    finally:
        workers.stop()


def _owe(servers: Servers, env: dict[str, str], count: int, turn: int) -> None:
    """Take in letters with mail addresses, and leave nothing in the queue but the job that sends."""
    app = create_app(Config.from_env(env))
    with app.app_context():
        with database.writing():
            work = Work(db.session, CITIZEN, clock.now(), app.extensions["mailbox.secrets"])
            for serial, letter in enumerate(texts.letters(count, seed=turn + 700)):
                intake.submit_letter(work, LetterDraft(
                    token=f"benchmark-mail-{turn}-{serial}-letter", text=letter.text, title=letter.title,
                    contact=Contact(email=f"writer-{turn}-{serial}@example.cn")))
            db.session.commit()
        db.session.remove()
        db.engine.dispose()
    client = Redis.from_url(servers.redis_url)
    client.delete(*(f"rq:queue:{name}" for name in jobs.QUEUES))
    job_queue.queue.enqueue(DELIVER_JOB, "mail")


def _when_taken(sink: Sink, count: int) -> tuple[float, int]:
    patience = time.monotonic() + PATIENCE_S
    while (taken := sink.count) < count:
        if time.monotonic() > patience:
            sys.exit(f"{count - taken} mails were not sent: the workers do not work; see their log.")
        time.sleep(0.002)
    return time.monotonic(), taken
