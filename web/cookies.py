"""Cookies: one signed session cookie, and one for the large type. Names and flags follow from PUBLIC_URL."""

from __future__ import annotations

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Config

LARGE_TYPE = "large_type"


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
