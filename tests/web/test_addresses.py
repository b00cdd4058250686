"""Addresses from outside: only paths of this site are followed."""

from __future__ import annotations

import pytest

from tests.fixtures.addresses import PLACE, addresses
from tests.fixtures.office import Office
from web.addresses import local_path


@pytest.mark.parametrize("number", ["2147483648", "9" * 23, "9" * 300])
def test_number_that_no_row_can_have_is_no_page(office: Office, number: str) -> None:
    """X7: an overlong number in any address is a 404 and never a fault, for whoever may open the place."""
    for person in ("supervisor", "intake", "admin", "handler", "auditor"):
        visitor = office.enter(person)
        token = visitor.token()
        for method, _, rule in addresses(office.app, frozenset({"GET", "POST"})):
            if "<int" in rule.rule:
                path = PLACE.sub(number, rule.rule)
                status = visitor.client.open(path, method=method, data={"csrf_token": token}).status_code
                assert status in (404, 405), f"{method} {path[:80]} as {person}: {status}"


@pytest.mark.parametrize("address", [
    "/", "/desk?tab=new&after=2026-11-24~3", "/letters/abc#reply", "/%2f%2fevil.example"])
def test_path_of_this_site_is_followed(address: str) -> None:
    assert local_path(address) == address


@pytest.mark.parametrize("address", [
    None, "", "desk", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
    "/\n/evil.example", " /desk", "https://evil.example/desk", "javascript:alert(1)", "/" + "x" * 3000, "//[",
    "/desk\x7f", "/desk tab",
])
def test_address_elsewhere_is_not_followed(address: str | None) -> None:
    """X9: whatever is no path of this site leads nowhere."""
    assert local_path(address) is None
