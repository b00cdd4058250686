"""Signs that pass for others are named by their code; ordinary writing is left as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.lookalikes import found, marked


@pytest.mark.parametrize(("text", "shown"), [
    pytest.param("p\u0430ypal.com", "p\u0430［U+0430］ypal.com", id="a Cyrillic letter in a Latin word"),
    pytest.param("\u041c\u043e\u0441\u043ao\u0432", "\u041c\u043e\u0441\u043ao［U+006F］\u0432",
                 id="the other way round"),
    pytest.param("g\u03bfv.cn", "g\u03bf［U+03BF］v.cn", id="a Greek letter"),
    pytest.param("\u2f08民政府", "\u2f08［U+2F08］民政府", id="a radical that passes for a character"),
    pytest.param("\uf98e轻", "\uf98e［U+F98E］轻", id="a compatibility character")])
def test_marked_names_what_passes_for_another(text: str, shown: str) -> None:
    """X3: look-alike names are flagged on the desk."""
    assert marked(text) == shown


@pytest.mark.parametrize("text", [
    "", "林小舟", "县信访局12345", "WiFi信号不好", "Москва", "αβγ", "﨎村", "ＡＢＣ", "naïve café", "α粒子和X光", "①③"])
def test_marked_leaves_ordinary_writing_alone(text: str) -> None:
    assert marked(text) == text


@given(st.text(max_size=60))
def test_marked_only_adds(text: str) -> None:
    shown = marked(text)
    assert len(shown) >= len(text)
    assert (shown == text) == (not found(text))
