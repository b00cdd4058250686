"""The files of official papers in their job: made once, PDF and DOCX, and found again when the job was lost."""

from __future__ import annotations

from datetime import timedelta

from models.paper import PaperFile
from rules.actors import Role
from services import paper_files, papers
from services.work import Work
from tests import factories_requests
from tests.factories import acting, staff
from tests.fixtures.engines import Edge
from workers import papers as jobs


def issued(work: Work) -> int:
    case = factories_requests.request(work)
    return papers.issue_receipt(acting(work, staff(work, Role.LEAD)), case.id).id


def kept(work: Work) -> list[tuple[str, str]]:
    return sorted((row.format, row.content_digest) for row in work.session.query(PaperFile))


def test_paper_that_was_issued_has_its_files_kept_once(job_edge: Edge) -> None:
    made = job_edge.run(issued)
    jobs.keep_request_paper(made)
    first = job_edge.run(kept)
    assert [name for name, _ in first] == ["docx", "pdf"]
    jobs.keep_request_paper(made)
    assert job_edge.run(kept) == first
    pdf = job_edge.run(lambda work: paper_files.hand_out(work, papers.by_id(work, made), "pdf"))
    assert pdf.startswith(b"%PDF-")


def test_paper_whose_job_was_lost_is_offered_again(job_edge: Edge) -> None:
    made = job_edge.run(issued)
    assert job_edge.run(lambda work: list(paper_files.waiting(work, 5))) == []
    job_edge.run(lambda work: setattr(papers.by_id(work, made), "issued_at", work.now - timedelta(minutes=6)))
    assert job_edge.run(lambda work: list(paper_files.waiting(work, 5))) == [made]
