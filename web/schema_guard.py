"""Refuses to serve on a schema that this code was not written for; health and metrics still answer (fault R16)."""

from __future__ import annotations

from typing import Any

from flask import Flask, request

from adapters.database import SchemaWatch
from extensions import db
from web.errors import page

BEING_CHANGED = "网站正在更新。请过几分钟再打开这一页。"
BEING_CHANGED_KEPT = "网站正在更新，您写的内容还在下面。请过几分钟再按一次。"
ANSWERS_ALWAYS = frozenset({"health.healthz", "health.readyz", "metrics.figures"})


def init_app(app: Flask) -> None:
    watch = SchemaWatch()
    app.extensions["mailbox.schema"] = watch

    @app.before_request
    def refuse() -> Any:
        if request.endpoint in ANSWERS_ALWAYS:
            return None
        schema = watch.look(db.engine)
        if schema is None or schema.fits:
            return None
        return page(503, BEING_CHANGED_KEPT if request.method == "POST" else BEING_CHANGED)
