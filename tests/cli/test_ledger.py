"""The record from the command line: sealing, listing the roots, verifying against one that was mailed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text

from migrations import append_only
from rules.vocabulary import State
from tests import factories
from tests.fixtures.app import START
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock


@pytest.fixture
def sealed_day(both_engines: Flask, test_clock: SimulatedClock) -> Flask:
    """An application whose first day is over."""
    Edge(both_engines).run(lambda work: factories.letter_in(work, State.ANSWERED))
    test_clock.set(START + timedelta(days=1))
    return both_engines


def run(app: Flask, *arguments: str) -> Result:
    with app.app_context():
        return app.test_cli_runner().invoke(args=["ledger", *arguments])


def last_line(done: Result) -> Any:
    return json.loads(done.output.splitlines()[-1])


def test_seal_lists_what_it_has_sealed_once(sealed_day: Flask) -> None:
    """U2: by hand the same as by itself."""
    [day] = last_line(run(sealed_day, "seal", "--json"))
    assert (day["day"], len(day["root"])) == ("2026-11-24", 64)
    assert last_line(run(sealed_day, "seal", "--json")) == []
    [listed] = last_line(run(sealed_day, "roots", "--json"))
    assert (listed["root"], listed["events"], listed["previous"]) == (day["root"], day["events"], "0" * 64)
    assert day["root"] in run(sealed_day, "roots").output


def test_verify_holds_the_record_against_a_mailed_root(sealed_day: Flask) -> None:
    """U2: the root that left the house, and another one."""
    [day] = last_line(run(sealed_day, "seal", "--json"))
    good = run(sealed_day, "verify", "--root", f"{day['day']}:{day['root'].upper()}", "--json")
    assert (good.exit_code, last_line(good)["ok"]) == (0, True)
    bad = run(sealed_day, "verify", "--root", f"{day['day']}:{'1' * 64}", "--json")
    assert bad.exit_code == 1
    assert last_line(bad)["first_bad"] == "sealed day 2026-11-24: its root is not the one that was mailed"


def test_verify_names_the_sealed_day_that_was_cut(sealed_day: Flask) -> None:
    """U2: exit status 1 and one line that names the place."""
    run(sealed_day, "seal")
    edge = Edge(sealed_day)
    edge.run(lambda work: append_only.drop(work.session.connection()))
    edge.run(lambda work: work.session.execute(text("UPDATE sealed_day SET events = events + 1")))
    done = run(sealed_day, "verify")
    assert done.exit_code == 1
    assert "first bad: sealed day 2026-11-24" in done.output


@pytest.mark.parametrize("root", [
    "2026-11-24", "2026-11-24:12", "yesterday:" + "1" * 64, ":", "2026-11-24:" + "g" * 64])
def test_verify_refuses_what_is_no_root_in_one_line(app: Flask, root: str) -> None:
    done = run(app, "verify", "--root", root)
    assert done.exit_code == 2
    assert "is not DAY:HEX" in done.output
