"""Shared public pages: right the moment the data changes, and nothing of a visitor in them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from rules.actors import Role
from services import publication
from services.work import Work
from tests import factories

SHARED = ("/", "/letters")


def html(client: FlaskClient, path: str) -> str:
    return client.get(path).get_data(as_text=True)


@pytest.mark.parametrize("path", SHARED)
def test_publish_shows_on_kept_pages_at_once(client: FlaskClient, work: Work, path: str) -> None:
    assert "路灯坏了半个月" not in html(client, path)
    letter = factories.answered_letter(work, title="路灯坏了半个月", consents_to_publication=True)
    factories.publish(work, letter.id)
    work.session.commit()
    assert "路灯坏了半个月" in html(client, path)
    publication.unpublish(factories.acting(work, factories.staff(work, Role.PUBLISHER)), letter.id, "来信人要求撤下")
    work.session.commit()
    assert "路灯坏了半个月" not in html(client, path)


@pytest.mark.parametrize("path", SHARED)
def test_open_a_kept_page_is_the_same_for_everybody_and_sets_no_cookie(client: FlaskClient, path: str) -> None:
    first, second = client.get(path), client.get(path)
    assert first.data == second.data
    assert b"csrf" not in first.data
    assert "Set-Cookie" not in second.headers
    assert second.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


def test_open_a_kept_page_in_large_type_is_not_the_one_in_small(client: FlaskClient) -> None:
    small = html(client, "/")
    client.set_cookie("large_type", "1")
    assert html(client, "/") != small
