"""What the sweep costs with nothing due, over few clocks and over many, and how fast two workers take what is due."""

from __future__ import annotations

import multiprocessing
import os
import statistics
import time
from datetime import UTC, date, datetime, timedelta
from multiprocessing.synchronize import Barrier

import flask_migrate
from flask import Flask
from sqlalchemy import func, insert, select, text

from adapters import database
from benchmarks.places import Place, fresh, leave
from benchmarks.report import Row
from benchmarks.storage import Store
from extensions import db
from models.assignment import Assignment
from models.case import Case, Letter
from models.clock import Clock
from models.department import Department, Mailbox
from models.rung import Rung
from models.staff import Staff
from models.types import table_of
from rules.actors import SYSTEM
from rules.clock_kinds import ClockKind
from services import climbing, seeding
from services.work import Work
from workers import unit_of_work as worker_edge

FEW, MANY = 10_000, 1_000_000
DEPARTMENTS, PEOPLE = 60, 3
LOOKS, WORKERS = 300, 2
IDLE_MS, TIMES, RUNGS_A_SECOND = 5, 1.3, 500
PORTION = 5_000
_MORE_CLOCKS = text("""
    INSERT INTO clock (case_id, kind, is_answer, start_on, length, unit, extension, due_on, provisional,
                       calendar_version, next_action_at)
    SELECT case_id, :kind, :no, start_on, length, unit, 0, due_on, provisional, calendar_version, next_action_at
    FROM clock WHERE kind = 'letter_complaint'""")


def measure(store: Store) -> list[Row]:
    """Return the cost of a look with nothing due, how it grows with the clocks, and the rungs of two workers."""
    place = fresh(store, "sweep")
    app = place.app()
    with app.app_context():
        flask_migrate.upgrade()
        _fill(app)
        leave()
    smaller = place.copy()
    with app.app_context():
        _multiply()
        leave()
    few, many = _look_ms(smaller.app(), app)
    with app.app_context():
        _make_due()
        leave()
        rate = FEW / _drain(place)
        done = db.session.scalar(select(func.count()).select_from(Rung))
        leave()
    if done != FEW:
        raise RuntimeError(f"{done} rungs were recorded, not {FEW}")
    return [Row(f"sweep with nothing due, {MANY:,} clocks", "ms", many, bare=few, most=IDLE_MS),
            Row(f"the same against {FEW:,} clocks", "times", many / few, most=TIMES),
            Row(f"rungs recorded and told by {WORKERS} workers", "rungs/s", rate, least=RUNGS_A_SECOND)]


def _fill(app: Flask) -> None:
    """Make the people, and so many letters in hand, each with its clock; the shortest way, without a record."""
    with database.writing():
        work = Work(db.session, SYSTEM, datetime.now(UTC), app.extensions["mailbox.secrets"])
        seeding.seed(work)
        now, mailbox = work.now, work.session.scalars(select(Mailbox.id).order_by(Mailbox.id)).first()
        units = [10_000 + n for n in range(DEPARTMENTS)]
        connection = work.session.connection()
        connection.execute(insert(table_of(Department)), [
            {"id": unit, "code": f"unit-{unit}", "name": f"第{unit}局", "kind": "bureau",
             "valid_from": date(2000, 1, 1)} for unit in units])
        connection.execute(insert(table_of(Staff)), [
            {"id": unit * 10 + n, "login": f"p{unit}-{n}", "name": f"p{unit}-{n}", "email": f"p{unit}-{n}@example.cn",
             "role": "lead" if n == 0 else "handler", "department_id": unit, "password_hash": "-",
             "password_set_at": now, "created_at": now}
            for unit in units for n in range(PEOPLE)])
        calendar = work.calendar
        # Half of fifteen working days has passed, and nothing else yet.
        start_on = max(day for day in (work.today - timedelta(days=n) for n in range(60))
                       if calendar.working_days_between(day, work.today) == 8)
        clock = {"kind": ClockKind.LETTER_COMPLAINT.value, "is_answer": True, "start_on": start_on, "length": 15,
                 "unit": "working_day", "due_on": calendar.add_working_days(start_on, 15), "provisional": False,
                 "calendar_version": calendar.version, "next_action_at": now + timedelta(days=1)}
        for first in range(1, FEW + 1, PORTION):
            ids = range(first, first + PORTION)
            connection.execute(insert(table_of(Case)), [
                {"id": n, "kind": "letter", "number": f"X2026-{n}", "state": "accepted", "title": "-",
                 "channel": "web", "mailbox_id": mailbox, "department_id": units[n % DEPARTMENTS], "received_at": now,
                 "submission_key": str(n), "body_digest": "-", "code_mac": "-", "chain_head": "0" * 64,
                 "chain_length": 1} for n in ids])
            connection.execute(insert(table_of(Letter)), [
                {"case_id": n, "category": "complaint", "text": "-"} for n in ids])
            connection.execute(insert(table_of(Assignment)), [
                {"case_id": n, "decision": 1, "department_id": units[n % DEPARTMENTS], "assigned_at": now,
                 "assigned_by": "system", "accepted_at": now,
                 "handler_id": units[n % DEPARTMENTS] * 10 + 1 + n % (PEOPLE - 1)} for n in ids])
            connection.execute(insert(table_of(Clock)), [clock | {"case_id": n} for n in ids])
        connection.execute(text("ANALYZE"))
        db.session.commit()


def _multiply() -> None:
    """Let clocks of other kinds run on the same cases, until there are as many as wanted."""
    kinds = [f"other_{n}" for n in range(MANY // FEW - 1)]
    with database.writing():
        for kind in kinds:
            db.session.execute(_MORE_CLOCKS, {"kind": kind, "no": False})
            db.session.commit()
        db.session.execute(text("ANALYZE"))
        db.session.commit()


def _look_ms(*apps: Flask) -> list[float]:
    """Return for each the median of a whole unit of work that finds nothing to do; they take turns."""
    times: list[list[float]] = [[] for _ in apps]
    for _ in range(LOOKS):
        for app, mine in zip(apps, times, strict=True):
            with app.app_context():
                began = time.perf_counter()
                with database.writing():
                    climbing.climb(Work(db.session, SYSTEM, datetime.now(UTC), app.extensions["mailbox.secrets"]))
                    db.session.commit()
                mine.append((time.perf_counter() - began) * 1000)
    for app in apps:
        with app.app_context():
            leave()
    return [statistics.median(mine) for mine in times]


def _make_due() -> None:
    with database.writing():
        db.session.execute(text("UPDATE clock SET next_action_at = :at WHERE is_answer").bindparams(
            at=str(datetime.now(UTC) - timedelta(days=1)) if db.engine.dialect.name == "sqlite"
            else datetime.now(UTC) - timedelta(days=1)))
        db.session.commit()


def _drain(place: Place) -> float:
    """Let two processes take everything that is due and return the seconds from their start to the end of the last."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(WORKERS + 1)
    running = [context.Process(target=_work, args=(place.env, barrier)) for _ in range(WORKERS)]
    for each in running:
        each.start()
    barrier.wait()
    began = time.perf_counter()
    for each in running:
        each.join()
    return time.perf_counter() - began


def _work(env: dict[str, str], barrier: Barrier) -> None:
    os.environ.update(env)
    with worker_edge.unit_of_work() as work:
        work.session.execute(select(Clock.id).limit(1))
    barrier.wait()
    while True:
        with worker_edge.unit_of_work() as work:
            if not climbing.climb(work).cases:
                return
