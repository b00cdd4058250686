"""The tariff of 国办函〔2020〕109号: by hand at its edges, and as a whole whatever the quantity."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rules import fees
from rules.errors import InputRefused
from rules.fees import FeeBasis

QUANTITIES = some.integers(min_value=1, max_value=3000)


@pytest.mark.parametrize(("place", "yuan"), [(1, 0), (10, 0), (11, 100), (30, 100), (31, 200), (40, 200), (41, 300),
                                             (50, 300), (51, 400)])
def test_one_application_costs_what_its_place_in_the_month_says(place: int, yuan: int) -> None:
    assert fees.of_application(place) == yuan


@pytest.mark.parametrize(("count", "yuan"), [(10, 0), (11, 100), (30, 2000), (31, 2200), (41, 4300)])
def test_applications_of_a_month_add_up(count: int, yuan: int) -> None:
    assert fees.of_applications(count) == yuan


@pytest.mark.parametrize(("pages", "yuan"), [(30, 0), (31, 10), (100, 700), (101, 720), (200, 2700), (201, 2740),
                                             (300, 6700)])
def test_pages_cost_by_the_step_that_each_lies_in(pages: int, yuan: int) -> None:
    assert fees.of_pages(pages) == yuan


@given(basis=some.sampled_from(FeeBasis), quantity=QUANTITIES)
def test_tariff_never_falls_and_one_yuan_more_is_refused(basis: FeeBasis, quantity: int) -> None:
    most = fees.most(basis, quantity)
    assert most <= fees.most(basis, quantity + 1)
    with pytest.raises(InputRefused, match="109号|免费"):
        fees.require_amount(basis, quantity, most + 1)
    if most:
        fees.require_amount(basis, quantity, most)


@given(pages=some.integers(min_value=31, max_value=3000))
def test_lines_of_a_notice_add_up_to_the_tariff(pages: int) -> None:
    steps = fees.lines(FeeBasis.PER_PAGE, pages, fees.of_pages(pages))[1:-1]
    assert sum(int(line.rsplit("计", 1)[1].removesuffix("元")) for line in steps) == fees.of_pages(pages)
