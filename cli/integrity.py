"""Reading every file and table now: what the daily check does, at once and to the end."""

from __future__ import annotations

import sys

import click
from flask import Flask

from adapters.clock import now
from adapters.files import FileDamaged, files
from adapters.soundness import soundness
from cli.unit_of_work import print_json, unit_of_work
from queries import file_states
from services import integrity as checking
from services.work import Work

NO_LIMIT_S = 24 * 3600.0


def init_app(app: Flask) -> None:
    app.cli.add_command(integrity)


@click.command()
@click.option("--forget", is_flag=True, help="Forget earlier findings first, after another database was put in place.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
def integrity(forget: bool, as_json: bool) -> None:
    """Read every stored file and table and name what is damaged; exit status 1 when something is."""
    if forget:
        soundness.forget()
    soundness.check_tables(now().timestamp(), within_s=NO_LIMIT_S, every_s=0)
    with unit_of_work(writes=False) as work:
        soundness.check_record(checking.last_event(work))
        damaged = [f"{'copy of ' if file.is_copy else ''}attachment {file.of}" for file in _damaged(work)]
    found = [*soundness.faults(), *(f"{one}: not what was received" for one in damaged)]
    if as_json:
        print_json({"ok": not found, "damaged": found})
    else:
        click.echo("\n".join(found) or "Every file and table is whole.")
    sys.exit(1 if found else 0)


def _damaged(work: Work) -> list[file_states.Checked]:
    """Return the files that are not what was received, read one after another."""
    found = []
    for file in file_states.all_stored(work.session):
        try:
            files.read(file.storage_name, file.digest)
        except FileDamaged:
            found.append(file)
    return found
