"""One commit per job, its heartbeat in it, and what is queued after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import select, text

from adapters import database, jobs
from extensions import db
from models.heartbeat import Heartbeat
from tests.harness.redis import RedisServer
from workers.application import application
from workers.heartbeat import beat
from workers.unit_of_work import intervals, periodic_work, unit_of_work

ROUTE = "workers.routing.route_letter"


@pytest.fixture
def job_app(tmp_path: Path, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application that jobs of this process get, on a database of the test's own."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'jobs.db'}")
    monkeypatch.setenv("REDIS_URL", redis_server.url)
    application.cache_clear()
    with application().app_context():
        flask_migrate.upgrade()
    yield application()
    with application().app_context():
        db.engine.dispose()
    application.cache_clear()


def beats(app: Flask) -> set[str]:
    with app.app_context():
        return set(db.session.scalars(select(Heartbeat.name)))


def waiting(redis_server: RedisServer) -> list[bytes]:
    with redis_server.client() as redis:
        return [name for queue in jobs.QUEUES for name in redis.lrange(f"rq:queue:{queue}", 0, -1)]


def test_periodic_work_leaves_its_heartbeat(job_app: Flask) -> None:
    beat("scheduler")
    assert "scheduler" in beats(job_app)


def test_heartbeat_makes_every_job_of_the_timetable_expected(job_app: Flask) -> None:
    beat("scheduler")
    assert beats(job_app) == set(intervals())


def test_alarm_of_a_late_job_is_logged_once(
        job_app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    beat("scheduler")
    with job_app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE heartbeat SET beat_at = '2026-01-01 00:00:00' WHERE name = 'reconcile'"))
    with caplog.at_level("WARNING"):
        beat("scheduler")
        beat("scheduler")
    assert [line for line in caplog.messages if line.startswith("Alarm: late jobs: reconcile")] == caplog.messages
    assert len(caplog.messages) == 1


def test_failing_work_leaves_nothing_behind(job_app: Flask, redis_server: RedisServer) -> None:
    def fail_half_way() -> None:
        with periodic_work("sweep") as work:
            work.after_commit(ROUTE, 1)
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        fail_half_way()
    assert beats(job_app) == set()
    assert waiting(redis_server) == []


def test_jobs_are_queued_after_the_commit_only(job_app: Flask, redis_server: RedisServer) -> None:
    with unit_of_work() as work:
        work.after_commit(ROUTE, 7)
        assert waiting(redis_server) == []
    assert waiting(redis_server) == [b"route-7"]


def test_work_is_kept_when_the_queue_is_away(job_app: Flask, redis_server: RedisServer) -> None:
    redis_server.kill()
    with periodic_work("sweep") as work:
        work.after_commit(ROUTE, 7)
    assert beats(job_app) == {"sweep"}


@pytest.mark.parametrize("revision", ["0001", "9999"])
def test_job_on_another_schema_leaves_the_database_alone(
        job_app: Flask, monkeypatch: pytest.MonkeyPatch, revision: str) -> None:
    monkeypatch.setattr(database, "CHECK_EVERY_S", 0.0)
    with job_app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    with pytest.raises(database.SchemaMismatch, match=revision):
        beat("scheduler")
    assert beats(job_app) == set()
