"""Cookies: one signed session cookie, and one for the large type. Names and flags follow from PUBLIC_URL."""

from __future__ import annotations

from flask import Flask, current_app, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from config import Config

LARGE_TYPE = "large_type"
LARGE_TYPE_S = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Set the cookie's name and flags, and trust exactly the configured number of proxies."""
    config: Config = app.extensions["mailbox.config"]
    app.config.update(
        SESSION_COOKIE_NAME="__Host-session" if config.is_https else "session",
        SESSION_COOKIE_SECURE=config.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
    )
    if config.proxy_hops:
        hops = config.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]


def wants_large_type() -> bool:
    """Tell whether this browser asked for the large type (适老化)."""
    return request.cookies.get(LARGE_TYPE) == "1"


def set_large_type(response: Response, *, wanted: bool) -> Response:
    """Keep the wish for the large type in the browser, or forget it; the cookie says nothing else."""
    if wanted:
        response.set_cookie(LARGE_TYPE, "1", max_age=LARGE_TYPE_S, httponly=True, samesite="Lax",
                            secure=current_app.config["SESSION_COOKIE_SECURE"])
    else:
        response.delete_cookie(LARGE_TYPE)
    return response
