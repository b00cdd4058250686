"""Access is declared on every route, staff pages are for staff, and the list of routes changes only on purpose."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from tests.conventions.routes import ACKNOWLEDGE, LIST, open_to_public, route_lines, undeclared
from tests.fixtures.app import settings
from web import access

STAFF_ADDRESSES = ("/desk", "/office", "/admin", "/account/")


@pytest.fixture(scope="module")
def whole_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application as it is, with all its routes and no database."""
    return create_app(settings(tmp_path_factory.mktemp("routes")))


@pytest.fixture
def careless_app() -> Flask:
    """An application with a public page, a staff page, and two pages that somebody forgot to guard."""
    app = Flask("careless")
    app.add_url_rule("/letters", "letters", access.public(lambda: "public"))
    app.add_url_rule("/desk", "desk", access.staff()(lambda: "staff"))
    app.add_url_rule("/desk/forgotten", "forgotten", lambda: "nobody said")
    app.add_url_rule("/office", "office", access.public(lambda: "wrongly public"))
    return app


def test_routes_of_the_application_all_declare_their_audience(whole_app: Flask) -> None:
    """Z1: every view says for whom it is."""
    assert undeclared(whole_app) == []


def test_routes_under_staff_addresses_are_for_staff_only(whole_app: Flask) -> None:
    assert open_to_public(whole_app, STAFF_ADDRESSES) == []


def test_routes_compared_with_the_list_are_unchanged(whole_app: Flask) -> None:
    listed, found = LIST.read_text(encoding="utf-8").splitlines(), route_lines(whole_app)
    changes = list(difflib.unified_diff(listed, found, "listed", "found", n=0, lineterm=""))
    assert not changes, "\n".join([*changes, f"If this is meant, acknowledge it: {ACKNOWLEDGE}"])


def test_guard_of_undeclared_routes_reports_the_forgotten_one(careless_app: Flask) -> None:
    assert undeclared(careless_app) == ["forgotten", "static"]


def test_guard_of_staff_addresses_reports_what_is_open(careless_app: Flask) -> None:
    assert open_to_public(careless_app, STAFF_ADDRESSES) == ["/desk/forgotten", "/office"]


def test_start_with_an_undeclared_route_is_refused(careless_app: Flask) -> None:
    """Z1: a view that says nothing stops the start."""
    with pytest.raises(RuntimeError, match="forgotten"):
        access.refuse_undeclared(careless_app)


def test_list_of_routes_is_written_by_no_test() -> None:
    folder = Path(__file__).parent
    assert [path.name for path in folder.glob("*.py") if ".write" + "_text(" in path.read_text("utf-8")] == []
