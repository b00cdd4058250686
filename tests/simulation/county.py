"""A county on a simulated clock: the real services, the real jobs, a mail server, and a queue that can be lost.

Time stands still between two acts; whoever runs the simulation moves it. What the web, the workers and the schedulers
do in their own processes happens here one after another in this one.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import flask_migrate
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select, text, update

from adapters import clock as system_clock
from adapters import database
from adapters.job_queue import queue
from adapters.jobs import JOBS
from cli.setup import read_units
from config import Timing
from extensions import db
from models.department import Department
from models.staff import Staff
from rules.actors import SYSTEM, Actor, Role
from rules.errors import Refusal
from services import accounts, passwords, seeding, staff_rows
from services.work import Work
from tests.harness.clock import SimulatedClock
from tests.harness.smtp import MailSink
from workers.application import application
from workers.schedule import timetable

UNITS = Path(__file__).resolve().parents[2] / "demo" / "units.csv"
SCHEDULERS = 2
SIGN_IN_EVERY = timedelta(days=30)
Result = TypeVar("Result")


@dataclass
class Line:
    """The queue, in memory: equal jobs wait once. While `is_lost` it forgets what it is given, as a dead Redis does."""

    waiting: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)
    is_lost: bool = False
    done: int = 0
    left_out: frozenset[str] = frozenset()

    def put(self, function: str, *arguments: int | str) -> bool:
        """Take a job, unless the same one waits."""
        if function not in JOBS:
            raise ValueError(f"{function} has no row in adapters/jobs.py.")
        if function not in self.left_out and not self.is_lost and (function, arguments) not in self.waiting:
            self.waiting.append((function, arguments))
        return not self.is_lost

    def lose(self) -> None:
        """Forget everything from now on."""
        self.waiting.clear()
        self.is_lost = True

    def work_off(self) -> None:
        """Run what waits, and what that brings, until nothing is left."""
        while self.waiting:
            function, arguments = self.waiting.pop(0)
            module, _, name = function.rpartition(".")
            getattr(import_module(module), name)(*arguments)
            self.done += 1


class County:
    """The application, its people and its clock."""

    def __init__(self, data_dir: Path, database_url: str, start: datetime, sink: MailSink) -> None:
        data_dir.mkdir(parents=True, exist_ok=True)
        self.clock = SimulatedClock(data_dir / "clock", start)
        os.environ.update({
            "DATA_DIR": str(data_dir), "DATABASE_URL": database_url, "PUBLIC_URL": "http://localhost", "DEMO": "0",
            "REDIS_URL": "", "MAIL_RATE_PER_MINUTE": "100000", "MAIL_CARRIES_FILES": "0", **sink.env, **self.clock.env})
        passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        application.cache_clear()
        self.app: Flask = application()
        self.sink = sink
        self.line = Line()
        queue.enqueue = queue.offer_again = self.line.put  # type: ignore[method-assign]
        self.refused: dict[str, int] = {}
        self.acts = 0
        self.sweeps: list[datetime] = []
        self._offered: dict[str, datetime] = {}
        self._signed_in_at = start
        self.people: dict[tuple[int | None, Role], Actor] = {}
        with self.app.app_context():
            flask_migrate.upgrade()
        self.act(SYSTEM, self._settle)

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def move_to(self, instant: datetime) -> None:
        """Let it be this instant; time never runs backwards here."""
        if instant > self.now:
            self.clock.set(instant)

    def act(self, actor: Actor, do: Callable[[Work], Result]) -> Result | None:
        """Do something in one unit of work; what is refused is counted and changes nothing."""
        with self.app.app_context(), database.writing():
            work = Work(db.session, actor, system_clock.now(), self.app.extensions["mailbox.secrets"],
                        "http://localhost")
            try:
                result = do(work)
                db.session.commit()
            except Refusal as refusal:
                name = type(refusal).__name__
                self.refused[name] = self.refused.get(name, 0) + 1
                return None
            finally:
                db.session.rollback()
                db.session.remove()
        self.acts += 1
        for job, arguments in work.jobs:
            self.line.put(job, *arguments)
        return result

    def read(self, ask: Callable[[Work], Result]) -> Result:
        """Look at something."""
        with self.app.app_context():
            try:
                return ask(Work(db.session, SYSTEM, system_clock.now(), self.app.extensions["mailbox.secrets"]))
            finally:
                db.session.rollback()
                db.session.remove()

    def tick(self) -> None:
        """Let every scheduler offer the rows of the timetable whose time has come, and the workers work them off."""
        if self.line.is_lost:
            return
        now = self.now
        if now - self._signed_in_at > SIGN_IN_EVERY:
            self._sign_in(now)
        due = [entry for entry in timetable(Timing())
               if (now - self._offered.get(entry.name, now.min.replace(tzinfo=now.tzinfo))).total_seconds()
               >= entry.every_s]
        for _ in range(SCHEDULERS):
            for entry in due:
                self.line.put(entry.function, *entry.arguments)
            self.line.work_off()
        self._offered.update({entry.name: now for entry in due})
        self.sweeps.append(now)

    def _sign_in(self, now: datetime) -> None:
        """Have everybody sign in: accounts that nobody uses are shut after 90 days, and told of nothing."""
        self._signed_in_at = now
        self.act(SYSTEM, lambda work: work.session.execute(update(Staff).values(last_sign_in_at=now)))

    def lose_workers(self) -> None:
        """Nobody works, and the queue is gone."""
        self.line.lose()

    def heal(self) -> None:
        """Workers and an empty queue are back."""
        self.line.is_lost = False

    def person(self, department_id: int | None, role: Role) -> Actor:
        """Return who has this role there."""
        return self.people[department_id, role]

    def _settle(self, work: Work) -> None:
        """Seed the county without the calendar of 2026, and hire everybody."""
        seeding.seed(work)
        seeding.import_departments(work, read_units(UNITS))
        work.session.execute(text("DELETE FROM calendar_day WHERE change_id IN "
                                  "(SELECT id FROM calendar_change WHERE year = 2026)"))
        work.session.execute(text("DELETE FROM calendar_change WHERE year = 2026"))
        for unit_id in work.session.scalars(select(Department.id)).all():
            self._hire(work, unit_id, Role.HANDLER)
            self._hire(work, unit_id, Role.LEAD)
        for role in (Role.INTAKE, Role.SUPERVISOR, Role.LEADER, Role.PUBLISHER, Role.DISCLOSURE):
            self._hire(work, None, role)

    def _hire(self, work: Work, department_id: int | None, role: Role) -> None:
        login = f"{role.value}{department_id or ''}"
        staff = accounts.add_staff(work, login, login, role, department_id, "Sunny-River-7-Boat")
        staff.email = f"{login}@county.example"
        work.session.flush()  # the actor needs the account's id
        self.people[department_id, role] = staff_rows.as_actor(staff)
