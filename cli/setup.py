"""Commands that bring a service to life: seed, departments, the bootstrap token."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
from flask import Flask, current_app

from cli.unit_of_work import print_json, stop, unit_of_work
from config import Config, Mode
from rules import clock_kinds, comment_words
from rules.vocabulary import DepartmentKind, words
from services import bootstrap, seeding
from services.seeding import UnitRow


def init_app(app: Flask) -> None:
    for command in (seed, departments, bootstrap_token, vocabulary):
        app.cli.add_command(command)


@click.command()
def seed() -> None:
    """Load the calendar and make the county leader's mailbox; an empty start also gets its two offices."""
    config: Config = current_app.extensions["mailbox.config"]
    with unit_of_work() as work:
        seeding.seed(work)
        if config.mode is not Mode.DEMO:
            seeding.seed_offices(work)


@click.group()
def departments() -> None:
    """Departments and their mailboxes."""


@departments.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
def import_departments(file: Path, as_json: bool) -> None:
    """Add or update departments from a CSV: code, name, kind, duties, keywords (a|b), contacts (a|b), valid_from,
    review_body and court (where one turns against what it decides), full_name and document_word (on papers) …"""
    rows = list(read_units(file))
    with unit_of_work() as work:
        seeding.seed(work)
        count = seeding.import_departments(work, rows)
    print_json({"imported": count}) if as_json else click.echo(f"{count} departments.")


def read_units(file: Path) -> Iterator[UnitRow]:
    """Read departments from a CSV file; stops with one line that names the row that cannot be used."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        for line, row in enumerate(csv.DictReader(stream), start=2):
            try:
                yield UnitRow(
                    code=row["code"].strip(), name=(row.get("name") or row.get("unit") or "").strip(),
                    kind=DepartmentKind(row["kind"].strip()), duties=(row.get("duties") or "").strip(),
                    keywords=tuple(filter(None, (row.get("keywords") or "").split("|"))),
                    contacts=tuple(filter(None, (row.get("contacts") or "").split("|"))),
                    review_body=(row.get("review_body") or "").strip(), court=(row.get("court") or "").strip(),
                    full_name=(row.get("full_name") or "").strip(),
                    document_word=(row.get("document_word") or "").strip(),
                    valid_from=date.fromisoformat(row.get("valid_from") or seeding.EPOCH.isoformat()),
                    valid_until=date.fromisoformat(row["valid_until"]) if row.get("valid_until") else None,
                    letters_office=row.get("letters_office") == "yes",
                    government_office=row.get("government_office") == "yes")
            except (KeyError, ValueError) as error:
                stop(f"{file.name}, line {line}: {error}")


@click.command("bootstrap-token")
def bootstrap_token() -> None:
    """Print a new one-time token for making the three administrators; does nothing once there is an account."""
    with unit_of_work() as work:
        token = bootstrap.make_token(work)
    if token:
        click.echo(f"Bootstrap token (once, at /setup): {token}")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
def vocabulary(as_json: bool) -> None:
    """Print the slugs that stand in the database and in every file, with their Chinese words."""
    tables = words() | clock_kinds.words() | comment_words.words()
    if as_json:
        print_json(tables)
        return
    for name, entries in tables.items():
        click.echo(name)
        for entry in entries:
            click.echo(f"  {entry['slug']:<26}{entry['label']}")
