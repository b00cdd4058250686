"""The keys of contact fields: changing them while the service runs."""

from __future__ import annotations

import click
from flask import Flask, current_app

from adapters import key_ring
from cli.unit_of_work import stop, unit_of_work
from config import Config
from services import key_rotation

# Longer than any request or job: afterwards nobody writes with the key that was current before.
SETTLED_S = 3600


def init_app(app: Flask) -> None:
    app.cli.add_command(identity)


@click.group()
def identity() -> None:
    """The vault of who wrote."""


@identity.command()
@click.option("--prepare", is_flag=True, help="Only make the next key's file, to be copied to the other hosts first.")
@click.option("--retire", is_flag=True, help="Delete the older keys, an hour after a rotation has ended.")
def rotate(*, prepare: bool, retire: bool) -> None:
    """Make a new key and re-encrypt every row with it; run again, it ends what was begun. The service may run."""
    config: Config = current_app.extensions["mailbox.config"]
    if prepare:
        click.echo(f"Made {config.keys_dir}/identity.{key_ring.prepare(config.keys_dir)}.key; copy it to every host.")
    elif retire:
        _retire(config)
    else:
        _rotate(config)


def _rotate(config: Config) -> None:
    key_ring.tidy(config.keys_dir)
    if not _remaining() or key_ring.has_prepared(config.keys_dir):
        key_ring.prepare(config.keys_dir)
        key_ring.promote(config.keys_dir)
    rows, done = 0, -1
    while done:
        with unit_of_work() as work:
            done = key_rotation.rotate_batch(work)
        rows += done
    version = key_ring.current_version(config.keys_dir)
    with unit_of_work() as work:
        key_rotation.note_done(work, version, rows)
    click.echo(f"{rows} rows are under key {version} now. Delete the older keys in an hour: flask identity rotate "
               "--retire")


def _retire(config: Config) -> None:
    rows, age_s = _remaining(), key_ring.age_s(config.keys_dir)
    if rows:
        stop(f"{rows} rows still need an older key. Run first: flask identity rotate")
    if age_s < SETTLED_S:
        stop(f"The new key is {age_s // 60} minutes old. Wait until it is an hour old, so that nobody writes with an "
             "older one any more.")
    retired = key_ring.retire(config.keys_dir)
    with unit_of_work() as work:
        key_rotation.note_retired(work, len(retired))
    click.echo("\n".join(["Deleted:", *map(str, retired)]) if retired else "There is no older key.")


def _remaining() -> int:
    with unit_of_work(writes=False) as work:
        return key_rotation.remaining(work)
