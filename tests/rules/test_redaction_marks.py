"""A masked text beside its original: nothing is lost on either side, and the masks stand opposite each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rules import redaction
from rules.redaction_marks import side_by_side

PIECES = st.lists(st.sampled_from([
    "我叫林小舟，", "电话13800001234", "\n", "邮箱zhang@example.cn，", "0834-2345678", "没有水。", ""]))


@given(PIECES)
def test_side_by_side_joins_to_the_original_and_to_the_public_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    masked = redaction.mask(text)
    sides = side_by_side(text, masked.findings)
    assert "".join(stretch.text for stretch in sides.original) == text
    assert "".join(stretch.text for stretch in sides.public) == masked.text
    assert [stretch.kind for stretch in sides.original] == [stretch.kind for stretch in sides.public]
    assert sum(bool(stretch.kind) for stretch in sides.original) == len(masked.findings)
