"""A refused act leaves nothing behind, so that its page can be shown again."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from models.case import Letter
from rules.errors import InputRefused
from rules.vocabulary import State
from services.work import Work
from tests import factories
from web.acts import attempt, status_of
from web.unit_of_work import current_work


def spoil(work: Work, title: str) -> None:
    """Begin a change and owe a job, then refuse."""
    factories.letter_in(work, State.ASSIGNED, title=title)
    work.after_commit("workers.routing.route_letter", 1)
    raise InputRefused("请改一改。", "title")


def test_attempt_that_is_refused_undoes_what_was_begun_and_its_jobs(app: Flask) -> None:
    with app.test_request_context("/desk", method="POST"):
        work = current_work()
        kept = factories.letter_in(work, State.ASSIGNED)
        refusal = attempt(lambda: spoil(work, "不应留下"))
        assert refusal is not None
        assert status_of(refusal) == 422
        assert work.jobs == []
        titles = list(work.session.scalars(select(Letter.title)))
        assert titles == [kept.title]


def test_attempt_that_succeeds_keeps_its_work(app: Flask) -> None:
    with app.test_request_context("/desk", method="POST"):
        work = current_work()
        assert attempt(lambda: factories.letter_in(work, State.ASSIGNED)) is None
        assert len(list(work.session.scalars(select(Letter.id)))) == 1
