"""The job that compares comments: by itself, in parts, of every period that has new ones."""

from __future__ import annotations

from models.comment import Comment
from models.comment_period import CommentPeriod
from models.heartbeat import Heartbeat
from rules.vocabulary import State
from services.work import Work
from tests.factories_comments import comment, period_in
from tests.fixtures.engines import Edge
from workers import comments


def _groups(work: Work) -> list[int | None]:
    return list(work.session.scalars(work.session.query(Comment.alike_id).order_by(Comment.case_id).statement))


def test_job_compares_what_is_new_in_every_period(job_edge: Edge) -> None:
    def send(work: Work) -> None:
        for period in (period_in(work, State.OPEN), period_in(work, State.OPEN)):
            for _ in range(3):
                comment(work, period)

    job_edge.run(send)
    comments.compare_new()
    first = job_edge.run(_groups)
    assert first == [first[0]] * 3 + [first[3]] * 3
    assert job_edge.run(lambda work: work.session.get(Heartbeat, "alike-comments")) is not None

    def send_more(work: Work) -> None:
        period = work.session.query(CommentPeriod).order_by(CommentPeriod.case_id).first()
        assert period is not None
        comment(work, period)

    job_edge.run(send_more)
    comments.compare_new()
    comments.compare_new()
    assert job_edge.run(_groups) == [*first, first[0]]
