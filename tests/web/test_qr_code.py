from __future__ import annotations

import re

import segno

from web.qr_code import MARGIN, picture

ADDRESS = "https://mailbox.example.gov.cn/status?number=X2026-1386"


def drawn(svg: str) -> set[tuple[int, int]]:
    """Return the dark fields that the path draws."""
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", svg)
    assert all(forth == back for _, _, forth, back in runs)
    return {(int(x) + step, int(y)) for x, y, length, _ in runs for step in range(int(length))}


def test_picture_draws_every_dark_field_of_the_code_and_no_other() -> None:
    matrix = segno.make(ADDRESS, error="m", micro=False).matrix
    dark = {(x + MARGIN, y + MARGIN) for y, row in enumerate(matrix) for x, field in enumerate(row) if field}
    assert drawn(picture(ADDRESS, "查询页")) == dark


def test_picture_has_a_label_that_cannot_break_out() -> None:
    svg = picture(ADDRESS, '"><script>')
    assert "<script>" not in svg
    assert svg.count("<svg") == 1


def test_picture_uses_no_inline_style() -> None:
    assert "style" not in picture(ADDRESS, "查询页")
