"""The rehearsal before the first fork leaves nothing behind, and no database is too empty for it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from extensions import db
from models.search_index import letter_index
from rules.actors import CITIZEN
from rules.letter_draft import LetterDraft
from services import intake
from tests.fixtures.engines import Edge
from workers.rehearsal import rehearse


def test_rehearse_routes_a_letter_and_leaves_nothing(edge: Edge) -> None:
    rehearse(edge.app)
    with edge.app.app_context():
        for table in (*db.metadata.tables.values(), letter_index):
            if table.name in ("case", "letter", "assignment", "clock", "case_event", "notice", "counter",
                              "letter_index"):
                assert db.session.scalar(select(func.count()).select_from(table)) == 0, table.name
    draft = LetterDraft(token="the-first-real-letter", text="路灯不亮。")
    assert edge.run(lambda work: intake.submit_letter(work, draft).number, CITIZEN) == "X2026-1"


def test_rehearse_on_a_database_without_tables_does_nothing(empty_app: Flask,
                                                            caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    rehearse(empty_app)
    assert "No rehearsal" in caplog.text
