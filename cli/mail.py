"""Holding mail back and letting it go, and taking mail that came back, from the server's command line."""

from __future__ import annotations

from datetime import datetime
from typing import IO, Any

import click
from flask import Flask

from cli.unit_of_work import print_json, unit_of_work
from rules import bounces as rules
from rules.localtime import aware
from services import bounces, mail_hold
from services.bounces import BounceOutcome


class Instant(click.ParamType):
    """An instant in ISO form; without a zone it is China time."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return aware(datetime.fromisoformat(value))
        except ValueError:
            self.fail(f"{value!r} is no instant such as 2026-11-24T10:42", param, ctx)


INSTANT = Instant()
WORDS = {
    BounceOutcome.IGNORED: "This is no delivery status message; it was ignored.",
    BounceOutcome.UNKNOWN: "This is about no message of ours; it was ignored.",
    BounceOutcome.SOFT: "The message is late; this was noted.",
    BounceOutcome.HARD: "The message came back; it was given up in sight of staff."}


def init_app(app: Flask) -> None:
    app.cli.add_command(mail)


@click.group()
def mail() -> None:
    """Outgoing mail as a whole; after a restore it is held."""


@mail.command()
@click.option("--since", type=INSTANT, help="The instant of the backup that was restored.")
def hold(since: datetime | None) -> None:
    """Send nothing until `mail release`; letters are taken in and worked on."""
    with unit_of_work() as work:
        mail_hold.hold(work, since)
    click.echo("Mail is held; let it go with: flask mail release")


@mail.command()
@click.option("--drop-before", type=INSTANT,
              help="Notices owed before this instant went out already, from the service that was lost.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
def release(drop_before: datetime | None, as_json: bool) -> None:
    """Let mail go out again: everything that is owed, or only what was owed after --drop-before."""
    with unit_of_work() as work:
        done = mail_hold.release(work, drop_before)
    if as_json:
        print_json({"owed": done.owed, "dropped": done.dropped})
    else:
        click.echo(f"{done.owed} notices go out, {done.dropped} were dropped as sent before.")


@mail.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
def status(as_json: bool) -> None:
    """Say whether mail is held, and since when."""
    with unit_of_work(writes=False) as work:
        held = mail_hold.standing(work)
        facts = {"held": held is not None, "since": held.since.isoformat() if held else None,
                 "backup_of": held.backup_of.isoformat() if held and held.backup_of else None}
    if as_json:
        print_json(facts)
    else:
        of = f"; the backup is of {facts['backup_of']}" if facts["backup_of"] else ""
        click.echo(f"Mail is held since {facts['since']}{of}." if held else "Mail goes out.")


@mail.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
def bounce(file: IO[bytes], as_json: bool) -> None:
    """Take one message from the return address: a file, or what the mail server pipes in.

    \b
    For Postfix, in /etc/aliases:
      mailbox: "|/srv/mailbox/.venv/bin/flask --app app:create_app mail bounce"

    Everything that is no delivery status message of ours is ignored, and nothing is ever answered.
    """
    content = file.read(rules.LARGEST_BYTES + 1)
    with unit_of_work() as work:
        outcome = bounces.take(work, content)
    if as_json:
        print_json({"outcome": outcome.value})
    else:
        click.echo(WORDS[outcome])
