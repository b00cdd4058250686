"""Sessions: kept on the server, ended at once, in their times, listed for their owner."""

from __future__ import annotations

import shutil
import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import create_app
from config import Mode
from extensions import db
from models.staff import StaffSession
from rules.actors import Role
from services import locking, sessions, staff_rows
from services.work import Work
from tests import factories
from tests.factories import PASSWORD
from tests.fixtures.app import settings
from tests.fixtures.engines import Edge
from tests.fixtures.office import Office
from tests.fixtures.pages import Visitor
from tests.harness.clock import SimulatedClock

OWN = "Green-Boat-7-Lantern"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


def cookie(client: FlaskClient) -> str:
    kept = client.get_cookie("session")
    assert kept is not None
    return kept.value


def with_cookie(office: Office, value: str) -> FlaskClient:
    client = office.app.test_client()
    client.set_cookie("session", value)
    return client


def is_in(client: FlaskClient) -> bool:
    return client.get("/desk").status_code == 200


def tokens(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(StaffSession.digest)))


def test_stolen_cookie_is_dead_after_the_owner_signs_out(office: Office) -> None:
    """N6: signing out ends the session on the server, not only in the browser."""
    visitor = office.enter("handler")
    thief = with_cookie(office, cookie(visitor.client))
    assert is_in(thief)
    visitor.post("/sign-out")
    assert not is_in(thief)


def test_session_that_was_planted_before_the_sign_in_opens_nothing(office: Office, visitor: Visitor) -> None:
    """N6: signing in begins a session under a new id; what was in the browser before is no way in (fixation)."""
    visitor.get("/sign-in")
    planted = cookie(visitor.client)
    visitor.submit(office.keys("handler"))
    assert cookie(visitor.client) != planted
    assert not is_in(with_cookie(office, planted))
    second = with_cookie(office, cookie(office.enter("lead").client))
    before = cookie(second)
    again = Visitor(second)
    again.post("/sign-out")
    again.get("/sign-in")
    again.submit(office.keys("handler"))
    assert not is_in(with_cookie(office, before))


def test_privilege_change_gives_the_browser_a_new_session(office: Office) -> None:
    """N6, N7: a new password begins a new session here and ends every other one."""
    here, elsewhere = office.enter("handler"), office.enter("handler")
    before = cookie(here.client)
    here.get("/account/password")
    here.submit({"old": PASSWORD, "new_password": OWN})
    assert is_in(here.client)
    assert not is_in(with_cookie(office, before))
    assert not is_in(elsewhere.client)


def test_cookie_holds_a_token_and_the_database_its_digest_only(office: Office) -> None:
    """N6: the browser holds a random token and nothing about the person; a copy of the table opens nothing."""
    visitor = office.enter("handler")
    with visitor.client.session_transaction() as kept:
        token = kept["staff"]
    assert len(token) >= 43
    assert token not in tokens(office.app)
    assert not is_in(with_cookie(office, tokens(office.app)[0]))


@pytest.mark.parametrize(("steps", "stays"), [
    ([29], True), ([31], False), ([25] * 28, True), ([25] * 29, False), ([-5], True), ([-60], False),
], ids=["half an hour", "idle too long", "under twelve hours", "twelve hours of work", "another host", "set back"])
def test_session_lasts_half_an_hour_idle_and_twelve_hours_in_all(
        office: Office, test_clock: SimulatedClock, steps: list[int], stays: bool) -> None:
    """N6: idle 30 min, absolute 12 h; with the clock set back it fails closed."""
    visitor = office.enter("handler")
    answers = []
    for minutes in steps:
        test_clock.forward(minutes=minutes)
        answers.append(is_in(visitor.client))
    assert answers == [True] * (len(steps) - 1) + [stays]


