"""`flask integrity` as an operator types it: every file and table is read now, and what is damaged is named."""

from __future__ import annotations

import io
import json

from flask import Flask
from werkzeug.datastructures import FileStorage

from adapters.files import files
from adapters.soundness import soundness
from services import attachments
from tests import factories
from tests.fixtures import uploads
from tests.fixtures.office import Office


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    with app.app_context():
        done = app.test_cli_runner().invoke(args=["integrity", *arguments])
    return done.exit_code, done.stdout


def test_integrity_of_a_whole_service_says_so(app: Flask) -> None:
    """F8: nothing is damaged, status 0."""
    assert run(app) == (0, "Every file and table is whole.\n")


def test_integrity_names_a_damaged_file_and_ends_with_status_1(office: Office) -> None:
    """F8: the operator learns which file to fetch from the backup."""
    office.do(None, lambda work: factories.letter(
        work, files=attachments.store(work, [FileStorage(io.BytesIO(uploads.png()), "a.png")])))
    [path] = files.root.glob("??/*")
    path.write_bytes(b"x")
    status, said = run(office.app, "--json")
    assert status == 1
    assert json.loads(said.splitlines()[-1]) == {"ok": False, "damaged": ["attachment 1: not what was received"]}


def test_integrity_forgets_what_was_found_only_when_told_to(app: Flask) -> None:
    """F8: a record that went back stays an alarm until an operator says that it was meant."""
    soundness.check_record(10_000)
    assert run(app)[0] == 1
    assert run(app)[0] == 1
    assert run(app, "--forget") == (0, "Every file and table is whole.\n")
