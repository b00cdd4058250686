"""Finding a unit by what is typed of its name."""

from __future__ import annotations

import pytest

from rules import unit_names
from rules.errors import InputRefused

NAMES = {1: "县水务局", 2: "县水务局供水站", 3: "桃源镇人民政府"}


@pytest.mark.parametrize(("typed", "unit"), [
    pytest.param("县水务局", 1, id="a whole name that others contain"), pytest.param("供水站", 2, id="a part"),
    pytest.param(" 桃源 镇　", 3, id="with blanks"),
])
def test_resolve_name_that_fits_one_unit_gives_its_id(typed: str, unit: int) -> None:
    assert unit_names.resolve(typed, NAMES, "unit") == unit


@pytest.mark.parametrize(("typed", "words"), [
    pytest.param("", "请写承办单位", id="nothing"), pytest.param("　 ", "请写承办单位", id="blanks"),
    pytest.param("水务", "有2个单位", id="several"), pytest.param("火星局", "没有找到", id="none"),
    pytest.param("火" * 5000, "没有找到", id="overlong"),
])
def test_resolve_name_that_fits_none_or_several_is_refused_at_its_field(typed: str, words: str) -> None:
    with pytest.raises(InputRefused, match=words) as refused:
        unit_names.resolve(typed, NAMES, "unit")
    assert refused.value.field == "unit"
    assert len(refused.value.message) < 200
