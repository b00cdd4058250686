"""Errors of the API as RFC 9457 problem details."""

from __future__ import annotations

import json
from http import HTTPStatus

from flask import Response


def response(status: int, detail: str, **more: object) -> tuple[Response, int]:
    """Return a problem document. `detail` is the Chinese sentence that says how to mend it."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return Response(json.dumps(body, ensure_ascii=False), mimetype="application/problem+json"), status
