"""Disclosure requests in bulk: past ones from a file, and the words that such a file is written in."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import Flask
from tqdm import tqdm

from adapters import spreadsheet
from cli.letters import print_report
from cli.unit_of_work import print_json, stop, unit_of_work
from rules.actors import IMPORTER
from rules.request_rows import COLUMNS, NEEDED, vocabulary
from services import request_importing


def init_app(app: Flask) -> None:
    app.cli.add_command(requests)


@click.group()
def requests() -> None:
    """Disclosure requests (依申请公开) in bulk."""


@requests.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Read and check every row, store nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON value.")
def import_requests(file: Path, dry_run: bool, as_json: bool) -> None:
    """Take past requests in from a CSV or XLSX file: columns received_on, channel, applicant, text and, for those that
    have ended, outcome, closed_on, extended (yes or no); where known, department and source_id. All rows or none."""
    rows = _rows(file)
    with unit_of_work(IMPORTER, writes=not dry_run) as work:
        report, good = request_importing.check(work, rows)
        if not report.refused and not dry_run:
            with tqdm(total=len(good), unit="request", file=sys.stderr, disable=None) as bar:
                report.imported = request_importing.store(work, good, step=bar.update)
    print_report(report, as_json, dry_run)
    sys.exit(1 if report.refused else 0)


@requests.command("vocabulary")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
def print_vocabulary(as_json: bool) -> None:
    """Print the slugs of a file of requests, labelled exactly as in the annual forms of 2018 and 2021."""
    tables = vocabulary()
    if as_json:
        print_json(tables)
        return
    for name, words in tables.items():
        click.echo(name)
        for word in words:
            click.echo(f"  {word['slug']:<28}{word['label']}")


def _rows(file: Path) -> list[dict[str, object]]:
    try:
        rows = list(spreadsheet.read(file))
    except spreadsheet.Unreadable as error:
        stop(str(error))
    for name in NEEDED:
        if rows and name not in rows[0]:
            stop(f"{file.name} has no column {name!r}; the columns are {', '.join(COLUMNS)}.")
    return [{name: row.get(name) for name in COLUMNS} for row in rows]
