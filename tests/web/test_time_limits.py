"""Searches and exports keep to a share of their own: a slow one is ended, and a crowd of them holds up nobody."""

from __future__ import annotations

import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from adapters import database
from extensions import db
from rules.errors import TooMany
from rules.vocabulary import State
from services import audit_exports
from tests.fixtures.office import Office
from web import time_limits

ENDLESS = text(
    "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 500000000) SELECT count(*) FROM c")
CROWD, WEB_PROCESSES = 50, 8


def test_statement_that_takes_too_long_is_ended_and_the_next_one_works(both_engines: Flask) -> None:
    """B2: a search ends after its time on both engines, and the connection is whole afterwards."""
    with both_engines.app_context():
        started = time.monotonic()
        with pytest.raises(OperationalError) as ended, database.bounded(db.session.connection(), 0.2):
            db.session.execute(ENDLESS)
        assert time.monotonic() - started < 5
        assert database.was_ended(ended.value)
        db.session.rollback()
        with database.bounded(db.session.connection(), 5):
            assert db.session.scalar(text("SELECT 41 + 1")) == 42
        assert db.session.scalar(text("SELECT count(*) FROM department")) > 0


@pytest.mark.parametrize("path", ["/letters?q=加压泵", "/api/v1/letters?q=加压泵", "/office/letters?q=加压泵"])
def test_search_that_takes_too_long_says_how_to_narrow_it(
        office: Office, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """B2: the person is told what to do, and the database is free again."""
    office.letter(State.ANSWERED, title="加压泵", consents_to_publication=True)
    client = office.enter("intake").client
    monkeypatch.setattr(database, "PROGRESS_STEPS", 1)
    monkeypatch.setattr(time_limits, "SEARCH_S", -1)
    answer = client.get(path)
    assert answer.status_code == 422
    assert "请多写一个词" in answer.get_data(as_text=True)


def test_second_export_at_the_same_time_waits_outside(app: Flask) -> None:
    """B2: exports have a pool of one; it is free again when the first has ended."""
    with app.app_context():
        with time_limits.exporting(), pytest.raises(TooMany) as refused, time_limits.exporting():
            raise AssertionError("two exports at once")
        assert refused.value.wait_s == time_limits.EXPORT_WAIT_S
        with time_limits.exporting():
            pass


def test_fifty_exports_at_once_leave_public_pages_quick(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """B2: 50 exports at once: public p95 < 2 s; the first is made, the others wait their turn or come again."""
    office.letter(State.ANSWERED)
    auditor = office.enter("auditor")
    token, cookie = auditor.token(), auditor.client.get_cookie("session")
    pause, usual = threading.Event(), audit_exports.export

    def slow(*arguments: object) -> bytes:
        pause.wait(0.5)
        return usual(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(audit_exports, "export", slow)

    def export() -> int:
        client = office.app.test_client()
        client.set_cookie("session", cookie.value)
        return client.post("/admin/audit/export", data={"csrf_token": token, "format": "csv"}).status_code

    def look() -> float:
        started = time.monotonic()
        assert office.app.test_client().get("/letters").status_code == 200
        return time.monotonic() - started

    with ThreadPoolExecutor(WEB_PROCESSES) as threads:
        exports = [threads.submit(export) for _ in range(CROWD)]
        times = [look() for _ in range(40)]
        pause.set()
        answers = [each.result() for each in exports]
    assert statistics.quantiles(times, n=20)[-1] < 2
    assert 200 in answers
    assert set(answers) <= {200, 429, 503}
