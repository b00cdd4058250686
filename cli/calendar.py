"""The work calendar on the command line: take a year's notice in, show a year."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
from flask import Flask

from adapters import holidays
from cli.unit_of_work import print_json, stop, unit_of_work
from queries import calendar_years
from queries.calendar_years import YearView
from rules import calendar_notice
from rules.calendar_notice import FIRST_YEAR, LAST_YEAR
from rules.errors import Refusal
from services import calendar_changes, calendar_recount
from services.calendar_changes import IN_FORCE, PROPOSED
from services.calendar_recount import Batch
from services.work import Work

LONGEST_FILE = 1_000_000


def init_app(app: Flask) -> None:
    app.cli.add_command(calendar)


@click.group()
def calendar() -> None:
    """The work calendar: holidays and make-up workdays of each year."""


@calendar.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--notice", default="", help="Title or number of the notice; by default the State Council's usual title.")
@click.option("--year", type=int, help="The year, when the days do not tell it.")
@click.option("--json", "as_json", is_flag=True, help="Print {year, version, state} as one JSON value.")
def load(file: Path, notice: str, year: int | None, as_json: bool) -> None:
    """Load a year's notice from CSV (date, kind, name; kind holiday or workday) or JSON. A year that has no notice
    takes it at once; over another notice it waits for a second person at /office/calendar."""
    with unit_of_work() as work:
        written = calendar_notice.read(_text(file))
        title = notice or written.notice or holidays.notice_of(year or written.likely_year or 0)
        loaded = calendar_changes.load(work, written, year, title)
    # Without a worker the due days must be right soon too: the same batches, here and now.
    moved = calendar_recount.run(_in_unit) if loaded.state == IN_FORCE else 0
    if as_json:
        print_json({"year": loaded.year, "version": loaded.version, "state": loaded.state})
    elif loaded.state == IN_FORCE:
        click.echo(f"{loaded.year}: version {loaded.version} is in force; {moved} clocks have another last day.")
    elif loaded.state == PROPOSED:
        click.echo(f"{loaded.year} has a notice already: the change waits for a second person at "
                   f"{work.public_url}/office/calendar and is not in force yet.")
    else:
        click.echo(f"{loaded.year}: the calendar says the same already, nothing changed.")


@calendar.command("show")
@click.argument("year", type=click.IntRange(FIRST_YEAR, LAST_YEAR))
@click.option("--json", "as_json", is_flag=True, help="Print the year as one JSON value.")
def show(year: int, as_json: bool) -> None:
    """Show the holidays and make-up workdays of a year, and whether they are provisional."""
    with unit_of_work(writes=False) as work:
        view = calendar_years.view(work.session, work.calendar, year)
    if as_json:
        print_json(_as_json(view))
        return
    state = "provisional, no notice yet" if view.provisional else "、".join(view.notices)
    click.echo(f"{year}: {view.working_days} working days ({state}), calendar version {view.version}")
    for day in view.days:
        click.echo(f"  {day.as_line}")


def _as_json(view: YearView) -> dict[str, object]:
    return {"year": view.year, "version": view.version, "provisional": view.provisional, "notices": view.notices,
            "working_days": view.working_days,
            "days": [{"date": day.on, "kind": "workday" if day.is_working else "holiday", "name": day.name}
                     for day in view.days]}


def _text(file: Path) -> str:
    if file.stat().st_size > LONGEST_FILE:
        stop(f"{file.name} is too large for a notice of one year.")
    try:
        return calendar_notice.decoded(file.read_bytes())
    except Refusal as refusal:
        stop(f"{file.name}: {refusal.message}")


def _in_unit(act: Callable[[Work], Batch]) -> Batch:
    with unit_of_work() as work:
        return act(work)
