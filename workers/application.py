"""The application of this process: created once, before the first fork, and used by every job in it."""

from __future__ import annotations

import gc
from functools import cache

from flask import Flask

from app import create_app
from extensions import db
from workers.rehearsal import rehearse


@cache
def application() -> Flask:
    """Return the application of this process."""
    return create_app()


def prepare_to_fork() -> None:
    """Create the application and drop its database connections, which must not cross a fork.

    The words of every message are compiled here once, instead of again in the child of every job.
    """
    app = application()
    for template in app.jinja_env.list_templates(filter_func=lambda name: name.startswith(("mail/", "sms/"))):
        app.jinja_env.get_template(template)
    rehearse(app)
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
    # What stands now is never looked at again by the collector, which would copy its pages in every child.
    gc.collect()
    gc.freeze()
