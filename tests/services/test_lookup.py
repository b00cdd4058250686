"""Finding a case: the right pair opens it, every wrong one is the same, and guessing is limited."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.errors import TooMany
from rules.numbering import grouped
from services import lookup
from services.intake import Submission
from services.work import Work
from tests import factories

WRONG_CODE = "AAAA-BBBB-CCCC-DDDD"


@pytest.fixture
def sent(work: Work) -> Submission:
    return factories.submission(work)


def guess(work: Work, number: str, code: str = WRONG_CODE, source: str = "192.0.2.1") -> int | None:
    return lookup.find(work, number, code, source)


@pytest.mark.parametrize("written", [
    pytest.param(lambda code: code, id="as it is"), pytest.param(grouped, id="in groups"),
    pytest.param(lambda code: grouped(code).lower(), id="in small letters"),
    pytest.param(lambda code: " ".join(code).replace("0", "O").replace("1", "l"), id="with look-alikes and blanks"),
    pytest.param(lambda code: "".join(chr(ord(c) + 0xFEE0) for c in code), id="in full width")])
def test_find_with_the_right_code_however_written_opens_the_case(work: Work, sent: Submission, written) -> None:
    assert guess(work, sent.number.lower(), written(sent.query_code)) == sent.id


@pytest.mark.parametrize(("number", "code"), [
    pytest.param("X2026-1", WRONG_CODE, id="a wrong code"),
    pytest.param("X2026-999", WRONG_CODE, id="an unknown number"),
    pytest.param("", "", id="nothing"), pytest.param("X2026-1", "", id="no code"),
    pytest.param("Ｘ２０２６－１", "短", id="a code that cannot be one"),
    pytest.param("X2026-1\0", "\0" * 16, id="characters that no database takes")])
def test_find_with_a_wrong_pair_opens_nothing(work: Work, sent: Submission, number: str, code: str) -> None:
    assert guess(work, number, code) is None


def test_find_after_too_many_guesses_at_one_number_waits_fifteen_minutes(work: Work, sent: Submission) -> None:
    """K3: per number."""
    for attempt in range(lookup.PER_NUMBER):
        assert guess(work, sent.number, source=f"192.0.2.{attempt}") is None
    with pytest.raises(TooMany, match="15分钟"):
        guess(work, sent.number, sent.query_code)
    later = replace(work, now=work.now + timedelta(minutes=15))
    assert guess(later, sent.number, sent.query_code) == sent.id


def test_find_after_too_many_guesses_from_one_source_still_works_from_another(work: Work, sent: Submission) -> None:
    """K3: per source."""
    for attempt in range(lookup.PER_SOURCE):
        guess(work, f"X2026-{attempt + 100}", source="192.0.2.7")
    with pytest.raises(TooMany):
        guess(work, sent.number, sent.query_code, source="192.0.2.7")
    assert guess(work, sent.number, sent.query_code, source="192.0.2.8") == sent.id


def test_find_with_numbers_that_cannot_be_one_locks_nobody_elses_number(work: Work, sent: Submission) -> None:
    for attempt in range(lookup.PER_NUMBER + 1):
        guess(work, "没有编号", source=f"192.0.2.{attempt}")
    assert guess(work, sent.number, sent.query_code) == sent.id
