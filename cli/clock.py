"""Time limits from the command line: which there are, and which day one of them ends on, explained day by day."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import IO, Any

import click
from flask import Flask

from cli.unit_of_work import print_json, stop, unit_of_work
from queries.letter_terms import KindRows, kind_rows
from rules import clocks, deadline_receipt
from rules.calendar import WorkCalendar
from rules.clock_kinds import CLOCK_LABELS, UNIT_LABELS, ClockKind, KindRow, NoRegime, Unit, regime
from rules.clocks import ClockFacts, Due, Span, terms_of
from rules.localtime import aware, local_date, local_time, start_of_day

# A year outside is a slip of the pen; the calendar of each year asked for is made once and kept.
FIRST_YEAR, LAST_YEAR = 1950, 2150
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?")
LINE = "A line is one JSON object with kind, event_on and, where wanted, extend and pauses."


def init_app(app: Flask) -> None:
    app.cli.add_command(clock)


@click.group()
def clock() -> None:
    """Time limits: their kinds, and due days with the day-by-day receipt."""


@clock.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
def kinds(as_json: bool) -> None:
    """List the clock kinds; a kind whose rule has changed has a row for each regime."""
    known, _ = _county()
    rows = [row for regimes in known.values() for row in regimes]
    if as_json:
        print_json([_as_kind(row) for row in rows])
        return
    for row in rows:
        extension = f" +{row.extension}" if row.extension else ""
        click.echo(f"{row.kind.value:<32}{f'{row.length}{extension}':<8}{row.unit.value:<14}"
                   f"{str(row.since or ''):<12}{str(row.until or ''):<12}{row.article}")


@clock.command()
@click.argument("kind", required=False)
@click.argument("event", metavar="DATE", required=False)
@click.option("--extend", is_flag=True, help="With the longest extension that the kind allows.")
@click.option("--pause", "pauses", metavar="FROM:TO", multiple=True,
              help="Leave out the days after FROM up to and including TO; may be repeated.")
@click.option("--batch", type=click.File(encoding="utf-8", errors="replace"), metavar="FILE|-",
              help="JSON lines {kind, event_on, extend, pauses: [[from, to]]}; one line out for each, without days.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
def due(kind: str | None, event: str | None, extend: bool, pauses: tuple[str, ...], batch: IO[str] | None,
        as_json: bool) -> None:
    """Print the last day of a clock that began on DATE, and why it is that day.

    DATE is YYYY-MM-DD; of a clock in hours it may be YYYY-MM-DDTHH:MM, China time.
    """
    if batch is not None:
        if kind or event or extend or pauses:
            stop("--batch takes everything from its lines; leave out KIND, DATE, --extend and --pause.")
        _run_batch(batch)
        return
    if not kind or not event:
        stop("Name a KIND and a DATE, or give lines with --batch.")
    known, calendar = _county()
    try:
        row, facts = _question(known, kind, event, extend, [pause.split(":", 1) for pause in pauses])
    except ValueError as error:
        stop(str(error))
    receipt = deadline_receipt.receipt(facts, calendar, row.event)
    if as_json:
        print_json(_as_answer(facts, receipt.due) | {"days": [
            {"on": day.on, "counted": day.number is not None, "reason": day.words} for day in receipt.days]})
    else:
        _show(row, receipt)


def _county() -> tuple[KindRows, WorkCalendar]:
    with unit_of_work(writes=False) as work:
        return kind_rows(work.settings), work.settings.calendar


def _run_batch(lines: Iterable[str]) -> None:
    known, calendar = _county()
    for line in lines:
        try:
            asked = json.loads(line)
            if not isinstance(asked, dict):
                raise ValueError(LINE)
            row, facts = _question(known, asked.get("kind"), asked.get("event_on"), asked.get("extend") or False,
                                   asked.get("pauses") or [])
        except (json.JSONDecodeError, RecursionError):
            print_json({"error": LINE})
        except ValueError as error:
            print_json({"error": str(error)})
        else:
            print_json(_as_answer(facts, clocks.due(facts, calendar)))


def _question(known: KindRows, kind: Any, event: Any, extend: Any, pauses: Any) -> tuple[KindRow, ClockFacts]:
    """Return the rule and the facts that are asked about. Raises ValueError with one clear line."""
    slug = _kind(known, kind)
    in_hours = known[slug][-1].unit is Unit.HOUR
    started_at = _instant(event) if in_hours else None
    start_on = local_date(started_at) if started_at else _day(event, "DATE")
    try:
        row = regime(known[slug], slug, start_on)
    except NoRegime:
        raise ValueError(f"No rule gave {slug.value} on {start_on}; `clock kinds` lists from when to when.") from None
    if not isinstance(extend, bool):
        raise ValueError("extend is true or false.")
    if extend and not row.extension:
        raise ValueError(f"{slug.value} knows no extension.")
    spans = _spans(pauses)
    if spans and in_hours:
        raise ValueError(f"{slug.value} counts hours through and knows no pause.")
    return row, ClockFacts(terms_of(row), start_on, row.extension if extend else 0, spans, started_at)


def _kind(known: KindRows, kind: Any) -> ClockKind:
    try:
        slug = ClockKind(kind)
    except ValueError:
        raise ValueError(f"{_shown(kind)} is no clock kind; `clock kinds` lists them.") from None
    if slug not in known:
        raise ValueError(f"{slug.value} has no length of its own: its last day is stated by whoever sets it.")
    return slug


def _spans(pauses: Any) -> tuple[Span, ...]:
    if not isinstance(pauses, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in pauses):
        raise ValueError("A pause is FROM:TO, two days as YYYY-MM-DD; in a line pauses are [[from, to]].")
    spans = tuple(Span(_day(first, "FROM of a pause"), _day(last, "TO of a pause")) for first, last in pauses)
    for span in spans:
        if span.until < span.after:
            raise ValueError(f"The pause {span.after}:{span.until} ends before it begins.")
    return spans


def _day(text: Any, what: str) -> date:
    try:
        day = date.fromisoformat(text)
    except (TypeError, ValueError):
        day = None
    if day is None or day.isoformat() != text or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"{what} is a day as YYYY-MM-DD between {FIRST_YEAR} and {LAST_YEAR}, not {_shown(text)}.")
    return day


def _instant(text: Any) -> datetime:
    """Return the instant of an event for a clock in hours; a day alone is its first moment."""
    try:
        if isinstance(text, str) and _INSTANT.fullmatch(text) and FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
            return aware(datetime.fromisoformat(text))
    except ValueError:
        pass
    if isinstance(text, str) and "T" in text:
        raise ValueError(f"DATE of a clock in hours is as 2026-10-01T14:30, not {_shown(text)}.")
    return start_of_day(_day(text, "DATE"))


def _shown(value: Any) -> str:
    """Return what was typed, short and on one line."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:40]}…"


