"""The service with one of its safeguards taken out, to show that the checker sees what then goes wrong.

`SABOTAGE=form_token` forgets which form was sent already; `SABOTAGE=outbox` never offers unfinished rows again.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import replace

from flask import Flask

import app
from queries import unfinished
from services import registration
from workers import application, pool


def apply() -> None:
    """Take the safeguard out of this process."""
    if os.environ["SABOTAGE"] == "form_token":
        honest = registration.digests
        registration.digests = lambda work, draft: replace(honest(work, draft), submission=secrets.token_hex(32))
    else:
        unfinished.unrouted_letters = lambda *_: []
        unfinished.due_channels = lambda *_: []


def create_app() -> Flask:
    """Return the crippled application."""
    apply()
    return app.create_app()


if __name__ == "__main__":
    apply()
    application.create_app = create_app
    pool.main()
