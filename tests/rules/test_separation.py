from __future__ import annotations

import itertools

import pytest

from rules import separation
from rules.actors import ADMINISTRATORS, Role

PAIRS = [pytest.param(one, other, id=f"{one.value}-{other.value}") for one, other in itertools.product(Role, Role)]


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_role_changes_only_among_those_who_handle_cases(before: Role, after: Role) -> None:
    """Z3: no account goes to or from one of the three administrators; every pair."""
    crosses = before is not after and (before in ADMINISTRATORS or after in ADMINISTRATORS)
    assert (separation.change_refusal(before, after) is not None) is crosses


@pytest.mark.parametrize(("held", "wanted"), PAIRS)
def test_second_account_of_one_person_never_makes_an_administrator(held: Role, wanted: Role) -> None:
    """Z3: who is one of the three administrators has no other account; every pair."""
    refused = separation.second_account_refusal(wanted, [held]) is not None
    assert refused is (held in ADMINISTRATORS or wanted in ADMINISTRATORS)
    assert separation.second_account_refusal(wanted, []) is None


@pytest.mark.parametrize(("one", "other", "same"), [
    ("范立", "范立", True), ("范 立", "范　立 ", True), ("Ａnna", "anna", True), ("范立", "范丽", False),
    ("李明", "李明（信息中心）", False)])
def test_names_are_the_same_whatever_their_blanks(one: str, other: str, same: bool) -> None:
    assert separation.same_name(one, other) is same
