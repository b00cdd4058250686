"""Faults of real databases, told apart: the database is away, or the statement is wrong."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import NullPool

from adapters.database_faults import is_away
from tests.harness.postgres import Databases


def fault_of(url: str, *statements: str) -> DBAPIError:
    """Return what the last statement raises."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        for statement in statements[:-1]:
            connection.execute(text(statement))
        with pytest.raises(DBAPIError) as raised:
            connection.execute(text(statements[-1]))
    engine.dispose()
    return raised.value


def test_database_that_is_locked_is_away(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.db", isolation_level=None) as holder:
        holder.execute("CREATE TABLE t (a)")
        holder.execute("BEGIN IMMEDIATE")
        assert is_away(fault_of(f"sqlite:///{tmp_path / 'a.db'}?timeout=0.01", "INSERT INTO t VALUES (1)"))
    holder.close()


def test_database_that_cannot_be_opened_is_away(tmp_path: Path) -> None:
    with pytest.raises(DBAPIError) as raised:
        create_engine(f"sqlite:///{tmp_path / 'none' / 'a.db'}", poolclass=NullPool).connect()
    assert is_away(raised.value)


def test_server_that_does_not_answer_is_away() -> None:
    with pytest.raises(DBAPIError) as raised:
        create_engine("postgresql+psycopg://127.0.0.1:1/none", poolclass=NullPool).connect()
    assert is_away(raised.value)


ENDED = "SELECT pg_terminate_backend(pg_backend_pid())"
TOO_SLOW = ("SET statement_timeout = 20", "SELECT pg_sleep(5)")
CASES = [pytest.param((ENDED,), True, id="the connection was ended"),
         pytest.param(TOO_SLOW, False, id="the statement took too long"),
         pytest.param(("SELECT 1/0",), False, id="the statement is wrong"),
         pytest.param(("SELECT * FROM nothing",), False, id="there is no such table")]


@pytest.mark.parametrize(("statements", "away"), CASES)
def test_fault_of_postgresql_is_told_apart(postgres: Databases, statements: tuple[str, ...], away: bool) -> None:
    assert is_away(fault_of(postgres.fresh(), *statements)) is away


def test_wrong_statement_of_sqlite_is_not_away() -> None:
    assert not is_away(fault_of("sqlite://", "SELECT * FROM nothing"))


@pytest.mark.parametrize(("fault", "away"), [(PoolTimeout("pool"), True), (ValueError("x"), False)],
                         ids=["no connection is free", "something else"])
def test_other_faults_are_told_apart(fault: Exception, away: bool) -> None:
    assert is_away(fault) is away
