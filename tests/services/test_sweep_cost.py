"""What the sweep costs when nothing is due: one look into its index, however many clocks run."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, insert, select, text

from extensions import db
from models.case import Case
from models.clock import Clock
from models.types import table_of
from rules.vocabulary import State
from services import climbing, replanning
from services.work import Work
from tests import factories
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock

CLOCKS = 3000


@pytest.fixture
def many_clocks(edge: Edge) -> Edge:
    """Thousands of running clocks of one letter's shape, none of them due yet."""
    def fill(work: Work) -> None:
        case_id = factories.letter_in(work, State.ACCEPTED).id
        work.session.flush()
        case = work.session.execute(select(table_of(Case)).where(table_of(Case).c.id == case_id)).one()._asdict()
        clock = work.session.execute(select(table_of(Clock)).where(table_of(Clock).c.case_id == case_id)
                                     .order_by(table_of(Clock).c.id)).first()._asdict()  # type: ignore[union-attr]
        connection = work.session.connection()
        connection.execute(insert(table_of(Case)), [
            case | {"id": 1000 + n, "number": f"X2026-{1000 + n}", "submission_key": f"key-{n}"}
            for n in range(CLOCKS)])
        connection.execute(insert(table_of(Clock)), [
            clock | {"id": 1000 + n, "case_id": 1000 + n, "next_action_at": work.now + timedelta(days=1, seconds=n)}
            for n in range(CLOCKS)])
        connection.execute(text("ANALYZE"))

    edge.run(fill)
    return edge


def explained(app: Flask, edge: Edge) -> str:
    """Return how the engine finds what is due, from the very statement that the sweep sends."""
    sent: list[tuple[str, Any]] = []

    def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "next_action_at" in statement and statement.startswith("SELECT"):
            sent.append((statement, parameters))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", keep)
    edge.run(climbing.climb)
    event.remove(engine, "before_cursor_execute", keep)
    assert len(sent) == 1, "with nothing due the sweep asks once"
    prefix = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) "
    return edge.run(lambda work: "\n".join(str(tuple(row)) for row in work.session.connection().exec_driver_sql(
        prefix + sent[0][0], sent[0][1])))


def test_sweep_with_nothing_due_looks_into_its_index_only(many_clocks: Edge, both_engines: Flask) -> None:
    plan = explained(both_engines, many_clocks)
    assert "ix_clock_next_action" in plan, plan
    assert "SCAN" not in plan.replace("Index Scan", ""), plan
    assert "Seq Scan" not in plan, plan
    assert "Rows Removed" not in plan, plan


def test_replan_in_portions_plans_every_running_clock(many_clocks: Edge, test_clock: SimulatedClock) -> None:
    portions, last = 0, 0
    while (following := many_clocks.run(lambda work, after=last: replanning.replan(work, after, 1000))) is not None:
        portions, last = portions + 1, following
    assert portions == CLOCKS // 1000
    found = many_clocks.run(lambda work: work.session.scalar(
        select(func.count(Clock.next_action_at.distinct())).where(Clock.stopped_at.is_(None))))
    assert found == 1
