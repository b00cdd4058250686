"""What nobody foresaw: people see a number, the log has it too, and nothing of the inside or of the letter is shown."""

from __future__ import annotations

import logging
import re
import subprocess
import sys

import pytest
from flask import Flask
from redis import Redis

from deploy.children import ROOT
from tests.fixtures.pages import Visitor
from workers.schedule import Entry
from workers.scheduler import MailboxScheduler

SECRET = "王小明的电话是13812345678"


def broken() -> str:
    raise RuntimeError(SECRET)


@pytest.fixture
def broken_home(app: Flask) -> Flask:
    """The application with a home page that always fails in a way that nobody foresaw."""
    broken.audience = app.view_functions["mailbox.home"].audience  # type: ignore[attr-defined]
    app.view_functions["mailbox.home"] = broken
    return app


def test_fault_of_a_page_shows_its_number_only(
        broken_home: Flask, visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    """S3: the page has an incident number, the log the same one; neither has the words of the fault."""
    page = visitor.get("/", status=500)
    incident = re.search(r"[0-9a-f]{8}", page.text)
    assert incident
    [line] = [record for record in caplog.records if "Incident" in record.getMessage()]
    assert incident[0] in line.getMessage()
    assert SECRET not in page.html
    assert "Traceback" not in page.html
    assert "RuntimeError" not in page.html


def test_fault_of_a_process_is_a_line_with_a_number() -> None:
    """S3: what ends a process is told by number, kind and place, without the words that were being worked on."""
    code = ("from adapters import logs; from config import LogFormat\n"
            f"logs.start(LogFormat.JSON)\nraise RuntimeError({SECRET!r})")
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False,
                           timeout=60)
    assert ended.returncode == 1
    assert re.search(r"Incident [0-9a-f]{8} ended this process", ended.stderr)
    assert "RuntimeError" in ended.stderr
    assert SECRET not in ended.stderr


def test_row_of_the_timetable_that_cannot_be_offered_does_not_stop_the_others(
        caplog: pytest.LogCaptureFixture) -> None:
    """S3: the scheduler names the row and goes on with the next."""
    offered: list[str] = []

    class Line:
        def enqueue(self, function: str, *_arguments: object) -> bool:
            if function == "workers.broken":
                raise RuntimeError(SECRET)
            offered.append(function)
            return True

    scheduler = MailboxScheduler(connection=Redis(host="127.0.0.1", port=1))
    for function in ("workers.broken", "workers.sound"):
        scheduler.add(Entry(function, function, 1, "a row of this test"), Line())  # type: ignore[arg-type]
    with caplog.at_level(logging.ERROR):
        scheduler.enqueue_jobs()
    assert offered == ["workers.sound"]
    assert "workers.broken could not be offered" in caplog.text
