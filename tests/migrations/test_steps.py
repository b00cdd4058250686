"""Every migration up and down on each engine; the record stays append-only all the way."""

from __future__ import annotations

from collections.abc import Iterator

import flask_migrate
import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from extensions import db
from rules.vocabulary import LETTER_STATES
from services import ledger
from services.work import Work
from tests import factories
from tests.fixtures.engines import Edge

EVENT = text("INSERT INTO case_event (act, actor, recorded_at, effective_at, payload, prev, mac) VALUES "
             "('signed_in', 'system', '2026-11-24 02:42:00', '2026-11-24 02:42:00', '{}', '0', :mac)")


@pytest.fixture
def revisions(empty_app: Flask) -> Iterator[list[str]]:
    """The revisions from the oldest to the newest; the test runs in the context of the application."""
    with empty_app.app_context():
        scripts = ScriptDirectory(empty_app.extensions["migrate"].directory)
        yield [script.revision for script in scripts.walk_revisions()][::-1]


def refuses_changes() -> bool:
    """Add an event and tell whether every raw change to it is refused on this engine."""
    with db.engine.connect() as connection:
        count = connection.execute(text("SELECT count(*) FROM case_event")).scalar()
        connection.execute(EVENT, {"mac": f"{count:064x}"})
        connection.commit()
        changes = ["UPDATE case_event SET act = 'rate'", "DELETE FROM case_event"]
        if connection.dialect.name == "postgresql":
            changes.append("TRUNCATE case_event")
        for change in changes:
            with pytest.raises(DBAPIError, match="case_event is append-only"):
                connection.execute(text(change))
            connection.rollback()
        return connection.execute(text("SELECT count(*) FROM case_event")).scalar() == count + 1


def test_upgrade_step_by_step_leaves_the_record_append_only(revisions: list[str]) -> None:
    for revision in revisions:
        flask_migrate.upgrade(revision=revision)
        assert refuses_changes(), revision


def test_downgrade_step_by_step_leaves_the_record_append_only(revisions: list[str]) -> None:
    flask_migrate.upgrade()
    for revision in revisions[-2::-1]:
        flask_migrate.downgrade(revision=revision)
        assert refuses_changes(), revision


def test_downgrade_to_nothing_can_be_undone(revisions: list[str]) -> None:
    flask_migrate.upgrade()
    tables = set(inspect(db.engine).get_table_names())
    flask_migrate.downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
    flask_migrate.upgrade()
    assert set(inspect(db.engine).get_table_names()) == tables
    assert refuses_changes()


def test_newest_revision_is_what_the_models_say(revisions: list[str]) -> None:
    flask_migrate.upgrade()
    flask_migrate.check()  # exits when it finds a difference
    assert set(db.metadata.tables) <= set(inspect(db.engine).get_table_names())


def test_revisions_are_numbered_one_after_another(revisions: list[str]) -> None:
    assert revisions == [f"{number:04}" for number in range(1, len(revisions) + 1)]


def test_step_down_and_up_again_keeps_letters_and_their_record(edge: Edge) -> None:
    edge.run(lambda work: [factories.letter_in(work, state) for state in LETTER_STATES])
    numbers = edge.run(numbers_of_cases)
    with edge.app.app_context():
        flask_migrate.downgrade(revision="-1")
        flask_migrate.upgrade()
    assert edge.run(ledger.verify).ok
    assert edge.run(numbers_of_cases) == numbers


def numbers_of_cases(work: Work) -> list[str]:
    return list(work.session.scalars(text('SELECT number FROM "case" ORDER BY id')))
