"""The letters export: a line for each letter, whatever has been done to it."""

from __future__ import annotations

import pytest

from queries import exports
from rules.vocabulary import LETTER_STATES, State
from services.work import Work
from tests import factories


@pytest.mark.parametrize("state", sorted(LETTER_STATES))
def test_export_has_one_line_for_a_letter_in_any_state(work: Work, state: State) -> None:
    letter = factories.letter_in(work, state)
    work.session.flush()
    lines = [dict(zip(exports.HEADER, row, strict=True)) for row in exports.letters(work.session, None, None)]
    [line] = [line for line in lines if line["number"] == letter.number]
    assert (line["state"], bool(line["answered"])) == (state, letter.answered_at is not None)


def test_export_gives_a_reworked_letter_with_its_new_day(work: Work) -> None:
    factories.letter_in(work, State.REWORK)
    [row] = exports.letters(work.session, None, None)
    assert str(dict(zip(exports.HEADER, row, strict=True))["due_on"]) == "2026-11-27"
