"""Checking the counts that roll up, and counting days anew."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import click
from flask import Flask

from cli.unit_of_work import print_json, stop, unit_of_work
from queries import counts as stored
from services import counting, locking

DAYS_AT_ONCE = 28
SHOWN = 20
DAY = click.DateTime(["%Y-%m-%d"])
_since = click.option("--since", type=DAY, help="The first day; without it from the first that was counted.")
_until = click.option("--until", type=DAY, help="The last day; without it the last that is over and counted.")


def init_app(app: Flask) -> None:
    app.cli.add_command(counts)


@click.group()
def counts() -> None:
    """The counts from which digests and statistics are made."""


@counts.command()
@_since
@_until
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
def check(since: datetime | None, until: datetime | None, as_json: bool) -> None:
    """Count days anew and compare, changing nothing; exit status 1 when a count differs."""
    found: list[counting.Difference] = []
    for days in _portions(since, until):
        with unit_of_work(writes=False) as work:
            locking.hold_still(work.session)
            found += counting.differences(work, days)
    if as_json:
        print_json({"ok": not found, "differences": [one.__dict__ for one in found]})
    else:
        for one in found[:SHOWN]:
            click.echo(str(one))
        click.echo(f"{len(found)} counts differ." if found else "Every count is what the events give.")
    sys.exit(1 if found else 0)


@counts.command()
@_since
@_until
def recount(since: datetime | None, until: datetime | None) -> None:
    """Count days anew from the events and keep what they give; digests that were made are not changed by it."""
    number = 0
    for days in _portions(since, until):
        with unit_of_work() as work:
            counting.recount(work, days)
        number += len(days)
    click.echo(f"{number} days counted.")


def _portions(since: datetime | None, until: datetime | None) -> Iterator[list[date]]:
    """Yield the days that are meant, as many at a time as one unit of work should take."""
    with unit_of_work(writes=False) as work:
        first, last = stored.first_counted(work.session), stored.last_closed(work.session)
    if last is None:
        stop("No day has been counted yet. A day is counted when it is sealed: flask ledger seal.")
    start = since.date() if since else first or last
    end = min(until.date(), last) if until else last
    while start <= end:
        stretch = min(DAYS_AT_ONCE, (end - start).days + 1)
        yield [start + timedelta(days=n) for n in range(stretch)]
        start += timedelta(days=stretch)
