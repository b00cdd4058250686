"""Veiled texts: read by us alone, the same each time, and nothing that somebody made up is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import veils

KEY, OTHER = b"k" * 32, b"o" * 32


@given(st.text(max_size=16))
def test_veil_is_read_again_and_is_the_same_each_time(text: str) -> None:
    token = veils.veil(KEY, text)
    assert (veils.unveil(KEY, token), veils.veil(KEY, text)) == (text, token)
    assert token.isascii()


@given(st.text(max_size=100))
def test_unveil_of_anything_typed_is_none(token: str) -> None:
    assert veils.unveil(KEY, token) is None


def test_unveil_with_another_key_or_a_changed_sign_is_none() -> None:
    """K4: the place in a public list cannot be read or made by a stranger."""
    token = veils.veil(KEY, "2026-11-24~4217")
    assert "4217" not in token
    assert veils.unveil(OTHER, token) is None
    for place, sign in enumerate(token):
        assert veils.unveil(KEY, token[:place] + ("A" if sign != "A" else "B") + token[place + 1:]) is None


def test_veil_of_a_long_text_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        veils.veil(KEY, "x" * 65)
