"""What one sign-in costs the web server in CPU time: the password's hash, the code, the session, the record."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import flask_migrate
from flask import Flask

from adapters import database
from app import create_app
from benchmarks.browser import hidden_fields_of
from benchmarks.dataset import PASSWORD, SEED
from benchmarks.report import Row
from config import Config
from extensions import db
from rules.actors import SYSTEM, Role
from services import accounts, second_factor, seeding
from services.work import Work

PEOPLE, MOST_MS = 25, 300.0


def measure(scratch: Path) -> Row:
    """Return the median over people who each sign in once, on a small database of its own."""
    app = create_app(Config.from_env({"DATA_DIR": str(scratch / "sign-in"), "DEMO": "0"}))
    with app.app_context():
        flask_migrate.upgrade()
        with database.writing():
            work = Work(db.session, SYSTEM, datetime.now(UTC), app.extensions["mailbox.secrets"])
            seeding.seed(work)
            for n in range(PEOPLE):
                made = accounts.add_staff(work, f"p{n}", f"测试员{n}", Role.INTAKE, None, PASSWORD)
                accounts.furnish(work, made, SEED)
            db.session.commit()
        db.session.remove()
    spent = [_sign_in(app, f"p{n}") for n in range(PEOPLE)]
    return Row("sign_in", "ms CPU", median(spent) * 1000, most=MOST_MS)


def _sign_in(app: Flask, login: str) -> float:
    """Sign in as one person and return the CPU seconds of the request."""
    client = app.test_client()
    fields = hidden_fields_of(client.get("/sign-in").get_data(as_text=True))
    code = second_factor.code_at(SEED, int(time.time()) // second_factor.STEP_S)
    began = time.process_time()
    answer = client.post("/sign-in", data=fields | {"login": login, "password": PASSWORD, "code": code})
    took = time.process_time() - began
    if answer.status_code != 303:
        raise RuntimeError(f"{login} could not sign in: {answer.status_code}")
    return took
