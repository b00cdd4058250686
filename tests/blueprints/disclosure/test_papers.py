"""The papers of a request for its applicant: with number and code what went to them, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from rules import numbering
from rules.paper_forms import PaperFacts, PaperKind
from services import paper_files, papers
from services.papers import Format
from services.work import Work
from tests import factories_requests
from tests.fixtures.office import Office
from tests.fixtures.pages import Visitor

TOKEN = "token-of-papers"


def test_applicant_reads_and_takes_along_own_papers_only(office: Office, visitor: Visitor) -> None:
    """I2, K2: a letter to a third party and the papers of somebody else are as though there were none."""
    made: list[tuple[str, int, int]] = []

    def issue(work: Work) -> None:
        case = factories_requests.request(work, token=TOKEN)
        asked = papers.issue(work, case.id, PaperKind.EXCESS_REASONS, papers.base_facts(
            work, case, content="一个月内申请47件", answer_by=work.today))
        paper_files.keep(work, asked, Format.DOCX, papers.render(work, asked, Format.DOCX))
        other = papers.issue(work, case.id, PaperKind.THIRD_PARTY_INQUIRY, PaperFacts(
            addressee="宏远公司", received_on=work.today, content="报价", answer_by=work.today + timedelta(days=21)))
        made.append((case.number, asked.id, other.id))

    office.do("handler", issue)
    number, own, other = made[0]
    address = f"/disclosure/status/{number}/papers"
    assert visitor.client.get(f"{address}/{own}").status_code == 303
    visitor.get("/status")
    code = numbering.query_code(office.app.extensions["mailbox.secrets"].code, TOKEN)
    page = visitor.submit({"number": number, "code": code})
    assert "看说明理由告知书" in page.text
    assert "征求意见书" not in page.text
    assert "林小舟：" in visitor.get(f"{address}/{own}").text
    assert visitor.client.get(f"{address}/{own}/docx").data.startswith(b"PK")
    assert visitor.client.get(f"{address}/{own}/pdf").status_code == 404
    assert visitor.client.get(f"{address}/{other}").status_code == 404
