"""A stage for faults: the service with two worker pools and two schedulers, and people who write to it.

Keys and database are copied from a seeded directory instead of made. What people were told is kept for the checker.
"""

from __future__ import annotations

import http.client
import json
import shutil
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import psutil
from sqlalchemy import select

from adapters import clock as system_clock
from app import create_app
from extensions import db
from models.case import Letter
from rules import numbering
from rules.vocabulary import State
from services.work import Work
from tests import factories
from tests.faults.checker import Checker
from tests.faults.clients import Receipt
from tests.faults.pauses import Places
from tests.faults.slow_redis import OperatedRedis
from tests.fixtures.app import START, settings
from tests.fixtures.engines import Edge, Result
from tests.harness.clock import SimulatedClock
from tests.harness.processes import Service
from tests.harness.smtp import MailSink
from tests.harness.waiting import wait_until
from workers.pool import WORKERS

DAYS, LETTERS_A_DAY = 3, 2
TWICE = ("workers", "scheduler")


@dataclass(frozen=True)
class Told:
    """What came back for one letter, and how long it took in seconds; status 0 when nothing came."""

    status: int
    receipt: Receipt | None
    took_s: float


@dataclass
class Stage:
    """One service on SQLite with its simulated clock, its mail server and its places to be held at."""

    service: Service
    sink: MailSink
    clock: SimulatedClock
    places: Places
    commands: Mapping[str, tuple[str, ...]]
    receipts: list[Receipt] = field(default_factory=list)
    kills: int = 0
    redis: OperatedRedis | None = None

    def prepare(self, seeded_dir: Path) -> None:
        """Give the service its keys and its database; nothing runs yet."""
        shutil.copytree(seeded_dir, self.service.data_dir, dirs_exist_ok=True, ignore=shutil.ignore_patterns("clock"))

    def start(self) -> None:
        """Start one web server, and two each of the others; return when the service is ready."""
        if "redis" not in self.service.processes:
            self.service.start_redis()
        for name, command in self.commands.items():
            for copy in ("", "2") if name in TWICE else ("",):
                self.service.start(name + copy, command)
        self.service.wait_until_ready()
        wait_until(lambda: self.service.readyz()[1].get("workers") == 2 * WORKERS, "two workers in each pool")

    def inside(self, act: Callable[[Work], Result]) -> Result:
        """Do something with the service's own code on its database, in this process, and commit it."""
        app = create_app(settings(self.service.data_dir, clock_file=self.clock.file))
        try:
            return Edge(app).run(act)
        finally:
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
            system_clock.clock.file = None

    def send(self, token: str = "", timeout_s: float = 40.0, *, text: str = "", mailbox: str = "housing") -> Told:
        """Send one letter and keep its receipt; the same token is the same letter again."""
        token = token or uuid4().hex
        text = text or f"小区的加压泵夜间噪声很大，请派人检查。来信标记{token}。"
        body = {"text": text, "mailbox": mailbox, "contact": {"email": f"{token}@example.com"}}
        status, answer, took_s = self.ask("POST", "/api/v1/letters", body, {"Idempotency-Key": token}, timeout_s)
        receipt = None
        if status == 201:
            receipt = Receipt(sha256(text.encode()).hexdigest(), answer["number"], answer["query_code"],
                              f"{token}@example.com")
            self.receipts.append(receipt)
        return Told(status, receipt, took_s)

    def ask(self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None,
            timeout_s: float = 40.0) -> tuple[int, dict[str, str], float]:
        """Ask the API; status 0 when nothing came back."""
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=timeout_s)
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None,
                               {"Content-Type": "application/json", **(headers or {})})
            response = connection.getresponse()
            return response.status, json.loads(response.read() or b"{}"), time.monotonic() - began
        except (OSError, http.client.HTTPException, ValueError):
            return 0, {}, time.monotonic() - began
        finally:
            connection.close()

    def rows(self, query: str) -> list[tuple[object, ...]]:
        return Checker(self.service, self.sink, 0).rows(query)

    def is_sent(self, receipt: Receipt) -> bool:
        """Tell whether the notice of this letter is settled as sent."""
        return bool(self.rows('SELECT 1 FROM notice n JOIN "case" c ON c.id = n.case_id '
                              f"WHERE c.number = '{receipt.number}' AND n.kind = 'received' AND n.state = 'sent'"))

    def is_routed(self, receipt: Receipt) -> bool:
        return bool(self.rows(f"SELECT 1 FROM \"case\" WHERE number = '{receipt.number}' AND state = 'assigned'"))

    def pool_of(self, pid: int) -> str:
        """Return the name of the process started here to which this one belongs."""
        family = {pid, *[parent.pid for parent in psutil.Process(pid).parents()]}
        return next(name for name, process in self.service.processes.items() if process.pid in family)

    def wait_until_quiet(self, within_s: float = 60.0) -> None:
        """Wait until nothing is left to be routed or sent."""
        wait_until(Checker(self.service, self.sink, 0).drained, "every letter routed and every notice sent",
                   within_s=within_s, every_s=0.2)

    def wait_until_sent(self, within_s: float = 60.0) -> None:
        """Wait until nothing is left to be sent, whatever is left to be routed."""
        wait_until(lambda: not self.rows("SELECT 1 FROM notice WHERE state = 'owed' LIMIT 1"), "every notice sent",
                   within_s=within_s, every_s=0.2)

    def breaches(self, within_s: float = 60.0, orphans: int = 0) -> list[str]:
        """Let the service heal, then return every promise that was broken."""
        checker = Checker(self.service, self.sink, self.kills, orphans)
        try:
            self.wait_until_quiet(within_s)
        except AssertionError as late:
            return [str(late), *checker.breaches(self.receipts)]
        return checker.breaches(self.receipts)


def set_stage(directory: Path, sink: MailSink, commands: Mapping[str, tuple[str, ...]], **env: str) -> Stage:
    """Return a stage on a short directory; nothing is prepared and nothing runs yet."""
    clock = SimulatedClock(directory / "clock", START)
    places = Places(directory / "places")
    service = Service(directory / "var", PAUSE_DIR=str(places.directory), **sink.env, **clock.env, **env)
    return Stage(service, sink, clock, places, commands)


def answered_letter(work: Work) -> Receipt:
    """Have a letter answered, and return its receipt."""
    token = f"answered-{work.now.timestamp()}"
    text = f"路口的路灯不亮，请派人看一看。来信标记{token}。"
    factories.letter_in(work, State.ANSWERED, text=text, token=token)
    return receipt_of(work, token, text)


def receipt_of(work: Work, token: str, text: str) -> Receipt:
    """Return the receipt of a letter that left no address and was sent under this token."""
    number = work.session.execute(select(Letter.number).where(Letter.text == text)).scalar_one()
    return Receipt(sha256(text.encode()).hexdigest(), number, numbering.query_code(work.secrets.code, token), "")


class Later:
    """Something done in a thread of its own; `result` waits for it."""

    def __init__(self, act: Callable[[], object]) -> None:
        self._kept: list[object] = []
        self._thread = threading.Thread(target=lambda: self._kept.append(act()), daemon=True)
        self._thread.start()

    def result(self, within_s: float = 60.0) -> object:
        self._thread.join(within_s)
        assert self._kept, "still at it"
        return self._kept[0]
