"""The application of this process: created once, before the first fork, and used by every job in it."""

from __future__ import annotations

from functools import cache

from flask import Flask

from app import create_app
from extensions import db


@cache
def application() -> Flask:
    """Return the application of this process."""
    return create_app()


def prepare_to_fork() -> None:
    """Create the application and drop its database connections, which must not cross a fork."""
    with application().app_context():
        for engine in db.engines.values():
            engine.dispose()
