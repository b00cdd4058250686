from __future__ import annotations

import pytest

from web import filters


@pytest.mark.parametrize(("seconds", "words"), [
    (0, "0秒"), (119, "119秒"), (120, "2分钟"), (7199, "119分钟"), (7200, "2小时"), (172799, "47小时"), (172800, "2天"),
    (62_216_580, "720天")])
def test_span_is_told_in_the_largest_unit_that_fits_twice(seconds: int, words: str) -> None:
    assert filters.span(seconds) == words
