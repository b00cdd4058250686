"""Security headers of every response, errors too. No script or style but our own files, no frame, no third party."""

from __future__ import annotations

from flask import Flask, Response, g

from config import Config

POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
          "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def fixed_headers(config: Config) -> dict[str, str]:
    """Return what every answer says, whatever it is; behind https also that nothing else will do."""
    return HEADERS | ({"Strict-Transport-Security": "max-age=63072000"} if config.is_https else {})


def init_app(app: Flask) -> None:
    fixed = fixed_headers(app.extensions["mailbox.config"])

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in fixed.items():
            response.headers.setdefault(name, value)
        if "Cache-Control" not in response.headers:
            # What depends on the visitor is kept nowhere; the same public page may be kept and asked about again.
            response.headers["Cache-Control"] = "no-cache" if g.get("is_shared") else "no-store"
        return response
