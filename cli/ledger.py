"""Checking the record."""

from __future__ import annotations

import sys

import click
from flask import Flask

from cli.unit_of_work import print_json, unit_of_work
from services import ledger as checking


def init_app(app: Flask) -> None:
    app.cli.add_command(ledger)


@click.group()
def ledger() -> None:
    """The chained record of all acts."""


@ledger.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
def verify(as_json: bool) -> None:
    """Check every chain and rebuild the state of every case from it; exit status 1 when something is bad."""
    with unit_of_work(writes=False) as work:
        report = checking.verify(work)
    if as_json:
        print_json({"events": report.events, "ok": report.ok, "first_bad": report.first_bad})
    elif report.ok:
        click.echo(f"{report.events} events, every chain is whole.")
    else:
        click.echo(f"{report.events} events; first bad: {report.first_bad}")
    sys.exit(0 if report.ok else 1)
