"""Papers of requests on their pages: issued, read, downloaded and voided by the agency that was asked."""

from __future__ import annotations

from sqlalchemy import select

from models.disclosure import DisclosureRequest
from rules.paper_forms import PaperKind
from services import paper_files, papers
from services.work import Work
from tests.fixtures.office import Office


def test_paper_of_a_request_from_its_issue_to_the_register(office: Office) -> None:
    """I2: the agency reads the paper, the office above its number only; a voided number stays with its reason."""
    number = office.request()
    lead = office.enter("lead")
    lead.get(f"/desk/requests/{number}")
    page = lead.submit({}, "/issue-receipt")
    assert "登记回执已经出具" in page.text
    ids: list[int] = []

    def ask(work: Work) -> None:
        case = work.session.scalars(select(DisclosureRequest).where(DisclosureRequest.number == number)).one()
        paper = papers.issue(work, case.id, PaperKind.EXCESS_REASONS, papers.base_facts(
            work, case, content="一个月内申请47件", answer_by=work.today))
        for one in paper_files.KEPT:
            paper_files.keep(work, paper, one, papers.render(work, paper, one))
        ids.append(paper.id)

    office.do("handler", ask)
    shown = lead.get(f"/desk/requests/{number}/papers/{ids[0]}")
    assert "林小舟：" in shown.text
    assert lead.client.get(f"/desk/requests/{number}/papers/{ids[0]}/pdf").data.startswith(b"%PDF-")
    assert lead.client.get(f"/desk/requests/{number}/papers/{ids[0]}/docx").data.startswith(b"PK")
    above = office.enter("disclosure")
    assert "由承办机关保管" in above.get(f"/desk/requests/{number}").text
    above.get(f"/desk/requests/{number}/papers/{ids[0]}", status=403)
    lead.get(f"/desk/requests/{number}")
    assert "已经作废" in lead.submit({"void-paper-paper": str(ids[0]), "void-paper-reason": "日期打印错误"},
                                 "/void-paper").text
    register = lead.get("/desk/papers")
    assert "作废：日期打印错误" in register.text
    register = lead.submit({"last": "36", "reason": "启用以前用过"}, "/desk/papers/elsewhere")
    assert "2—36" in register.text
    assert "没有断号" in register.text
