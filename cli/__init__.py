"""The command line: thin commands over the same services as the web. One module per family."""

from __future__ import annotations

from flask import Flask

from cli import (
    backups,
    calendar,
    clock,
    counts,
    database,
    demo,
    digests,
    identity,
    integrity,
    ledger,
    letters,
    mail,
    reports,
    requests,
    retention,
    setup,
    staff,
    text,
)


def init_app(app: Flask) -> None:
    """Bind every family of commands."""
    for family in (setup, staff, letters, calendar, clock, counts, database, demo, identity, integrity, ledger, text,
                   backups, mail, retention, digests, reports, requests):
        family.init_app(app)
