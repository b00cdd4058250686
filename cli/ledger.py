"""Checking and sealing the record."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import date

import click
from flask import Flask

from cli.unit_of_work import print_json, stop, unit_of_work
from queries import sealed_days
from rules.sealing import DaySeal
from services import ledger as checking
from services import sealing

ROOT_DIGITS = 64
SETTLING_S, LOOK_AGAIN_S = 30.0, 0.2


def init_app(app: Flask) -> None:
    app.cli.add_command(ledger)


@click.group()
def ledger() -> None:
    """The chained record of all acts."""


def _mailed(_context: click.Context, _option: click.Parameter, words: tuple[str, ...]) -> dict[date, str]:
    """Read DAY:HEX as it stands in the mail to the auditor."""
    roots = {}
    for word in words:
        day, _, root = word.partition(":")
        try:
            if len(bytes.fromhex(root)) * 2 != ROOT_DIGITS:
                raise ValueError
            roots[date.fromisoformat(day)] = root
        except ValueError:
            raise click.BadParameter(f"{word!r} is not DAY:HEX, a day like 2026-11-24 and {ROOT_DIGITS} hex digits."
                                     ) from None
    return roots


@ledger.command()
@click.option("--root", "roots", multiple=True, metavar="DAY:HEX", callback=_mailed,
              help="A root that was mailed to the auditor; may be given several times.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
def verify(roots: dict[date, str], as_json: bool) -> None:
    """Check every chain and sealed day and rebuild the state of every case; exit status 1 when something is bad."""
    with unit_of_work(writes=False) as work:
        report = checking.verify(work, roots)
    if as_json:
        print_json({"events": report.events, "ok": report.ok, "first_bad": report.first_bad})
    elif report.ok:
        click.echo(f"{report.events} events, every chain is whole.")
    else:
        click.echo(f"{report.events} events; first bad: {report.first_bad}")
    sys.exit(0 if report.ok else 1)


@ledger.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
def seal(as_json: bool) -> None:
    """Seal every day that is over and not sealed yet; the same as the service does by itself after midnight."""
    sealed = []
    for day in seal_days():
        sealed.append({"day": day.day, "events": day.count, "root": day.root})
        if not as_json:
            click.echo(f"{day.day}  {day.count} events  {day.root}")
    if as_json:
        print_json(sealed)


@ledger.command()
@click.option("--days", type=click.IntRange(1, 10_000), default=31, show_default=True, help="How many, newest first.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
def roots(days: int, as_json: bool) -> None:
    """List the roots of the newest sealed days."""
    with unit_of_work(writes=False) as work:
        found = sealed_days.latest(work.session, days)
    if as_json:
        print_json([{"day": one.day, "events": one.count, "root": one.root, "previous": one.previous,
                     "sealed_at": one.sealed_at} for one in found])
        return
    for one in found:
        click.echo(f"{one.day}  {one.count} events  {one.root}")


def seal_days() -> Iterator[DaySeal]:
    """Seal every day that is over and not sealed yet, a unit of work each, and yield it; so does the service."""
    with unit_of_work(writes=False) as work:
        horizon = sealing.look(work)
    _wait_until_settled(horizon)
    while True:
        with unit_of_work() as work:
            day = sealing.seal_next(work, horizon)
        if day is None:
            return
        yield day


def _wait_until_settled(horizon: sealing.Horizon) -> None:
    ends = time.monotonic() + SETTLING_S
    while True:
        with unit_of_work(writes=False) as work:
            if sealing.has_settled(work, horizon):
                return
        if time.monotonic() >= ends:
            stop("A transaction has been open for too long; seal again when it has ended.")
        time.sleep(LOOK_AGAIN_S)
