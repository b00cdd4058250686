from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from models.comment_period import CommentResult, CommentResultFile
from models.heartbeat import Heartbeat
from queries import adoption
from rules.actors import SYSTEM, Role
from rules.comment_words import Adoption
from rules.letter_draft import Contact
from rules.vocabulary import State
from services import comment_openings, comment_results, opinions
from services.work import Work
from tests.factories import acting, staff
from tests.factories_comments import period_in, shown
from tests.fixtures.engines import Edge
from tests.harness.smtp import MailSink
from workers import comment_results as jobs
from workers.notices import deliver_due

WRITER = Contact(name="欧阳小云", email="ouyang@example.cn")


def resulted(work: Work) -> int:
    """Release the result of a period with one comment, whose writer has confirmed the address."""
    before = replace(work, now=work.now - timedelta(days=40))
    period = period_in(before, State.OPEN)
    comment = shown(before, period, contact=WRITER)
    comment_openings.end_due(replace(work, actor=SYSTEM))
    people = [acting(work, staff(work, role, "housing")) for role in (Role.HANDLER, Role.LEAD, Role.DISCLOSURE)]
    opinion = opinions.make(people[0], period.id, "a3", "延长免费时间", [comment.id])
    opinions.decide(people[0], period.id, opinion.id, Adoption.ADOPTED, "改为一小时")
    comment_results.send_for_review(people[0], period.id, "逐条研究了意见。")
    comment_results.approve(people[1], period.id)
    comment_results.release(people[2], period.id)
    return period.id


def test_released_result_is_filed_and_answers_its_writers_once(job_edge: Edge, mail_sink: MailSink,
                                                              tmp_path: Path) -> None:
    """M1: the mail says that there is an answer, and neither what was said nor the code that opens it."""
    period_id = job_edge.run(resulted)
    jobs.keep_files(period_id)
    kept = job_edge.run(lambda work: dict(work.session.execute(
        select(CommentResultFile.format, CommentResultFile.storage_name)).all()))
    assert set(kept) >= {"docx", "xlsx"}
    jobs.keep_files(period_id)
    for _ in range(2):
        jobs.respond(period_id)
        jobs.look_after()
    deliver_due("mail")
    answers = [mail for mail in mail_sink.received if "有了采纳情况" in mail.subject]
    assert [mail.recipients for mail in answers] == [("ouyang@example.cn",)]
    assert "延长" not in answers[0].text
    stored = {path.name for path in (tmp_path / "var" / "files").rglob("*") if path.is_file()}
    assert stored == set(kept.values())
    text, digest = job_edge.run(lambda work: work.session.execute(
        select(CommentResult.body, CommentResult.digest)).one())
    assert hashlib.sha256(text.encode()).hexdigest() == digest
    assert job_edge.run(lambda work: adoption.signers(work.session, period_id)) == (
        "handler1", "lead1", "disclosure1")
    assert job_edge.run(lambda work: work.session.get(Heartbeat, "comment-results")) is not None
