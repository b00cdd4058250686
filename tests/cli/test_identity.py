"""`flask identity rotate` as an operator types it."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask

from adapters import key_ring
from extensions import db
from rules.letter_draft import Contact
from services import letter_text
from services.work import Work
from tests import factories

CANARY = Contact("金丝雀", "13900004321")


def keys_of(app: Flask) -> Path:
    return app.extensions["mailbox.config"].keys_dir


def grow_old(keys_dir: Path) -> None:
    """Let the current key have been the current one for two hours."""
    path = keys_dir / key_ring.CURRENT
    long_ago = path.stat().st_mtime - 7200
    os.utime(path, (long_ago, long_ago))


def test_rotate_renews_all_rows_and_retires_the_old_key_later(app: Flask, work: Work) -> None:
    """I2: one command changes the key; the old one goes when no row needs it and nobody can write with it."""
    case_id = factories.submission(work, contact=CANARY).id
    db.session.commit()
    runner, keys = app.test_cli_runner(), keys_of(app)
    done = runner.invoke(args=["identity", "rotate"])
    assert (done.exit_code, "1 rows are under key 2" in done.output) == (0, True)
    early = runner.invoke(args=["identity", "rotate", "--retire"])
    assert (early.exit_code, "an hour old" in early.output) == (1, True)
    grow_old(keys)
    gone = runner.invoke(args=["identity", "rotate", "--retire"])
    assert (gone.exit_code, f"{keys}/identity.1.key" in gone.output) == (0, True)
    assert letter_text.own_words(work, case_id)["name"] == CANARY.name


def test_retire_while_a_row_needs_the_old_key_is_refused(app: Flask, work: Work) -> None:
    """I2: no key is deleted under a row that it protects; the rotation that was begun is ended without a new key."""
    factories.submission(work, contact=CANARY)
    db.session.commit()
    runner, keys = app.test_cli_runner(), keys_of(app)
    key_ring.prepare(keys)
    key_ring.promote(keys)
    grow_old(keys)
    refused = runner.invoke(args=["identity", "rotate", "--retire"])
    assert (refused.exit_code, "1 rows still need an older key" in refused.output) == (1, True)
    assert runner.invoke(args=["identity", "rotate"]).exit_code == 0
    assert key_ring.current_version(keys) == 2


def test_rotate_with_a_prepared_key_uses_that_one(app: Flask) -> None:
    """I2: where several hosts serve, the key is copied to all of them before it is used."""
    runner, keys = app.test_cli_runner(), keys_of(app)
    with app.app_context():
        assert "identity.2.key" in runner.invoke(args=["identity", "rotate", "--prepare"]).output
        prepared = (keys / "identity.2.key").read_bytes()
        assert runner.invoke(args=["identity", "rotate"]).exit_code == 0
    assert (keys / key_ring.CURRENT).read_bytes() == prepared + b"\x02"
