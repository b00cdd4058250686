"""Addresses from outside: only paths of this site are followed."""

from __future__ import annotations

import pytest

from web.addresses import local_path


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
