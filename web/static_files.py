"""Static files: served by whitenoise under names that carry their hash, so that browsers may keep them for ever."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

from web.headers import fixed_headers

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
FOR_EVER_S = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    app.jinja_env.globals["static"] = address
    fixed = fixed_headers(app.extensions["mailbox.config"])

    def add(headers: Headers, _path: str, _url: str) -> None:
        for name, value in fixed.items():
            headers[name] = value

    served = WhiteNoise(app.wsgi_app, max_age=FOR_EVER_S, add_headers_function=add)
    for path in STATIC.rglob("*"):
        if path.is_file():
            served.add_file_to_dictionary(address(path.relative_to(STATIC).as_posix()), str(path))
    app.wsgi_app = served  # type: ignore[method-assign]


@cache
def address(name: str) -> str:
    """Return the address of a file of `static/`; a changed file has another address."""
    path = STATIC / name
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    return f"/static/{path.relative_to(STATIC).with_suffix('').as_posix()}.{digest}{path.suffix}"
