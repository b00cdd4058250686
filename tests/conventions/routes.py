"""The list of all routes, a line each: methods, address, endpoint, audience. Printed by `python -m` this module."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from web.access import Audience, audience_of

LIST = Path(__file__).with_name("routes.txt")
ACKNOWLEDGE = "python -m tests.conventions.routes > tests/conventions/routes.txt"


def route_lines(app: Flask) -> list[str]:
    """Return the routes of an application, sorted by address."""
    rows = sorted((rule.rule, ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})), rule.endpoint)
                  for rule in app.url_map.iter_rules())
    return [f"{methods:8} {address}  {endpoint}  {audience_words(audience_of(app, endpoint))}"
            for address, methods, endpoint in rows]


def audience_words(audience: Audience | None) -> str:
    if audience is None:
        return "UNDECLARED"
    if not audience.signed_in:
        return "public"
    return "staff:" + (",".join(sorted(audience.roles)) or "any")


def undeclared(app: Flask) -> list[str]:
    """Return the endpoints whose audience nobody declared."""
    return sorted({rule.endpoint for rule in app.url_map.iter_rules() if audience_of(app, rule.endpoint) is None})


def open_to_public(app: Flask, inner: tuple[str, ...]) -> list[str]:
    """Return the addresses under these beginnings that anyone may open."""
    return sorted(rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith(inner)
                  and not getattr(audience_of(app, rule.endpoint), "signed_in", False))


if __name__ == "__main__":
    import sys
    import tempfile

    from app import create_app
    from tests.fixtures.app import settings

    with tempfile.TemporaryDirectory() as data_dir:
        sys.stdout.write("\n".join([*route_lines(create_app(settings(Path(data_dir)))), ""]))
