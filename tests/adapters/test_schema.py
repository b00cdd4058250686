"""Which schema the database has, on both engines, and how often it is looked at."""

from __future__ import annotations

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from adapters import database
from adapters.database import Schema, SchemaMismatch, SchemaWatch
from extensions import db


class HandClock:
    """A monotonic clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_revision_of_an_empty_database_is_empty_and_after_the_migrations_the_needed_one(empty_app: Flask) -> None:
    with empty_app.app_context():
        assert database.found_revision(db.engine) == ""
        flask_migrate.upgrade()
        assert database.found_revision(db.engine) == database.needed_revision()


def test_watch_looks_again_only_after_its_interval(empty_app: Flask) -> None:
    clock = HandClock()
    watch = SchemaWatch(clock)
    with empty_app.app_context():
        flask_migrate.upgrade(revision="0002")
        with pytest.raises(SchemaMismatch, match="flask db upgrade"):
            watch.require(db.engine)
        flask_migrate.upgrade()
        assert not watch.look(db.engine).fits
        clock.now += database.CHECK_EVERY_S
        assert watch.look(db.engine).fits


def test_watch_lets_a_database_that_is_away_be_met_by_whoever_asks_it() -> None:
    away = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    assert SchemaWatch().look(away) is None


def test_newer_database_is_told_apart_from_an_older_one(empty_app: Flask) -> None:
    with empty_app.app_context():
        flask_migrate.upgrade()
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        assert "install the newer code" in SchemaWatch().look(db.engine).words
    assert "flask db upgrade" in Schema("0001", "0002").words
