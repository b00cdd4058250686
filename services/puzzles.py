"""Puzzles against programs: a challenge for the browser, a question in words without script, and each counts once.

When one is demanded is decided at the edge (`web/puzzles.py`): the first letters of a source need none.
"""

from __future__ import annotations

import hmac
import secrets as random_source
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from adapters import proof_of_work
from models.puzzle import SolvedPuzzle
from rules import numbering, questions
from rules.errors import InputRefused
from services.work import Work

# A letter may take an afternoon to write.
CHALLENGE_LASTS = timedelta(hours=12)
QUESTION_LASTS = timedelta(hours=1)
# Whoever reads the question needs longer than this.
SOONEST = timedelta(seconds=3)
USED = "这道题已经用过了，请答下面这道新的，再按一次提交。"
LONGEST_TOKEN = 160


@dataclass(frozen=True)
class Question:
    """A question in words, and the token that comes back with its answer."""

    words: str
    token: str


@dataclass(frozen=True)
class Solved:
    """Something solved that was not used before, as far as anybody can tell without a lock; see `spend`."""

    digest: str
    expires_at: datetime
    by_words: bool = False


def challenge(work: Work) -> str:
    """Return a new challenge for the browser, as JSON."""
    return proof_of_work.challenge(_key(work), work.now + CHALLENGE_LASTS)


def question(work: Work) -> Question:
    """Return a new question in words."""
    first, second = (random_source.choice(range(questions.LEAST, questions.MOST + 1)) for _ in range(2))
    facts = f"{first}.{second}.{int(work.now.timestamp())}.{random_source.token_hex(8)}"
    return Question(questions.words(first, second), f"{facts}.{_mac(work, facts)}")


def solution(work: Work, sent: str) -> Solved | None:
    """Return what a browser solved, None for a solution that is forged, wrong, expired or used."""
    proof = proof_of_work.read(_key(work), sent)
    if proof is None or not work.now < proof.expires_at <= work.now + CHALLENGE_LASTS:
        return None
    return _unused(work, Solved(_digest(work, proof.challenge), proof.expires_at))


def answer(work: Work, token: str, typed: str) -> Solved | None:
    """Return the question that was answered, None for a wrong answer or a token that is forged, too fresh or used."""
    facts, _, mac = token.rpartition(".")
    if len(token) > LONGEST_TOKEN or not token.isascii() or not hmac.compare_digest(mac, _mac(work, facts)):
        return None
    first, second, asked, _ = facts.split(".")
    asked_at = datetime.fromtimestamp(int(asked), UTC)
    if questions.answer(typed) != int(first) + int(second):
        return None
    if not SOONEST <= work.now - asked_at < QUESTION_LASTS:
        return None
    return _unused(work, Solved(_digest(work, facts), asked_at + QUESTION_LASTS, by_words=True))


def spend(work: Work, solved: Solved) -> None:
    """Use up what was solved, in the transaction of what it is for. Raises InputRefused when it was used meanwhile."""
    try:
        with work.session.begin_nested():
            work.session.add(SolvedPuzzle(digest=solved.digest, expires_at=solved.expires_at))
    except IntegrityError:
        raise InputRefused(USED, "answer") from None


def purge(work: Work) -> int:
    """Delete what has expired, which would be refused anyway; return how many."""
    gone: Sequence[str] = work.session.scalars(
        delete(SolvedPuzzle).where(SolvedPuzzle.expires_at < work.now).returning(SolvedPuzzle.digest)).all()
    return len(gone)


def _unused(work: Work, solved: Solved) -> Solved | None:
    return None if work.session.get(SolvedPuzzle, solved.digest) is not None else solved


def _key(work: Work) -> str:
    return numbering.keyed_digest(work.secrets.code, "puzzle", "")


def _mac(work: Work, facts: str) -> str:
    return numbering.keyed_digest(work.secrets.code, "question", facts)


def _digest(work: Work, name: str) -> str:
    return numbering.keyed_digest(work.secrets.code, "solved", name)
