"""The retention table and its job, from the server's command line."""

from __future__ import annotations

import click
from flask import Flask, current_app

from cli.unit_of_work import print_json, stop, unit_of_work
from config import Config
from queries import letter_file
from rules.retention import LOG_FLOOR, PERIODS, TABLE
from services import erasing, locking
from services import retention as services
from services.retention import BATCH, Folders

BY_OPERATOR = "operator"


def init_app(app: Flask) -> None:
    app.cli.add_command(retention)


@click.group()
def retention() -> None:
    """How long each kind of data is kept, and removing what has served its time."""


@retention.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
def table(as_json: bool) -> None:
    """Print the retention table."""
    rows = [{"kind": row.kind.value, "label": row.label, "kept": row.kept, "source": row.source,
             "days": row.period.days if row.period else None} for row in TABLE]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['kind']}: {row['label']}; {row['kept']} ({row['source']})")


@retention.command()
@click.option("--dry-run", is_flag=True, help="Remove nothing, say what would go.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
def run(dry_run: bool, as_json: bool) -> None:
    """Remove what has served its time; a second run removes nothing more."""
    folders, counts = _folders(), dict.fromkeys(PERIODS, 0)
    for kind in PERIODS:
        last = BATCH
        while last == BATCH:
            with unit_of_work() as work:
                last = services.run(work, kind, folders, dry=dry_run)
            counts[kind] += last
            if dry_run:
                break
    with unit_of_work() as work:
        services.record(work, counts, dry=dry_run)
    if as_json:
        print_json({"dry_run": dry_run, "removed": {kind.value: count for kind, count in counts.items()}})
        return
    for kind, count in counts.items():
        click.echo(f"{kind.value}: {count} {'would be removed' if dry_run else 'removed'}")


@retention.command("purge-logs")
@click.option("--days", type=int, default=LOG_FLOOR.days, show_default=True, help="Delete what is older than this.")
def purge_logs(days: int) -> None:
    """Delete logs that were set aside; nothing younger than six months can be deleted."""
    with unit_of_work(writes=False) as work:
        removed = services.purge_logs(work, _folders(), days)
    click.echo(f"{removed} log files removed.")


@retention.command()
@click.argument("numbers", nargs=-1, required=True)
def erase(numbers: tuple[str, ...]) -> None:
    """Erase the identity of these letters: again after a restore, or for a person at the counter who proved to be it.

    \b
    After a restore the logs name the letters:
      grep -h "identity of letter" var/logs/*.log
    """
    for number in numbers:
        with unit_of_work() as work:
            case_id = letter_file.case_id(work.session, number)
            if case_id is None:
                stop(f"There is no letter {number[:40]!r}.")
            erased = erasing.erase(work, locking.lock_case(work.session, case_id), BY_OPERATOR)
        click.echo(f"{number}: {'erased' if erased else 'nothing was kept'}.")


def _folders() -> Folders:
    config: Config = current_app.extensions["mailbox.config"]
    return Folders(config.data_dir / "logs", config.mail.directory)
