"""`/metrics` in Prometheus' text format, for the addresses of METRICS_ALLOW; numbers only, nothing of any person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from flask import Blueprint, Flask, Response, abort, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from adapters.clock import now
from config import Config
from extensions import db, queue
from queries import file_states, operations
from queries.file_states import FileFigures
from rules.localtime import local_date
from web import health
from web.access import public

blueprint = Blueprint("metrics", __name__)
TYPE = "text/plain; version=0.0.4; charset=utf-8"
Sample = tuple[Mapping[str, str], float]


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("/metrics")
@public
def figures() -> Response:
    config: Config = current_app.extensions["mailbox.config"]
    # What came through a proxy came from elsewhere, whatever address the proxy itself has.
    if request.remote_addr not in config.operations.metrics_allow or "X-Forwarded-For" in request.headers:
        abort(404)
    lines = [*_health_lines(), *_queue_lines()]
    try:
        lines += _store_lines(operations.read(db.session, local_date(now())), now())
        lines += _file_lines(file_states.figures(db.session), now())
    except SQLAlchemyError:
        # The health lines say already that the database is away.
        db.session.rollback()
    return Response("\n".join([*lines, ""]), content_type=TYPE)


def _health_lines() -> Iterator[str]:
    facts = health.read()
    yield from _gauge("mailbox_ready", "1 when letters can be taken in and worked on.", facts["status"] == "ok")
    yield from _gauge("mailbox_database_ok", "1 when the database takes writes.", facts["database"] == "ok")
    yield from _gauge("mailbox_database_sound", "0 when a check found the database damaged.", facts["is_sound"])
    yield from _gauge("mailbox_schema_ok", "1 when the schema is the one this code needs.", facts["schema"] == "ok")
    yield from _gauge("mailbox_redis_ok", "1 when the queue's server answers.", facts["redis"] == "ok")
    yield from _gauge("mailbox_workers", "Workers heard of in the last two minutes.", facts["workers"])
    yield from _gauge("mailbox_free_space_bytes", "What is left below the data directory.",
                      facts["free_space_mb"] * 1024 * 1024)
    yield from _family("mailbox_heartbeat_age_seconds", "Since the last run of each periodic job.",
                       [({"job": name}, age) for name, age in facts["heartbeats"].items()])


def _queue_lines() -> Iterator[str]:
    rows = [({"queue": each.name, "state": state}, float(getattr(each, state)))
            for each in queue.figures() for state in ("queued", "started", "scheduled", "failed")]
    yield from _family("mailbox_jobs", "Jobs by queue and state.", rows)


def _store_lines(stored: operations.Figures, instant: datetime) -> Iterator[str]:
    yield from _family("mailbox_letters_in_hand", "Letters that are not answered or ended, by state.",
                       [({"state": state}, count) for state, count in stored.letters.items()])
    yield from _family("mailbox_numbered_total", "Numbers given out, by series.",
                       [({"series": series}, value) for series, value in stored.numbered.items()], kind="counter")
    yield from _family("mailbox_notices", "Notices that were not sent, by state.",
                       [({"state": state}, count) for state, count in stored.notices.items()])
    yield from _gauge("mailbox_oldest_notice_seconds", "Age of the oldest notice that is owed.",
                      _age(instant, stored.oldest_notice_at))
    yield from _gauge("mailbox_oldest_unrouted_seconds", "Age of the oldest letter that is not routed.",
                      _age(instant, stored.oldest_unrouted_at))
    yield from _gauge("mailbox_clocks_running", "Clocks that run.", stored.running_clocks)
    yield from _gauge("mailbox_clocks_overdue", "Running clocks whose last day is over.", stored.overdue_clocks)
    yield from _family("mailbox_events_total", "Events of the record.", [({}, stored.last_event)], kind="counter")
    yield from _gauge("mailbox_counts_differing", "Counts of the last nightly sample that the events do not give.",
                      stored.differing_counts)


def _file_lines(stored: FileFigures, instant: datetime) -> Iterator[str]:
    yield from _family("mailbox_files_waiting", "Files that wait for the scanner, or for a copy without metadata.",
                       [({"for": "scan"}, stored.unscanned), ({"for": "copy"}, stored.uncopied)])
    yield from _gauge("mailbox_oldest_file_seconds", "Age of the oldest file that waits.",
                      _age(instant, stored.oldest_at))
    yield from _gauge("mailbox_files_infected", "Files in which the scanner found something.", stored.infected)
    yield from _gauge("mailbox_files_damaged", "Files that are not what was received.", len(stored.damaged))


def _gauge(name: str, words: str, value: float) -> Iterator[str]:
    return _family(name, words, [({}, value)])


def _family(name: str, words: str, samples: list[Sample], kind: str = "gauge") -> Iterator[str]:
    yield f"# HELP {name} {words}"
    yield f"# TYPE {name} {kind}"
    for labels, value in samples:
        told = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        yield f"{name}{{{told}}} {float(value):.15g}" if told else f"{name} {float(value):.15g}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")


def _age(instant: datetime, oldest: datetime | None) -> float:
    return 0 if oldest is None else max(0.0, (instant - oldest).total_seconds())
