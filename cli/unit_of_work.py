"""One unit of work per command: committed at its end, rolled back on an error, its jobs enqueued afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, NoReturn

import click
from flask import current_app
from sqlalchemy.exc import OperationalError

from adapters import database
from adapters.clock import now
from config import Config
from extensions import db, queue
from rules.actors import SYSTEM, Actor
from rules.errors import Refusal
from services.work import Work


@contextmanager
def unit_of_work(actor: Actor = SYSTEM, *, writes: bool = True) -> Iterator[Work]:
    """Give a command its unit of work; a refusal becomes one clear line and exit status 1."""
    config: Config = current_app.extensions["mailbox.config"]
    try:
        current_app.extensions["mailbox.schema"].require(db.engine)
    except database.SchemaMismatch as mismatch:
        stop(str(mismatch))
    work = Work(db.session, actor, now(), current_app.extensions["mailbox.secrets"], config.public_url,
                passwords=config.passwords)
    try:
        with database.writing() if writes else nullcontext():
            yield work
            if writes:
                db.session.commit()
            else:
                # The next unit of work begins a transaction of its own.
                db.session.rollback()
    except Refusal as refusal:
        db.session.rollback()
        stop(refusal.message)
    except OperationalError as error:
        db.session.rollback()
        stop(f"The database did not answer: {error.orig}".splitlines()[0])
    except BaseException:
        db.session.rollback()
        raise
    for job, arguments in work.jobs:
        queue.enqueue(job, *arguments)


def stop(line: str) -> NoReturn:
    """End the command with one clear line."""
    raise click.ClickException(line)


def print_json(value: Any) -> None:
    """Print one JSON value on a line of its own."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str))
