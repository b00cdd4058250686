"""Mail that came back, as the mail server pipes it in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from adapters import clock
from extensions import db
from models.notice import Notice
from queries.notices import signed_message_id
from rules.actors import SYSTEM
from services.work import Work
from tests import factories
from tests.rules.test_bounces import report


@pytest.fixture
def came_back(app: Flask) -> bytes:
    """The report about the receipt of a letter."""
    with app.app_context():
        work = Work(db.session, SYSTEM, clock.now(), app.extensions["mailbox.secrets"])
        factories.letter_with_email(work)
        db.session.commit()
        identity = signed_message_id(work.secrets.code, "received.X2026-1.1")
    return report(original=f"Message-ID: <{identity}@county.example>\r\n")


def take(app: Flask, *arguments: str, content: bytes = b"") -> Result:
    with app.app_context():
        return app.test_cli_runner().invoke(args=["mail", "bounce", *arguments], input=content)


def state(app: Flask) -> str:
    with app.app_context():
        return str(db.session.scalar(select(Notice.state)))


def test_bounce_from_a_file_gives_the_notice_up(app: Flask, came_back: bytes, tmp_path: Path) -> None:
    (tmp_path / "report.eml").write_bytes(came_back)
    done = take(app, str(tmp_path / "report.eml"), "--json")
    assert (done.exit_code, json.loads(done.output)) == (0, {"outcome": "hard"})
    assert state(app) == "failed"


def test_bounce_from_a_pipe_says_what_it_was(app: Flask, came_back: bytes) -> None:
    done = take(app, content=came_back)
    assert "came back" in done.output
    done = take(app, "-", content=b"Subject: I am away\r\n\r\nUntil Monday.")
    assert (done.exit_code, "ignored" in done.output) == (0, True)


def test_bounce_of_an_endless_message_is_ignored(app: Flask, came_back: bytes) -> None:
    done = take(app, content=came_back + b"x" * 3 * 1024 * 1024)
    assert (done.exit_code, state(app)) == (0, "owed")
