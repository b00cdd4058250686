"""`/metrics`: for allowed addresses only, in a format that Prometheus reads, from queries that do not grow."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from adapters.clock import now
from extensions import db
from queries import operations
from rules.vocabulary import LETTER_STATES, State
from tests import factories
from tests.fixtures.engines import Edge
from tests.fixtures.office import CONTACT, Office

SAMPLE = re.compile(r'([a-z_]+)(?:\{([a-z]+="[^"]*"(?:,[a-z]+="[^"]*")*)\})? (\S+)')


def samples(client: FlaskClient) -> dict[str, float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    found = {}
    for line in answer.get_data(as_text=True).splitlines():
        if not line.startswith("#"):
            sample = SAMPLE.fullmatch(line)
            assert sample, line
            found[f"{sample[1]}{{{sample[2] or ''}}}"] = float(sample[3])
    return found


def running_clocks(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(text("SELECT count(*) FROM clock WHERE stopped_at IS NULL")) or 0


def test_metrics_count_what_is_in_hand(app: Flask, client: FlaskClient, office: Office) -> None:
    for state in (State.TRIAGE, State.TRIAGE, State.ASSIGNED, State.CLOSED):
        office.letter(state)
    found = samples(client)
    assert found['mailbox_letters_in_hand{state="triage"}'] == 2
    assert found['mailbox_letters_in_hand{state="assigned"}'] == 1
    # One address, one receipt a day: the other letters' messages are held until it is confirmed.
    assert found['mailbox_notices{state="owed"}'] == 1
    assert found["mailbox_clocks_running{}"] == running_clocks(app) > 0
    assert found["mailbox_events_total{}"] > 4
    assert found["mailbox_schema_ok{}"] == 1
    assert found["mailbox_ready{}"] == 0


def test_metrics_count_clocks_that_ran_out(app: Flask, client: FlaskClient, office: Office) -> None:
    office.letter(State.ASSIGNED)
    assert samples(client)["mailbox_clocks_overdue{}"] == 0
    with app.app_context():
        db.session.execute(text("UPDATE clock SET due_on = '2026-11-01'"))
        db.session.commit()
    assert samples(client)["mailbox_clocks_overdue{}"] == running_clocks(app)


def test_metrics_hold_nothing_of_any_person(app: Flask, client: FlaskClient, office: Office) -> None:
    number = office.letter(State.ASSIGNED)
    told = client.get("/metrics").get_data(as_text=True)
    assert not [word for word in (number, CONTACT.name, CONTACT.phone, CONTACT.email, "瓷砖") if word in told]


ELSEWHERE = [
    pytest.param({"environ_base": {"REMOTE_ADDR": "192.0.2.7"}}, id="another address"),
    pytest.param({"headers": {"X-Forwarded-For": "127.0.0.1"}}, id="through a proxy on this machine"),
]


@pytest.mark.parametrize("how", ELSEWHERE)
def test_metrics_asked_for_from_elsewhere_are_not_there(
        app: Flask, client: FlaskClient, how: dict[str, dict[str, str]]) -> None:
    assert client.get("/metrics", **how).status_code == 404  # type: ignore[arg-type]


def plans(edge: Edge) -> list[str]:
    """Return how the engine finds the rows of every statement that the figures need."""
    statements: list[tuple[str, object]] = []
    told: list[str] = []
    with edge.app.app_context():
        def keep(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
            statements.append((statement, parameters))

        event.listen(db.engine, "before_cursor_execute", keep)
        operations.read(db.session, now().date())
        event.remove(db.engine, "before_cursor_execute", keep)
        postgres = db.engine.dialect.name == "postgresql"
        if postgres:
            db.session.execute(text("SET enable_seqscan = off"))
        for statement, parameters in statements:
            rows = db.session.connection().exec_driver_sql(
                f"{'EXPLAIN' if postgres else 'EXPLAIN QUERY PLAN'} {statement}", parameters)  # type: ignore[arg-type]
            told.append(" / ".join(str(row[-1]) for row in rows))
    return told


def test_figures_are_read_from_indexes_on_either_engine(edge: Edge) -> None:
    edge.run(lambda work: [factories.letter_in(work, state) for state in LETTER_STATES])
    found = plans(edge)
    assert len(found) >= 7
    for plan in found:
        whole = re.search(r"SCAN (?!counter)(?!\w+ USING)|Seq Scan on (?!counter)", plan)
        assert not whole, plan


def test_oldest_waiting_rows_are_told_by_their_age(app: Flask, client: FlaskClient, office: Office) -> None:
    office.letter(State.RECEIVED)
    with app.app_context():
        db.session.execute(text('UPDATE "case" SET received_at = :at'), {"at": now() - timedelta(hours=1)})
        db.session.commit()
    assert samples(client)["mailbox_oldest_unrouted_seconds{}"] > 3000
