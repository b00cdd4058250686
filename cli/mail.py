"""Holding mail back and letting it go, from the server's command line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click
from flask import Flask

from cli.unit_of_work import print_json, unit_of_work
from rules.localtime import aware
from services import mail_hold


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
