"""Health: `/healthz` says the process lives, `/readyz` whether letters can be taken in and worked on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify

from adapters.clock import now
from config import Config
from extensions import db, queue
from queries import health
from services import locking, storage
from web.access import public

blueprint = Blueprint("health", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    facts = read()
    return jsonify(facts), 200 if facts["status"] == "ok" else 503


def read() -> dict[str, Any]:
    """Return every figure of the health page; `status` names the first thing that is in the way."""
    config: Config = current_app.extensions["mailbox.config"]
    schema = current_app.extensions["mailbox.schema"].look(db.engine)
    fits = schema is not None and schema.fits
    facts = health.read(db.session, now(), config.timing.heartbeat_stale_s)
    if facts["database"] == "ok" and not locking.is_writable(db.engine):
        facts["database"] = "read_only"
    facts |= {"redis": "ok" if queue.is_answering() else "away", "workers": queue.live_workers(),
              "schema": "ok" if fits else schema.words if schema else "away", "free_space_mb": storage.left_mb(),
              "is_sound": not storage.faults()}
    loading = facts.pop("loading")
    started = facts["workers"] > 0 and not loading
    facts["status"] = _status(facts, fits=fits, started=started)
    return facts


def _status(facts: dict[str, Any], *, fits: bool, started: bool) -> str:
    if not fits and facts["schema"] != "away":
        return "schema"
    if facts["database"] == "read_only":
        return "read_only"
    if not facts["is_sound"]:
        return "damaged"
    if storage.is_short():
        return "no_space"
    return "ok" if started and facts["database"] == "ok" else "starting"
