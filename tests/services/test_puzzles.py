"""Puzzles: what was solved counts once; forged, expired and used ones count for nothing, whatever becomes of Redis."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from adapters import proof_of_work
from models.puzzle import SolvedPuzzle
from rules import questions
from rules.errors import InputRefused
from services import puzzles
from services.work import Work
from tests.fixtures.engines import Edge


def later(work: Work, **span: float) -> Work:
    return replace(work, now=work.now + timedelta(**span))


def solved(work: Work) -> str:
    return proof_of_work.solve(puzzles.challenge(work))


def changed(solution: str, change: Callable[[dict[str, Any]], object]) -> str:
    payload = json.loads(base64.b64decode(solution))
    change(payload)
    return base64.b64encode(json.dumps(payload).encode()).decode()


def right_answer(question: puzzles.Question) -> str:
    first, second = (questions.DIGITS.index(word) for word in re.findall("[一二三四五六七八九]", question.words)[:2])
    return str(first + second)


def test_solution_of_our_challenge_counts_once(work: Work) -> None:
    """B1: a solved puzzle sent again is refused, by a row in the database."""
    solution = solved(work)
    first = puzzles.solution(work, solution)
    assert first is not None
    puzzles.spend(work, first)
    assert puzzles.solution(work, solution) is None
    with pytest.raises(InputRefused, match="已经用过"):
        puzzles.spend(work, first)


@pytest.mark.parametrize("change", [
    pytest.param(lambda p: p["challenge"]["parameters"].update(cost=1), id="an easier one"),
    pytest.param(lambda p: p["challenge"]["parameters"].update(keyPrefix=""), id="one that any number solves"),
    pytest.param(lambda p: p["challenge"]["parameters"]["data"].update(until=2_000_000_000), id="a later end"),
    pytest.param(lambda p: p["challenge"]["parameters"].update(data=None), id="no end"),
    pytest.param(lambda p: p["challenge"].pop("signature"), id="no signature"),
    pytest.param(lambda p: p["solution"].update(counter=p["solution"]["counter"] + 1), id="another number"),
    pytest.param(lambda p: p["solution"].update(derivedKey="00" * 32), id="another key"),
    pytest.param(lambda p: p["solution"].update(counter="x"), id="no number"),
    pytest.param(lambda p: p["solution"].update(counter=-1), id="less than nothing"),
    pytest.param(lambda p: p.update(challenge=[]), id="a list")])
def test_solution_that_was_changed_is_refused(work: Work, change: Callable[[dict[str, Any]], object]) -> None:
    assert puzzles.solution(work, changed(solved(work), change)) is None


@pytest.mark.parametrize("sent", ["", "x", "e30=", "bnVsbA==", "中文", "\0", "A" * 5000, "W10=",
                                  "eyJjaGFsbGVuZ2UiOnt9fQ=="])
def test_solution_that_is_none_is_refused(work: Work, sent: str) -> None:
    assert puzzles.solution(work, sent) is None


def test_solution_with_another_services_key_is_refused(work: Work) -> None:
    strange = replace(work, secrets=replace(work.secrets, code=b"x" * 32))
    assert puzzles.solution(work, solved(strange)) is None


def test_solution_after_twelve_hours_is_refused(work: Work) -> None:
    solution = solved(work)
    assert puzzles.solution(later(work, hours=11), solution) is not None
    assert puzzles.solution(later(work, hours=12), solution) is None


def test_answer_in_words_counts_once(work: Work) -> None:
    question = puzzles.question(work)
    soon = later(work, seconds=10)
    answer = puzzles.answer(soon, question.token, right_answer(question))
    assert answer is not None
    assert answer.by_words
    puzzles.spend(soon, answer)
    assert puzzles.answer(soon, question.token, right_answer(question)) is None


@pytest.mark.parametrize("seconds", [pytest.param(2, id="before anybody can have read it"),
                                     pytest.param(3600, id="after an hour")])
def test_answer_at_the_wrong_time_is_refused(work: Work, seconds: int) -> None:
    question = puzzles.question(work)
    assert puzzles.answer(later(work, seconds=seconds), question.token, right_answer(question)) is None


@pytest.mark.parametrize("forge", [
    pytest.param(lambda token: f"{token[0]}.{11 - int(token[2])}{token[3:]}", id="another sum"),
    pytest.param(lambda token: token[:-1], id="cut"),
    pytest.param(lambda token: "", id="nothing"), pytest.param(lambda token: "二." + token, id="not in figures"),
    pytest.param(lambda token: token + "." + token, id="twice"), pytest.param(lambda token: "." * 200, id="dots")])
def test_answer_with_a_forged_token_is_refused(work: Work, forge: Callable[[str], str]) -> None:
    token = forge(puzzles.question(work).token)
    for number in range(2 * questions.LEAST, 2 * questions.MOST + 1):
        assert puzzles.answer(later(work, seconds=10), token, str(number)) is None


def test_spend_of_one_solution_by_eight_at_once_counts_once(edge: Edge) -> None:
    """B1: on both engines a solution spent by several at the same moment counts for one of them."""
    found = edge.run(lambda work: puzzles.solution(work, solved(work)))
    assert found is not None
    outcomes = edge.race([lambda work: puzzles.spend(work, found)] * 8)
    assert outcomes.count(None) == 1
    assert sum(isinstance(outcome, InputRefused) for outcome in outcomes) == 7


def test_purge_deletes_what_would_be_refused_anyway(work: Work) -> None:
    for _ in range(2):
        found = puzzles.solution(work, solved(work))
        assert found is not None
        puzzles.spend(work, found)
    assert puzzles.purge(later(work, hours=11)) == 0
    assert puzzles.purge(later(work, hours=13)) == 2
    assert work.session.scalar(select(func.count()).select_from(SolvedPuzzle)) == 0
