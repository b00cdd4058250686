"""The retention commands: the table, a dry run, a run, a second run; logs that may not be deleted."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import Result
from flask import Flask

from extensions import db
from models.identity import Identity
from models.retention import RetentionRun
from rules.retention import PERIODS, TABLE, DataKind
from rules.vocabulary import State
from tests import factories
from tests.fixtures.office import Office
from tests.harness.clock import SimulatedClock


def flask(app: Flask, *arguments: str) -> Result:
    with app.app_context():
        return app.test_cli_runner().invoke(args=["retention", *arguments])


def removed(app: Flask, *options: str) -> dict[str, int]:
    done = flask(app, "run", "--json", *options)
    assert done.exit_code == 0, done.output
    value = json.loads(done.stdout.splitlines()[-1])
    assert value["dry_run"] is ("--dry-run" in options)
    return {kind: count for kind, count in value["removed"].items() if count}


def test_table_is_printed_with_periods_and_sources(app: Flask) -> None:
    rows = json.loads(flask(app, "table", "--json").stdout)
    assert [row["kind"] for row in rows] == [row.kind for row in TABLE]
    assert {row["kind"]: row["days"] for row in rows}["identity"] == PERIODS[DataKind.IDENTITY].days
    assert len(flask(app, "table").stdout.splitlines()) == len(TABLE)


def test_run_is_dry_first_and_finds_nothing_the_second_time(
        app: Flask, office: Office, test_clock: SimulatedClock) -> None:
    """G4: the job is dry-runnable and idempotent, and each run is on record."""
    office.letter(State.DECLINED)
    test_clock.forward(days=PERIODS[DataKind.IDENTITY] / timedelta(days=1) + 2)
    assert removed(app, "--dry-run")["identity"] == 1
    assert removed(app, "--dry-run")["identity"] == 1
    assert removed(app)["identity"] == 1
    assert removed(app) == {}
    with app.app_context():
        assert db.session.query(Identity).count() == 0
        assert db.session.query(RetentionRun).filter_by(kind="identity").count() == 4


@pytest.mark.parametrize(("days", "code"), [("183", 1), ("184", 0), ("185", 0)])
def test_logs_are_purged_past_six_months_only(app: Flask, days: str, code: int) -> None:
    """G2: `retention purge-logs --days 183` is refused with one line that names the law."""
    done = flask(app, "purge-logs", "--days", days)
    assert done.exit_code == code
    assert ("184天" in done.output) is bool(code)


def test_backlog_larger_than_a_batch_goes_in_one_run(
        app: Flask, office: Office, test_clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.retention.BATCH", 2)
    monkeypatch.setattr("services.retention.BATCH", 2)
    office.do(None, lambda work: [factories.letter_in(work, State.DECLINED, contact=factories.Contact(name=f"林{n}"))
                                  for n in range(3)])
    test_clock.forward(days=3650)
    assert removed(app)["identity"] == 3


def test_erase_takes_identities_again_after_a_restore(
        app: Flask, office: Office, caplog: pytest.LogCaptureFixture) -> None:
    """U6: the log names the letter whose identity went, and the operator can erase it again; a second time says so."""
    number = office.letter(State.ACCEPTED)
    with caplog.at_level("INFO"):
        assert flask(app, "erase", number).output == f"{number}: erased.\n"
    assert f"The identity of case {number} is erased: operator" in caplog.messages
    assert flask(app, "erase", number).output == f"{number}: nothing was kept.\n"
    with app.app_context():
        assert db.session.query(Identity).count() == 0
    assert flask(app, "erase", "X2026-4711").exit_code == 1
