"""Letters in bulk: import from and export to tables."""

from __future__ import annotations

import getpass
import sys
from datetime import date, timedelta
from pathlib import Path

import click
from flask import Flask
from tqdm import tqdm

from adapters import spreadsheet
from cli.unit_of_work import print_json, stop, unit_of_work
from queries import exports
from rules.actors import IMPORTER
from rules.audit import Audited
from rules.letter_rows import COLUMNS
from rules.localtime import start_of_day
from services import audit, importing

SHOWN_REFUSALS = 20


def init_app(app: Flask) -> None:
    app.cli.add_command(letters)


@click.group()
def letters() -> None:
    """Letters in bulk."""


@letters.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Read and check every row, store nothing.")
@click.option("--map", "mapping", multiple=True, metavar="FIELD=COLUMN", help="Read a field from another column.")
@click.option("--published", is_flag=True, help="The answered letters were public already: publish them, masked.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON value.")
def import_letters(file: Path, dry_run: bool, mapping: tuple[str, ...], published: bool, as_json: bool) -> None:
    """Take letters in from a CSV or XLSX file: columns title, text, time and, where known, mailbox, category,
    department, reply, reply_time, source_id. All rows or none; a row with a reply becomes an answered case."""
    columns = _columns(mapping)
    rows = _rows(file, columns)
    with unit_of_work(IMPORTER, writes=not dry_run) as work:
        report, good = importing.check(work, rows)
        if not report.refused and not dry_run:
            with tqdm(total=len(good), unit="letter", file=sys.stderr, disable=None) as bar:
                report.imported = importing.store(work, good, published=published, step=bar.update)
    print_report(report, as_json, dry_run)
    sys.exit(1 if report.refused else 0)


@letters.command("export")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day of receipt.")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="Last day of receipt.")
def export(first: date | None, last: date | None) -> None:
    """Write letters as CSV to standard output: numbers, dates, categories and states, no contact fields."""
    with unit_of_work(writes=False) as work:
        since = start_of_day(first.date()) if first else None  # type: ignore[attr-defined]
        until = start_of_day(last.date() + timedelta(days=1)) if last else None  # type: ignore[attr-defined]
        rows = list(exports.letters(work.session, since, until))
    # Noted before the first row leaves the house; reading them all held nobody up.
    with unit_of_work() as work:
        audit.note(work, Audited.EXPORTED, kind="letters", format="csv", rows=len(rows), login=getpass.getuser(),
                   since=first and f"{first:%Y-%m-%d}", until=last and f"{last:%Y-%m-%d}")
    spreadsheet.write_csv(sys.stdout, exports.HEADER, rows)


def _columns(mapping: tuple[str, ...]) -> dict[str, str]:
    columns = {name: name for name in COLUMNS}
    for pair in mapping:
        name, equals, column = pair.partition("=")
        if not equals or name not in columns:
            stop(f"--map takes FIELD=COLUMN, with FIELD one of {', '.join(COLUMNS)}.")
        columns[name] = column
    return columns


def _rows(file: Path, columns: dict[str, str]) -> list[dict[str, object]]:
    try:
        rows = list(spreadsheet.read(file))
    except spreadsheet.Unreadable as error:
        stop(str(error))
    for name in ("text", "time"):
        if rows and columns[name] not in rows[0]:
            stop(f"{file.name} has no column {columns[name]!r} for {name}; name it with --map {name}=COLUMN.")
    return [{name: row.get(column) for name, column in columns.items()} for row in rows]


def print_report(report: importing.ImportReport, as_json: bool, dry_run: bool) -> None:
    """Print what became of a file, in words or as design.md 4 has it."""
    if not as_json:
        for row, why in report.refused[:SHOWN_REFUSALS]:
            click.echo(f"Row {row}: {why}")
        if len(report.refused) > SHOWN_REFUSALS:
            click.echo(f"… and {len(report.refused) - SHOWN_REFUSALS} more.")
        click.echo(f"{report.read} read, {report.imported} imported, {len(report.refused)} refused"
                   + (" (dry run)." if dry_run else "."))
        return
    print_json({"read": report.read, "imported": report.imported,
                "refused": [{"row": row, "why": why} for row, why in report.refused]})
