"""The table of docs/security.md is what the tests say of themselves, and no row of it is without a test."""

from __future__ import annotations

from tests.security import rows as table

GROUPS = {"I": 7, "K": 4, "U": 6, "L": 7, "G": 4, "X": 11, "F": 8, "M": 5, "N": 10, "Z": 4, "S": 6, "B": 3, "C": 5}


def test_table_has_every_row_of_its_groups() -> None:
    wanted = {f"{group}{number}" for group, count in GROUPS.items() for number in range(1, count + 1)}
    assert set(table.rows(table.DOCUMENT.read_text(encoding="utf-8"))) == wanted


def test_every_row_of_the_table_is_proven_by_a_test() -> None:
    rows = table.rows(table.DOCUMENT.read_text(encoding="utf-8"))
    assert [row for row in rows if row not in table.proofs()] == []


def test_table_names_the_tests_that_there_are() -> None:
    document = table.DOCUMENT.read_text(encoding="utf-8")
    assert table.written(document) == document, "run: python -m tests.security.rows"


def test_every_row_that_a_test_names_is_in_a_table() -> None:
    known = set(table.rows(table.DOCUMENT.read_text(encoding="utf-8")))
    assert {row for row in table.proofs() if row[0] in GROUPS} <= known
