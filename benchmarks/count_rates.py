"""What figures cost that are read from the counts, over a tenth of the letters and over all, and the nightly check."""

from __future__ import annotations

import multiprocessing
import os
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import flask_migrate
from flask import current_app
from sqlalchemy import text

from adapters import database
from app import create_app
from benchmarks import counted_letters
from benchmarks.counted_letters import FIRST, LAST, STRIDE
from benchmarks.places import Place, fresh, leave
from benchmarks.report import Row
from benchmarks.storage import Store
from config import Config
from extensions import db
from queries import counts, period_cases
from rules.actors import SYSTEM
from rules.figures import Dimension, Flow
from rules.localtime import start_of_day
from services import count_checks, counting
from services.work import Work

MONTH_MS, SHARE_OF_RAW, TIMES, CHECK_S, MEGABYTES = 50, 0.1, 1.5, 10, 200
ROUNDS = 15
MONTHS = [date(2017 + n, 1 + n, 1) for n in range(9)]
RAW = {
    "sqlite": text("SELECT strftime('%Y-%m', received_at, '+8 hours'), department_id, count(*) "
                   "FROM \"case\" GROUP BY 1, 2"),
    "postgresql": text("SELECT date_trunc('month', received_at AT TIME ZONE 'Asia/Shanghai'), department_id, count(*) "
                       "FROM \"case\" GROUP BY 1, 2")}


def measure(store: Store, letters: int) -> list[Row]:
    """Return the times over so many letters, against raw queries and against a tenth of the letters."""
    place = fresh(store, "counts")
    app = place.app()
    with app.app_context():
        flask_migrate.upgrade()
        _write(lambda work: counted_letters.fill(work, letters // STRIDE))
    smaller = place.copy()
    with app.app_context():
        _write(counted_letters.multiply)
    few, many = _in_child(smaller), _in_child(place)
    return [
        Row(f"counts: all figures of a month, {letters:,} letters", "ms", many["month"], bare=few["month"],
            most=MONTH_MS),
        Row(f"counts: the same against {letters // STRIDE:,}", "times", many["month"] / few["month"], most=TIMES),
        Row("counts: ten years by month and department", "ms", many["years"], bare=many["raw"]),
        Row("counts: the same against a raw GROUP BY", "times", many["years"] / many["raw"], most=SHARE_OF_RAW),
        Row(f"counts: the same against {letters // STRIDE:,}", "times", many["years"] / few["years"], most=TIMES),
        Row("counts: every figure of ten years by month and department", "ms", many["all_years"]),
        Row("counts: a day closed", "ms", many["close"]),
        Row("counts: letters behind a month's figures", "s", many["behind"]),
        Row("counts: where all letters in hand stand", "s", many["standings"]),
        Row("counts: nightly check of a sample", "s", many["check"], most=CHECK_S),
        Row("counts: largest process", "MB", many["megabytes"], most=MEGABYTES)]


def _write(act: Callable[[Work], None]) -> None:
    with database.writing():
        act(_work())
        db.session.commit()
    leave()


def _work() -> Work:
    return Work(db.session, SYSTEM, start_of_day(LAST + timedelta(days=1)) + timedelta(minutes=10),
                current_app.extensions["mailbox.secrets"])


def _in_child(place: Place) -> dict[str, float]:
    """Measure in a process of its own, whose memory nothing else has used."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (place.env,))


def _measured(env: dict[str, str]) -> dict[str, float]:
    app = create_app(Config.from_env(env | {"PATH": os.environ["PATH"]}))
    with app.app_context():
        work = _work()
        session, calendar = work.session, work.calendar
        raw = RAW[session.get_bind().dialect.name]
        found = {
            "month": statistics.median(_ms(_figures, session, month) for _ in range(3) for month in MONTHS),
            "all_years": statistics.median(_ms(_years, session, tuple(Flow)) for _ in range(3))}
        found["standings"] = _ms(period_cases.standings, session, LAST, calendar) / 1000
        session.rollback()
        found["check"] = _ms(_check, work) / 1000
        session.rollback()
        found["behind"] = _ms(period_cases.behind, session, LAST.replace(day=1), LAST, calendar) / 1000
        found["close"] = _ms(counting.recount, work, [LAST])
        session.rollback()
        # Before the raw queries, which gather their groups in this process on SQLite.
        found["megabytes"] = _high_water_mb()
        pairs = [(_ms(_years, session, [Flow.RECEIVED]), _ms(lambda: session.execute(raw).all()))
                 for _ in range(ROUNDS)]
        found["years"], found["raw"] = (statistics.median(times) for times in zip(*pairs, strict=True))
    return found


def _high_water_mb() -> float:
    """Return the most memory that this process has had; what the kernel gives with its times is the parent's too."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def _check(work: Work) -> None:
    found = count_checks.check(work)
    if found.differences:
        raise RuntimeError(f"{len(found.differences)} counts differ, first {found.differences[0]}")


def _figures(session: Any, month: date) -> None:
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    for dimension in Dimension:
        counts.figures(session, dimension, month, last)


def _years(session: Any, flows: Any) -> None:
    counts.by_month(session, Dimension.DEPARTMENT, FIRST, LAST, flows)


def _ms(act: Callable[..., Any], *arguments: Any) -> float:
    began = time.perf_counter()
    act(*arguments)
    return (time.perf_counter() - began) * 1000
