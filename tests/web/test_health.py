"""`/readyz` beyond its contract: space, schema, a database that takes no writes, the age of each heartbeat."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from adapters.disk import space
from extensions import db
from services import heartbeats, locking
from services.work import Work
from tests.fixtures.engines import Edge
from tests.fixtures.pages import Visitor
from tests.harness.clock import SimulatedClock

LETTER = {"title": "路灯坏了半个月", "agree": "y", "text": "城南小学门口的路灯坏了半个月，放学的孩子看不清路。"}


@pytest.fixture
def full_disk(app: Flask) -> Iterator[None]:
    """A floor above what the disk has."""
    usual = space.floor_mb
    space.floor_mb = space.left_mb() * 2
    yield
    space.floor_mb = usual


def test_readyz_has_the_age_of_each_heartbeat(
        app: Flask, client: FlaskClient, work: Work, test_clock: SimulatedClock) -> None:
    heartbeats.beat(work, "reconcile")
    work.session.commit()
    test_clock.set(work.now + timedelta(minutes=5))
    health = client.get("/readyz").get_json()
    assert 300 <= health["heartbeats"]["reconcile"] < 400
    assert (health["schema"], health["database"], health["status"]) == ("ok", "ok", "starting")
    assert health["free_space_mb"] > 0
    assert "loading" not in health


@pytest.mark.usefixtures("full_disk")
def test_readyz_without_space_names_it(app: Flask, client: FlaskClient) -> None:
    ready = client.get("/readyz")
    assert (ready.status_code, ready.get_json()["status"]) == (503, "no_space")


def test_letter_without_space_is_refused_before_its_receipt_and_kept_in_the_form(
        app: Flask, visitor: Visitor) -> None:
    visitor.get("/write")
    usual, space.floor_mb = space.floor_mb, space.left_mb() * 2
    try:
        refused = visitor.submit(LETTER, status=503)
        assert LETTER["text"] in refused.html
        assert visitor.get("/").status == 200
    finally:
        space.floor_mb = usual
    # Space came back: the words that were kept are sent as they stand.
    visitor.page = refused
    assert visitor.submit({}).heading == "信已收到"


def test_database_that_is_locked_for_long_is_told_as_not_writable(app: Flask, client: FlaskClient) -> None:
    other = sqlite3.connect(app.extensions["mailbox.config"].data_dir / "mailbox.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert client.get("/readyz").get_json()["database"] == "read_only"
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert client.get("/readyz").get_json()["database"] == "ok"


def test_write_probe_leaves_nothing_on_either_engine(edge: Edge) -> None:
    with edge.app.app_context():
        assert locking.is_writable(db.engine)
        assert locking.is_writable(db.engine)
    edge.run(lambda work: heartbeats.beat(work, "probe"))