def _as_kind(row: KindRow) -> dict[str, Any]:
    return {"kind": row.kind.value, "length": row.length, "unit": row.unit.value, "article": row.article,
            "from": row.since, "until": row.until, "plain": row.is_plain, "extension": row.extension,
            "pauses": sorted(reason.value for reason in row.pauses), "label": CLOCK_LABELS[row.kind]}


def _as_answer(facts: ClockFacts, due: Due) -> dict[str, Any]:
    answer: dict[str, Any] = {"kind": facts.terms.kind.value, "event_on": facts.start_on, "due_on": due.on,
                              "provisional": due.provisional}
    if facts.terms.unit is Unit.CALENDAR_DAY:
        answer["inner_on"] = due.inner_on
    if due.at is not None:
        answer["due_at"] = local_time(due.at).isoformat(timespec="seconds")
    return answer


def _show(row: KindRow, receipt: deadline_receipt.Receipt) -> None:
    """Print the receipt for a reader; the reasons are the words that people are shown."""
    due = receipt.due
    click.echo(f"{row.kind.value}  {CLOCK_LABELS[row.kind]}  {row.length}{UNIT_LABELS[row.unit]}  {row.article}")
    last = local_time(due.at).isoformat(sep=" ", timespec="minutes") if due.at else str(due.on)
    inner = f", {due.inner_on} before holidays move it" if receipt.is_rolled else ""
    click.echo(f"Due {last}{inner}{', provisional' if due.provisional else ''}")
    for sentence in deadline_receipt.sentences(receipt):
        click.echo(sentence)
    for day in receipt.days:
        click.echo(f"  {day.on}  {day.on:%a}  {day.number or '':>4}  {day.words}")
