"""The puzzle in a public form: solved by the browser while its owner writes, or a question in words without script.

The first letters of a source, and of all sources together, need none (`Rates.free_*`): nobody meets it in quiet times.
"""

from __future__ import annotations

from dataclasses import dataclass

from wtforms import StringField

from rules.errors import InputRefused
from services import puzzles
from services.puzzles import Question, Solved
from web import limits
from web.forms import BaseForm
from web.unit_of_work import current_work

ASK = "现在提交的人多，请答一道小题，再按一次提交。"


class PuzzleForm(BaseForm):
    """The fields of a form that may demand a puzzle. People never see `website`, and programs fill it in."""

    puzzle = StringField()
    question = StringField()
    answer = StringField()
    website = StringField()


@dataclass(frozen=True)
class Offer:
    """What the page brings along: a challenge for the script, and the question once one of them is demanded."""

    challenge: str
    question: Question | None = None


def offer(form: PuzzleForm) -> Offer:
    """Return the puzzle for a form that is about to be shown."""
    work = current_work()
    return Offer(puzzles.challenge(work), puzzles.question(work) if form.answer.errors else None)


def admit(form: PuzzleForm) -> Solved | None:
    """Return what has to be spent with this form, None when nothing is demanded.

    Raises InputRefused when a puzzle is demanded and not solved, TooMany when too many were answered in words.
    """
    if limits.is_free() and not form.website.data:
        return None
    work = current_work()
    solved = puzzles.solution(work, form.puzzle.data or "") or puzzles.answer(
        work, form.question.data or "", form.answer.data or "")
    if solved is None:
        raise InputRefused(ASK, "answer")
    if solved.by_words:
        limits.count_answered_question()
    return solved