def test_time_of_the_last_look_is_written_once_a_minute(office: Office, test_clock: SimulatedClock) -> None:
    """N6: a page that is opened writes the time of the last look, at most once a minute."""
    visitor, seen = office.enter("handler"), []
    for seconds in (20, 20, 30, 20):
        test_clock.forward(seconds=seconds)
        assert is_in(visitor.client)
        with office.app.app_context():
            seen.append(db.session.scalar(select(StaffSession.seen_at)))
    assert seen[0] == seen[1] < seen[2] == seen[3]


def test_page_that_reads_does_not_wait_for_a_long_write(office: Office, test_clock: SimulatedClock) -> None:
    """N6: the time of the last look is written when there is room for it, and holds up nobody."""
    visitor = office.enter("handler")
    test_clock.forward(minutes=2)
    with office.app.app_context():
        path = db.engine.url.database or ""
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        assert is_in(visitor.client)
        assert time.monotonic() - began < 5
    test_clock.forward(minutes=27)
    assert is_in(visitor.client)


def test_time_of_the_last_look_only_moves_on(edge: Edge) -> None:
    """N6: on each engine; a host whose clock is behind takes nothing back."""
    def make(work: Work) -> int:
        staff = staff_rows.account(work, factories.staff(work, Role.INTAKE).id or 0)
        sessions.start(work, staff, sessions.Place("10.0.0.1"))
        return work.session.scalars(select(StaffSession)).one().id

    row_id = edge.run(make)
    began = edge.run(lambda work: work.session.get_one(StaffSession, row_id).seen_at)
    for minutes, noted in ((3, 3), (1, 3)):
        with edge.app.app_context():
            locking.note_seen(db.engine, row_id, began + timedelta(minutes=minutes))
        seen = edge.run(lambda work: work.session.get_one(StaffSession, row_id).seen_at)
        assert seen - began == timedelta(minutes=noted)


@pytest.fixture
def https(seeded_dir: Path, tmp_path: Path, test_clock: SimulatedClock) -> FlaskClient:
    """A browser of a service behind https."""
    shutil.copytree(seeded_dir, tmp_path / "var", dirs_exist_ok=True, ignore=shutil.ignore_patterns("clock"))
    return create_app(settings(tmp_path / "var", public_url="https://localhost", mode=Mode.TRIAL)).test_client()


def test_cookie_behind_https_has_every_flag(https: FlaskClient) -> None:
    """N6: `__Host-`, Secure, HttpOnly, SameSite, no domain, the whole site."""
    https.get("/setup", base_url="https://localhost")
    kept = https.get_cookie("__Host-session")
    assert kept is not None
    assert (kept.secure, kept.http_only, kept.same_site, kept.path) == (True, True, "Lax", "/")
    assert kept.origin_only
    assert https.get_cookie("session") is None


def test_parallel_sessions_are_listed_and_can_be_ended(office: Office) -> None:
    """N10: whoever shares an account is seen by its owner, who ends any session or all others."""
    here, second, third = (office.enter("handler") for _ in range(3))
    assert here.get("/account").text.count("127.0.0.1") == 3
    here.post("/account/sessions/end", {"session": _id_of(office, 2)})
    assert [is_in(one.client) for one in (here, second, third)] == [True, False, True]
    here.post("/account/sessions/end")
    assert [is_in(one.client) for one in (here, third)] == [True, False]


def _id_of(office: Office, serial: int) -> int:
    with office.app.app_context():
        return list(db.session.scalars(select(StaffSession.id).order_by(StaffSession.id)))[serial - 1]


def test_session_of_somebody_else_cannot_be_ended(office: Office) -> None:
    handler, lead = office.enter("handler"), office.enter("lead")
    handler.get("/account")
    handler.post("/account/sessions/end", {"session": _id_of(office, 2)}, status=404)
    assert is_in(lead.client)


def test_session_names_browser_and_system(office: Office) -> None:
    visitor = Visitor(office.app.test_client())
    visitor.get("/sign-in")
    visitor.submit(office.keys("handler"), headers={"User-Agent": CHROME})
    assert "Chrome，Windows" in visitor.get("/account").text
