"""The unit of work of a request: what is going to write takes the write lock with its first statement."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event

from extensions import db
from rules.vocabulary import State
from tests.fixtures.office import Office


@pytest.fixture
def begun(app: Flask) -> Iterator[list[str]]:
    """How each transaction from here on begins."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("BEGIN"):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_act_of_staff_takes_the_write_lock_before_it_reads_who_is_signed_in(office: Office, begun: list[str]) -> None:
    number = office.letter(State.ASSIGNED)
    handler = office.enter("handler")
    handler.get(f"/desk/letters/{number}")
    begun.clear()
    handler.client.post(f"/desk/letters/{number}/accept", data={"csrf_token": handler.token()})
    assert set(begun) == {"BEGIN IMMEDIATE"}


def test_look_at_a_page_of_staff_never_takes_the_write_lock(office: Office, begun: list[str]) -> None:
    number = office.letter(State.ASSIGNED)
    handler = office.enter("handler")
    begun.clear()
    handler.get(f"/desk/letters/{number}")
    assert set(begun) == {"BEGIN"}
