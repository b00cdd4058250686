"""One commit per job, its heartbeat in it, and what is queued after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from adapters import jobs
from extensions import db
from models.heartbeat import Heartbeat
from tests.harness.redis import RedisServer
from workers.application import application
from workers.heartbeat import beat
from workers.unit_of_work import periodic_work, unit_of_work

ROUTE = "workers.routing.route_letter"


@pytest.fixture
def job_app(tmp_path: Path, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application that jobs of this process get, on a database of the test's own."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'jobs.db'}")
    monkeypatch.setenv("REDIS_URL", redis_server.url)
    application.cache_clear()
    with application().app_context():
        db.create_all()
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
    assert beats(job_app) == {"scheduler"}


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
