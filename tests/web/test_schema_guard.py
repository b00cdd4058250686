"""A schema that the code was not written for: nothing is served but health, in both directions (fault R16)."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from adapters import database
from extensions import db
from tests.fixtures.pages import Visitor

MISFITS = [pytest.param("0001", id="new code on an old schema"), pytest.param("9999", id="old code on a new schema")]


def give(app: Flask, revision: str) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


@pytest.mark.parametrize("revision", MISFITS)
@pytest.mark.parametrize("path", ["/", "/write", "/sign-in", "/api/v1/letters", "/no-such-page"])
def test_page_on_another_schema_is_refused_in_one_sentence(
        app: Flask, client: FlaskClient, revision: str, path: str) -> None:
    give(app, revision)
    answer = client.get(path)
    assert answer.status_code == 503
    assert "网站正在更新" in answer.get_data(as_text=True)


@pytest.mark.parametrize("revision", MISFITS)
def test_health_on_another_schema_says_so(app: Flask, client: FlaskClient, revision: str) -> None:
    give(app, revision)
    assert client.get("/healthz").status_code == 200
    ready = client.get("/readyz")
    assert (ready.status_code, ready.get_json()["status"]) == (503, "schema")
    assert revision in ready.get_json()["schema"]
    assert client.get("/metrics").status_code == 200


def test_letter_on_another_schema_is_not_stored_and_its_words_are_kept(
        app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "CHECK_EVERY_S", 0.0)
    visitor.get("/write")
    give(app, "9999")
    refused = visitor.submit({"text": "城南小学门口的路灯坏了半个月。"}, status=503)
    assert "网站正在更新，您写的内容还在下面" in refused.text
    assert "城南小学门口的路灯坏了半个月。" in refused.html
    with app.app_context():
        assert db.session.execute(text('SELECT count(*) FROM "case"')).scalar() == 0


def test_service_on_its_own_schema_serves_again(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        right = app.extensions["mailbox.schema"].look(db.engine).needed
    give(app, right)
    assert client.get("/").status_code == 200
