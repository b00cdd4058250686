"""Bad days of the store: nothing typed is lost, nobody gets a receipt without a commit, and it heals by itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from adapters import database
from extensions import db
from models.case import Case
from tests.fixtures.pages import Visitor

LETTER = {"title": "路灯坏了半个月", "agree": "y",
          "text": "城南小学门口的路灯坏了半个月，放学的孩子看不清路，请修一修，谢谢你们。"}


@contextmanager
def locked(app: Flask) -> Iterator[None]:
    """Hold the write lock of the database from outside."""
    other = sqlite3.connect(Path(app.extensions["mailbox.config"].data_dir) / "mailbox.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


@pytest.fixture
def impatient(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for the lock a tenth of a second instead of ten."""
    pragmas = [line for line in database.SQLITE_PRAGMAS if "busy_timeout" not in line]
    monkeypatch.setattr(database, "SQLITE_PRAGMAS", (*pragmas, "PRAGMA busy_timeout=100"))
    with app.app_context():
        db.engine.dispose()


def letters(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Case)) or 0


@pytest.mark.usefixtures("impatient")
def test_submit_while_the_database_is_locked_keeps_the_words_and_sends_them_later(
        app: Flask, visitor: Visitor) -> None:
    visitor.get("/write")
    with locked(app):
        refused = visitor.submit(LETTER, status=503)
        assert LETTER["text"] in refused.html
        assert letters(app) == 0
    sent = visitor.submit({})
    assert sent.heading == "信已收到"
    assert letters(app) == 1


@pytest.mark.usefixtures("impatient")
def test_read_while_the_database_is_locked_goes_on(app: Flask, visitor: Visitor) -> None:
    with locked(app):
        assert visitor.get("/").status == 200
        assert visitor.get("/letters").status == 200


@pytest.mark.usefixtures("impatient")
def test_submit_by_program_while_the_database_is_locked_is_a_problem_document(app: Flask) -> None:
    with locked(app):
        answer = app.test_client().post("/api/v1/letters", json={"text": LETTER["text"]})
    assert answer.status_code == 503
    assert answer.mimetype == "application/problem+json"


def test_submit_on_a_full_disk_keeps_the_words(app: Flask, visitor: Visitor) -> None:
    visitor.get("/write")
    with app.app_context():
        pages = db.session.execute(db.text("PRAGMA page_count")).scalar_one()
        # A database that may not grow refuses as a full disk does.
        db.session.execute(db.text(f"PRAGMA max_page_count={pages}"))
        refused = visitor.submit(LETTER | {"text": LETTER["text"] * 40}, status=503)
    assert LETTER["text"] in refused.html
    assert letters(app) == 0


def test_open_a_stale_form_gives_the_words_back(app: Flask, visitor: Visitor) -> None:
    page = visitor.get("/write")
    assert page.status == 200
    with app.test_client() as stranger:
        answer = stranger.post("/write", data=LETTER | {"csrf_token": "gone"})
    assert answer.status_code == 400
    assert LETTER["text"] in answer.get_data(as_text=True)
