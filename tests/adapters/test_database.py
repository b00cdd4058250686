from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError, OperationalError

from adapters import database
from extensions import db
from models.heartbeat import Heartbeat
from tests.fixtures.engines import Edge


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", database.BUSY_TIMEOUT_MS)],
)
def test_sqlite_connection_is_durable_patient_and_checks_keys(work, pragma: str, value: object) -> None:
    assert work.session.scalar(text(f"PRAGMA {pragma}")) == value


def test_sqlite_transaction_that_will_write_has_the_lock_from_its_beginning(tmp_path) -> None:
    url = f"sqlite:///{tmp_path / 'lock.db'}"
    first, second = (create_engine(url, connect_args={"timeout": 0}) for _ in range(2))
    for engine in (first, second):
        database.prepare(engine)
        with engine.connect() as connection:
            connection.execute(text("PRAGMA busy_timeout = 0"))
    with database.writing(), first.connect() as holder, second.connect() as waiter:
        holder.execute(text("SELECT 1"))
        with pytest.raises(OperationalError, match="locked"):
            waiter.execute(text("SELECT 1"))
    with second.connect() as reader:
        assert reader.execute(text("SELECT 1")).scalar() == 1
    for engine in (first, second):
        engine.dispose()


def test_reading_goes_on_while_somebody_writes(edge: Edge) -> None:
    with edge.app.app_context():
        with database.writing():
            db.session.execute(text("UPDATE revision SET value = value + 1"))
        with db.engine.connect() as reader:
            assert reader.execute(text("SELECT count(*) FROM mailbox")).scalar() > 0
        db.session.rollback()


def test_row_that_names_no_department_is_refused_on_each_engine(edge: Edge) -> None:
    with pytest.raises(IntegrityError):
        edge.run(lambda work: work.session.execute(text(
            "INSERT INTO mailbox (slug, name, is_county_leader, department_id, is_open) "
            "VALUES ('x', 'x', false, 4711, true)")))


def test_instant_without_a_zone_is_refused(work) -> None:
    work.session.add(Heartbeat(name="beat", beat_at=datetime(2026, 11, 24)))
    with pytest.raises(Exception, match="an instant needs its zone"):
        work.session.flush()
