"""Commands that read text and print what the rules make of it: mask, route."""

from __future__ import annotations

import json
from typing import IO

import click
from flask import Flask

from cli.unit_of_work import print_json, unit_of_work
from queries import departments
from rules import redaction


def init_app(app: Flask) -> None:
    app.cli.add_command(mask)
    app.cli.add_command(route)


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--json", "as_json", is_flag=True, help="Print the text and the findings as one JSON value.")
@click.option("--keep", type=click.File("rb"), help="Published telephones and addresses that stay, one a line.")
@click.option("--name", "names", multiple=True, help="A name that a form of the case gave; may be repeated.")
def mask(file: IO[bytes], as_json: bool, keep: IO[bytes] | None, names: tuple[str, ...]) -> None:
    """Print a text with all identifiers of persons masked, and hints for a person to judge on standard error."""
    text = _decoded(file)
    kept = frozenset(filter(None, map(str.strip, _decoded(keep).splitlines()))) if keep else frozenset()
    masked = redaction.mask(text, kept, names)
    if as_json:
        print_json({"text": masked.text, "findings": [
            {"kind": finding.kind, "start": finding.start, "end": finding.end} for finding in masked.findings]})
    else:
        click.echo(masked.text, nl=False)
        for hint in redaction.hints(text):
            line = text.count("\n", 0, hint.start) + 1
            click.echo(f"Hint, line {line}: {hint.why}", err=True)


def _decoded(file: IO[bytes]) -> str:
    """The text with its line ends as they are, for spans are offsets in the input."""
    try:
        return file.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"The text is not UTF-8, from byte {error.start} on.") from error


@click.command()
@click.argument("file", type=click.File(encoding="utf-8"), default="-")
def route(file: IO[str]) -> None:
    """Read JSON lines {title, text} and print where each letter would go, and which words decided."""
    with unit_of_work(writes=False) as work:
        units = {unit.id: unit.code for unit in departments.current(work.session, work.today)}
        router = work.settings.router(work.today)
    for line in filter(str.strip, file):
        try:
            letter = json.loads(line)
            decision = router.decide(str(letter.get("title", "")), str(letter["text"]), str(letter.get("place", "")))
        except (ValueError, KeyError, AttributeError):
            print_json({"error": "A line is one JSON object with title and text."})
            continue
        print_json({
            "department": units.get(decision.unit_id) if decision.unit_id else None,
            "confidence": round(decision.confidence, 4), "automatic": decision.automatic,
            "reasons": [{"word": reason.word, "where": reason.where, "source": reason.source}
                        for reason in decision.reasons]})
