from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from models.annual import AnnualFile
from models.heartbeat import Heartbeat
from models.staff import Staff
from queries import annual_report as reading
from rules.actors import Role
from services import annual_files
from services.work import Work
from tests import factories, factories_annual
from tests.fixtures.engines import Edge
from tests.harness.smtp import MailSink
from workers import annual
from workers.notices import deliver_due

LEAD = "lead@example.cn"


def files(work: Work) -> dict[str, tuple[str, int]]:
    return {row.format: (row.storage_name, row.size) for row in work.session.scalars(select(AnnualFile))}


def test_signed_report_has_its_files_kept_once_with_the_same_bytes(job_edge: Edge, tmp_path: Path) -> None:
    """What is published is kept as it was published, and named in a table that the copies follow."""
    made = job_edge.run(lambda work: factories_annual.signed(work).id)
    annual.keep_files(made)
    kept = job_edge.run(files)
    assert set(kept) >= {"docx", "xlsx", "json"}
    stored = {path.name: path.stat().st_size for path in (tmp_path / "var" / "files").rglob("*") if path.is_file()}
    assert stored == dict(kept.values())
    annual.keep_files(made)
    assert job_edge.run(files) == kept
    assert job_edge.run(lambda work: [kind for kind in ("docx", "xlsx", "json") if annual_files.content(
        work, made, kind) != annual_files.compose(work, made, kind).content()]) == []
    left = job_edge.run(lambda work: reading.missing_formats(work.session, made))
    assert job_edge.run(lambda work: reading.without_files(work.session)) == ([made] if left else [])


def test_heads_hear_of_the_day_by_mail_once(job_edge: Edge, mail_sink: MailSink) -> None:
    """M1: the mail names year, day and department, and leads to a page that asks who reads it."""
    def prepare(work: Work) -> None:
        work.session.get_one(Staff, factories.staff(work, Role.LEAD).id).email = LEAD
        factories_annual.opened(work)

    job_edge.run(prepare)
    for _ in range(2):
        annual.remind()
        deliver_due("mail")
    told = [(*mail.recipients, mail.subject.partition("】")[2]) for mail in mail_sink.received]
    assert told == [(LEAD, "2026年度政府信息公开报表请在1月31日前报送")]
    text = mail_sink.received[0].text
    assert "请县住房和城乡建设局在2027年1月31日前报送2026年度的政府信息公开报表" in text
    assert "http://localhost/desk/annual/2026" in text
    assert job_edge.run(lambda work: work.session.get(Heartbeat, "annual")) is not None
