"""The demonstration county: load it, and give its accounts passwords for this start."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import click
from flask import Flask, current_app
from tqdm import tqdm

from cli.setup import read_units
from cli.unit_of_work import stop, unit_of_work
from config import Config, Mode
from demo import annual, bulletins, periods, requests
from demo import load as loading
from demo.letters import generate
from demo.order import in_order
from rules.actors import ROLE_LABELS
from services import second_factor, seeding, staff_rows

COUNT = 320
SEED = 2026
SPAN = timedelta(days=730)
UNITS = Path(__file__).resolve().parent.parent / "demo" / "units.csv"


def init_app(app: Flask) -> None:
    app.cli.add_command(demo)


@click.group()
def demo() -> None:
    """The demonstration county."""


@demo.command("load")
@click.option("--if-empty", is_flag=True, help="Do nothing when there are letters already.")
@click.option("--count", default=COUNT, show_default=True, help="How many letters.")
def load(if_empty: bool, count: int) -> None:
    """Load the demonstration county: its departments, and letters over two years with their answers."""
    _only_for_show()
    rows = list(read_units(UNITS))
    with unit_of_work() as work:
        if not loading.is_empty(work):
            if if_empty:
                return
            stop("There are letters already; the demonstration is loaded into an empty service only.")
        seeding.seed(work)
        seeding.import_departments(work, rows)
        county = loading.DemoCounty(work, SEED)
        letters = list(generate(count, SEED, work.today - SPAN, work.today, rows))
        with in_order(work):
            for letter in tqdm(letters, unit="letter", file=sys.stderr, disable=None):
                county.live(letter)
            county.publish()
            requests.live(county, SEED)
            periods.live(county, SEED)
            annual.show(county, SEED, _config().county)
        bulletins.show(work, lambda role: county.person(None, role), _config().document_code)
        county.settle_messages()


@demo.command("accounts")
def accounts() -> None:
    """Give one demonstration account per role a new password and print them."""
    _only_for_show()
    with unit_of_work() as work:
        shown = list(loading.shown_accounts(work))
        click.echo(f"Accounts of the demonstration, passwords of this start, sign in at {work.public_url}/sign-in :")
    for one in shown:
        click.echo(f"  {ROLE_LABELS[one.role]:　<8} {one.login:<10} {one.password}  {one.seed}  {one.unit}")
    click.echo("After the password stands the key for an authenticator; without one: flask demo code LOGIN")


@demo.command("code")
@click.argument("login")
def code(login: str) -> None:
    """Print the code that the authenticator of a demonstration account shows now; each opens once."""
    _only_for_show()
    with unit_of_work(writes=False) as work:
        staff = staff_rows.by_login(work, login)
        shown = second_factor.current_code(work, staff) if staff else None
    if shown is None:
        stop(f"There is no account {login} with an authenticator.")
    click.echo(shown)


def _config() -> Config:
    config: Config = current_app.extensions["mailbox.config"]
    return config


def _only_for_show() -> None:
    if _config().mode is not Mode.DEMO:
        stop("The demonstration is for DEMO=1 on a loopback address only.")
