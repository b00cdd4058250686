"""Health: `/healthz` says the process lives, `/readyz` whether letters can be taken in and worked on."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, current_app, jsonify

from adapters.clock import now
from config import Config
from extensions import db, queue
from queries import health
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
    config: Config = current_app.extensions["mailbox.config"]
    facts = health.read(db.session, now(), config.timing.heartbeat_stale_s)
    facts |= {"redis": "ok" if queue.is_answering() else "away", "workers": queue.live_workers()}
    ready = facts["database"] == "ok" and facts["workers"] > 0 and not facts.pop("loading")
    facts["status"] = "ok" if ready else "starting"
    return jsonify(facts), 200 if ready else 503
