from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from models.digest import Demand, DigestFile
from models.heartbeat import Heartbeat
from models.staff import Staff
from queries import bulletins as reading
from rules.actors import Role
from services.work import Work
from tests import factories, factories_bulletins
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock
from tests.harness.smtp import MailSink
from workers import bulletins
from workers.notices import deliver_due

LEAD, SUPERVISOR = "lead@example.cn", "supervisor@example.cn"


def issue(work: Work) -> int:
    """Issue the bulletin of a quarter with a demand, to people who have mail addresses."""
    for role, code, email in ((Role.LEAD, "transport", LEAD), (Role.SUPERVISOR, "", SUPERVISOR)):
        work.session.get_one(Staff, factories.staff(work, role, code).id).email = email
    return factories_bulletins.issued(work).id


def files(work: Work) -> dict[str, tuple[str, int]]:
    return {row.format: (row.storage_name, row.size) for row in work.session.scalars(select(DigestFile))}


def test_issued_bulletin_has_its_files_kept_once(
        job_edge: Edge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = job_edge.run(lambda work: factories_bulletins.quarter(work).id)
    bulletins.keep_files(made)
    assert job_edge.run(files) == {}
    for step in (factories_bulletins.submit, factories_bulletins.review, factories_bulletins.issue):
        job_edge.run(lambda work, step=step: step(work, made).state)
    bulletins.keep_files(made)
    kept = job_edge.run(files)
    assert set(kept) >= {"docx", "xlsx"}
    stored = {path.name: path.stat().st_size for path in (tmp_path / "var" / "files").rglob("*") if path.is_file()}
    assert stored == dict(kept.values())
    bulletins.keep_files(made)
    assert job_edge.run(files) == kept
    left = job_edge.run(lambda work: reading.missing_formats(work.session, made))
    assert job_edge.run(lambda work: reading.without_files(work.session)) == ([made] if left else [])


def test_department_is_written_to_at_the_issue_and_before_and_after_the_day(
        job_edge: Edge, test_clock: SimulatedClock, mail_sink: MailSink) -> None:
    job_edge.run(issue)
    due_on = job_edge.run(lambda work: work.session.scalars(select(Demand.due_on)).one())
    today = job_edge.run(lambda work: work.today)
    days = (due_on - today).days
    for forward in (0, days - 1, 4):
        test_clock.forward(days=forward)
        bulletins.remind()
        bulletins.remind()
        deliver_due("mail")
    told = [(*mail.recipients, mail.subject.partition("】")[2]) for mail in mail_sink.received]
    assert told == [(LEAD, "云政办函〔2026〕1号已经印发"), (LEAD, "云政办函〔2026〕1号的整改要求快到期限"),
                    (LEAD, "云政办函〔2026〕1号的整改要求已过期限"),
                    (SUPERVISOR, "云政办函〔2026〕1号的整改要求已过期限")]
    first, *_, last = mail_sink.received
    assert "1条整改要求是给您单位的" in first.text
    assert "http://localhost/office/demands" in last.text
    assert job_edge.run(lambda work: work.session.get(Heartbeat, "demands")) is not None
