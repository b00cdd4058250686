"""How long the statutory annual tables take, with the requests behind each cell: of one year in ten, and all in one."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import flask_migrate
from flask import Flask
from sqlalchemy import func, insert, select, text, update

from adapters import database
from benchmarks.dataset import UNITS
from benchmarks.places import fresh, leave
from benchmarks.report import Row
from benchmarks.storage import Store
from cli.setup import read_units
from extensions import db
from migrations import append_only
from models.case import Case
from models.department import Department, Mailbox
from models.disclosure import DisclosureRequest
from models.request_result import RequestResult
from models.types import table_of
from queries import annual
from rules.actors import SYSTEM
from rules.annual_checks import require_closed
from rules.annual_forms import TOTAL, FormName
from rules.localtime import start_of_day
from rules.outcomes import Outcome
from rules.request_words import COUNTED_CHANNELS_2018
from rules.vocabulary import Applicant
from services import seeding
from services.work import Work

REQUESTS, LETTERS, YEARS, LAST_YEAR = 100_000, 200_000, 10, 2025
PORTION, ROUNDS, MOST_MS = 10_000, 5, 1_000
_case, _request, _result = table_of(Case), table_of(DisclosureRequest), table_of(RequestResult)
# What a bare count of the same rows costs: one statement, a group for each applicant and outcome, no cases.
_RAW = (
    select(_request.c.applicant, _result.c.outcome, func.count())
    .join_from(_request, _case, _case.c.id == _request.c.case_id)
    .join(_result, _result.c.case_id == _request.c.case_id, isouter=True)
    .group_by(_request.c.applicant, _result.c.outcome))


def measure(store: Store) -> list[Row]:
    """Return the times of both forms for a year among ten, and for one that has all requests, against a count."""
    app = fresh(store, "annual").app()
    with app.app_context():
        flask_migrate.upgrade()
        _fill(app)
        leave()
        among = {form: _ms(_tables, form, 1) for form in FormName}
        _move_into_one_year()
        leave()
        whole = {form: _ms(_tables, form, REQUESTS) for form in FormName}
        raw = _ms(lambda: db.session.execute(_RAW).all())
        leave()
    return [
        *(Row(f"annual: form of {form.value}, a year of ten with {REQUESTS:,} requests", "ms", among[form],
              most=MOST_MS) for form in FormName),
        *(Row(f"annual: form of {form.value}, {REQUESTS:,} requests in one year", "ms", whole[form], bare=raw,
              most=MOST_MS) for form in FormName)]


def _tables(form: FormName, least: int) -> None:
    """Make a form of the last year, whose identities must hold over at least so many requests."""
    table = annual.table(db.session, LAST_YEAR, form)
    require_closed(table)
    if form is FormName.OF_2021 and table.value("3.1", TOTAL) + table.value("3.2", TOTAL) < least:
        raise RuntimeError("the measured year has fewer requests than were stored")


def _fill(app: Flask) -> None:
    """Store the requests of ten years, most of them ended, beside letters; the shortest way, without a record."""
    with database.writing():
        work = Work(db.session, SYSTEM, start_of_day(date(LAST_YEAR + 1, 1, 1)), app.extensions["mailbox.secrets"])
        seeding.seed(work)
        seeding.import_departments(work, read_units(UNITS))
        unit = work.session.scalars(select(Department.id).order_by(Department.id)).first()
        mailbox = work.session.scalars(select(Mailbox.id).order_by(Mailbox.id)).first()
        shared = {"title": "-", "mailbox_id": mailbox, "department_id": unit, "body_digest": "-", "code_mac": "-",
                  "chain_head": "0" * 64, "chain_length": 1}
        chance, connection = random.Random(7), work.session.connection()
        for first in range(1, REQUESTS + LETTERS + 1, PORTION):
            ids = range(first, first + PORTION)
            rows = [_drawn(chance, n) for n in ids]
            asked = [row for row in rows if row["kind"] == "disclosure_request"]
            connection.execute(insert(_case), [
                shared | {"id": row["id"], "kind": row["kind"], "number": f"N{row['id']}", "channel": row["channel"],
                          "received_at": row["at"], "submission_key": str(row["id"]),
                          "state": "closed" if row["ended_on"] else "accepted", "answered_at": row["ended_at"],
                          "closed_at": row["ended_at"]} for row in rows])
            connection.execute(insert(_request), [
                {"case_id": row["id"], "applicant": row["applicant"], "text": "-", "provide_as": "paper",
                 "deliver_by": "post", "submitted_at": row["at"], "confirmed_at": row["at"],
                 "receipt_rule": "in_person"} for row in asked])
            connection.execute(insert(_result), [
                {"case_id": row["id"], "ended_on": row["ended_on"], "ended_how": "answered", "outcome": row["outcome"],
                 "is_delayed": row["is_delayed"]} for row in asked if row["ended_on"]])
        connection.execute(text("ANALYZE"))
        db.session.commit()


def _drawn(chance: random.Random, n: int) -> dict[str, Any]:
    """Return a case: every third is a request; nineteen in twenty ended within two months."""
    day = date(LAST_YEAR - YEARS + 1, 1, 1) + timedelta(days=chance.randrange(YEARS * 365))
    ended_on = day + timedelta(days=chance.randrange(60)) if chance.random() < 0.95 else None
    return {"id": n, "kind": "letter" if n % 3 else "disclosure_request",
            "channel": chance.choice(list(COUNTED_CHANNELS_2018)).value,
            "at": start_of_day(day) + timedelta(seconds=chance.randrange(24 * 3600)),
            "applicant": chance.choice(list(Applicant)).value, "outcome": chance.choice(list(Outcome)).value,
            "ended_on": ended_on, "ended_at": None if ended_on is None else start_of_day(ended_on),
            "is_delayed": chance.random() < 0.1}


def _move_into_one_year() -> None:
    """Let everything have come in the last year, and have ended in it."""
    with database.writing():
        connection = db.session.connection()
        append_only.drop(connection)
        connection.execute(update(_case).values(received_at=start_of_day(date(LAST_YEAR, 1, 15))))
        connection.execute(update(_result).values(ended_on=date(LAST_YEAR, 3, 1)))
        connection.execute(text("ANALYZE"))
        db.session.commit()


def _ms(act: Callable[..., Any], *arguments: Any) -> float:
    """Return the median milliseconds of some rounds, each in a transaction of its own."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act(*arguments)
        times.append((time.perf_counter() - began) * 1000)
        db.session.rollback()
    return statistics.median(times)
