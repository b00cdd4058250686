"""Brings the database to the state the service starts from: `python -m deploy.prepare`.

The same commands as an operator would type, in one process: what they print is for the terminal, their log
goes to standard error.
"""

from __future__ import annotations

import sys

import click
from flask import Flask
from flask.cli import ScriptInfo

from app import create_app
from config import Config, ConfigError, Mode


def steps(mode: Mode) -> list[tuple[str, ...]]:
    """Return the commands of a first start; each may be done again."""
    first = [("db", "upgrade"), ("seed",)]
    if mode is Mode.DEMO:
        return [*first, ("demo", "load", "--if-empty"), ("demo", "accounts")]
    return [*first, ("bootstrap-token",)]


def run(app: Flask, command: tuple[str, ...]) -> None:
    """Run one command of the command line; exits with one line when it refuses."""
    name = f"flask {' '.join(command)}"
    script = ScriptInfo(create_app=lambda: app)
    try:
        # A context for each, as the `flask` command makes one: sessions are not carried over.
        with app.app_context():
            app.cli.main(list(command), prog_name="flask", obj=script, standalone_mode=False)
    except click.ClickException as refused:
        sys.exit(f"{name}: {refused.format_message()}")
    except click.Abort:
        sys.exit(f"{name} was broken off")


def main() -> None:
    """Run every step in order."""
    try:
        config = Config.from_env()
        app = create_app(config)
    except ConfigError as fault:
        sys.exit(str(fault))
    for command in steps(config.mode):
        run(app, command)


if __name__ == "__main__":
    main()
