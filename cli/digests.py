"""Digests by hand: building those of a period or of years, listing them, and verifying what was frozen."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import click
from flask import Flask
from tqdm import tqdm

from cli.ledger import seal_days
from cli.unit_of_work import print_json, stop, unit_of_work
from queries import counts
from queries import digests as reading
from queries.paging import AnySession
from rules import periods
from rules.digest_body import DigestBody, DigestKind
from rules.errors import InputRefused
from rules.figures import LABELS, UNASSIGNED
from rules.periods import Period
from services import bulletins, digest_checks, digests, locking

KINDS = tuple(kind.value for kind in DigestKind)
OF_YEARS = (DigestKind.MONTHLY.value, DigestKind.QUARTERLY.value)
NEITHER = "请写明做哪一期，例如 digest build monthly 2026-11；做一段时间里缺的，用 --since 2011-01-01。"
SHOWN = ("received", "closed", "declined", "open", "overdue")


def init_app(app: Flask) -> None:
    app.cli.add_command(digest)


@click.group()
def digest() -> None:
    """Daily lists, monthly summaries and quarterly bulletins (清单、汇总、通报)."""


@digest.command()
@click.argument("kind", required=False)
@click.argument("period", required=False)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Make every missing one from the period of this day.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="With --since: to this day; else to the last one.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS),
              help="With --since: of this kind; may be given several times. Months and quarters unless given.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value, with --since one a line.")
def build(kind: str | None, period: str | None, since: datetime | None, until: datetime | None,
          kinds: tuple[str, ...], as_json: bool) -> None:
    """Make a digest: daily 2026-11-22, monthly 2026-11 or quarterly 2026-Q4. What was made once stays as it is.

    Days that are over are sealed first, as the service does by itself. Nobody is written to about past periods. A
    quarter that is named gets its bulletin drafted; with --since only those of the last half-year do.
    """
    if since is not None:
        if kind is not None:
            stop(NEITHER)
        _build_missing(since.date(), until.date() if until else None, kinds or OF_YEARS, as_json)
        return
    if kind is None or period is None or until is not None or kinds:
        stop(NEITHER)
    _print(_build(_parsed(kind, period)), as_json)


@digest.command("list")
@click.option("--kind", type=click.Choice(KINDS), help="Only of this kind.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
def list_digests(kind: str | None, as_json: bool) -> None:
    """List the digests that were made, the newest first, with every version."""
    with unit_of_work(writes=False) as work:
        heads = reading.listed(work.session, kind, versions=True)
    if as_json:
        print_json([{"kind": one.kind.value, "period": one.period.text, "version": one.version, "sha256": one.sha256,
                     "made_at": one.made_at, "issued_at": one.issued_at, "corrected": one.is_corrected}
                    for one in heads])
        return
    for one in heads:
        corrected = "（已更正）" if one.is_corrected else ""
        click.echo(f"{one.kind.value:<10}{one.period.text:<12}第{one.version}版{corrected}  {one.sha256}")


@digest.command()
@click.argument("period", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
def verify(period: str | None, as_json: bool) -> None:
    """Check that frozen digests and their files are what they were; exit status 1 when one is not."""
    asked = None
    if period is not None:
        asked = _parsed(None, period)
    bad: list[str] = []
    seen = files = 0
    with unit_of_work(writes=False) as work:
        for one in digest_checks.verify(work, asked):
            seen, files = seen + 1, files + one.files
            bad += [f"{one.kind} {one.period} 第{one.version}版：{words}。" for words in one.wrong]
    if as_json:
        print_json({"digests": seen, "files": files, "ok": not bad, "bad": bad})
    else:
        for line in bad:
            click.echo(line)
        click.echo(f"{seen}份清单、汇总和通报，{files}个文件，{f'{len(bad)}处不对' if bad else '都和做出时一样'}。")
    sys.exit(1 if bad else 0)


def figures_json(body: DigestBody) -> dict[str, Any]:
    """Return the figures of a digest as programs read them: counts only, and the rows add up to the total."""
    departments = [
        {"name": UNASSIGNED if line.key == UNASSIGNED else line.label, "code": line.key, **line.figures.as_json()}
        for line in body.departments]
    return {"kind": body.kind.value, "period": body.period, "version": body.version,
            "figures": body.figures.as_json(), "departments": departments}


def _parsed(kind: str | None, text: str) -> Period:
    try:
        return periods.read(text) if kind is None else periods.parse(kind, text)
    except InputRefused as refused:
        stop(refused.message)


def _build_missing(since: date, until: date | None, kinds: Sequence[str], as_json: bool) -> None:
    if since.year < periods.FIRST_YEAR:
        stop(f"起始日期要在{periods.FIRST_YEAR}年以后。")
    list(seal_days())
    with unit_of_work(writes=False) as work:
        wanted = _missing(work.session, since, until, kinds)
    with tqdm(wanted, unit="digest", file=sys.stderr, disable=None) as bar:
        for period in bar:
            _print(_make(period), as_json)
    if not wanted and not as_json:
        click.echo("这段时间没有缺的。")


def _missing(session: AnySession, since: date, until: date | None, kinds: Sequence[str]) -> list[Period]:
    """Return the periods of a range that have no digest, the first one first."""
    last_closed = counts.last_closed(session)
    if last_closed is None:
        stop("还没有封存过的日子，没有可以统计的。")
    last = last_closed if until is None else min(last_closed, until)
    found: list[Period] = []
    for kind in DigestKind:
        if kind in kinds:
            made = reading.made_periods(session, kind, since)
            found += [period for period in periods.due(kind, since, last) if period.text not in made]
    return sorted(found, key=lambda one: one.last_on)


def _build(period: Period) -> DigestBody:
    with unit_of_work(writes=False) as work:
        found = reading.get(work.session, period.kind, period.text)
        body = None if found is None else reading.body(found)
    if body is None:
        list(seal_days())
        body = _make(period)
    if period.kind is DigestKind.QUARTERLY:
        with unit_of_work() as work:
            asked = reading.get(work.session, period.kind, period.text)
            assert asked is not None, "it was made above"
            bulletins.draft(work, asked)
    return body


def _make(period: Period) -> DigestBody:
    """Make one digest: read it without holding anybody up, keep it in a short unit of work, and return what it says."""
    with unit_of_work(writes=False) as work:
        locking.hold_still(work.session)
        composed = digests.compose(work, period)
    with unit_of_work() as work:
        made = digests.build(work, period.kind, period) if composed is None else digests.keep(work, composed)
        return reading.body(made)


def _print(body: DigestBody, as_json: bool) -> None:
    if as_json:
        print_json(figures_json(body))
        return
    label = periods.parse(body.kind, body.period).label
    words = "，".join(f"{LABELS[slug]}{body.figures[slug]}件" for slug in SHOWN)
    click.echo(f"{label} 第{body.version}版：{words}。")
