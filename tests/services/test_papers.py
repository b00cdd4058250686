"""Official papers: what they must say, their numbers, who may issue and void them, and what of them stands where."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models.disclosure import DisclosureRequest
from models.event import CaseEvent
from models.paper import Paper
from rules.actors import CITIZEN, SYSTEM, Role
from rules.errors import Conflict, InputRefused, NotPermitted
from rules.outcomes import Outcome
from rules.paper_forms import PaperFacts, PaperKind, reply_kind
from services import erasing, ledger, locking, paper_files, papers
from services.work import Work
from tests import factories, factories_requests
from tests.factories import acting, staff


def asked(work: Work) -> DisclosureRequest:
    return factories_requests.request(work)


def correction(work: Work, case: DisclosureRequest) -> PaperFacts:
    return papers.base_facts(work, case, content="没有写明是哪一年的资金。", items=("写明年度",),
                             answer_by=work.today + timedelta(days=15))


def test_issue_numbers_papers_of_an_agency_and_year_without_a_gap(work: Work) -> None:
    """Numbers run by agency and year, a receipt has that of the request, and a voided one is never given again."""
    case = asked(work)
    lead = acting(work, staff(work, Role.LEAD))
    receipt = papers.issue(acting(work, CITIZEN), case.id, PaperKind.RECEIPT, papers.base_facts(
        work, case, channel="网上申请", due_on=work.today + timedelta(days=28)))
    first = papers.issue(lead, case.id, PaperKind.CORRECTION, correction(work, case))
    papers.void(lead, first.id, "文号打印错误，重新制发")
    second = papers.issue(lead, case.id, PaperKind.CORRECTION, correction(work, case))
    year = work.today.year
    assert receipt.number == case.number
    assert [first.number[-len(f"公开〔{year}〕1号"):], second.serial] == [f"公开〔{year}〕1号", 2]
    assert (first.year, first.serial, first.void_reason) == (year, 1, "文号打印错误，重新制发")
    with pytest.raises(Conflict):
        papers.void(lead, first.id, "再来一次")
    papers.note_elsewhere(lead, case.department_id or 0, year, 20, "启用本系统以前用纸质登记簿编的号")
    assert papers.issue(lead, case.id, PaperKind.CORRECTION, correction(work, case)).serial == 21
    with pytest.raises(InputRefused):
        papers.note_elsewhere(lead, case.department_id or 0, year, 21, "早已用过")
    assert ledger.verify(work).first_bad is None


def test_issue_keeps_what_a_paper_says_out_of_the_record_and_encrypted(work: Work) -> None:
    """I2: the name on a paper stands in the encrypted column only."""
    case = asked(work)
    paper = papers.issue(acting(work, staff(work, Role.HANDLER)), case.id, PaperKind.CORRECTION,
                         correction(work, case))
    events = work.session.query(CaseEvent).filter_by(case_id=case.id, act="issue_paper").all()
    assert papers.facts_of(work, paper).addressee == "林小舟"
    assert "林小舟".encode() not in paper.facts
    assert "林小舟" not in str([event.payload for event in events])
    assert papers.facts_of(work, paper).article == "第三十条"


def test_erase_takes_the_name_out_of_papers_and_leaves_their_numbers(work: Work) -> None:
    """U6: what is erased is not kept in papers and their files either."""
    case = asked(work)
    lead = acting(work, staff(work, Role.LEAD))
    paper = papers.issue(lead, case.id, PaperKind.CORRECTION, correction(work, case))
    paper_files.keep(work, paper, papers.Format.DOCX, papers.render(work, paper, papers.Format.DOCX))
    system = acting(work, SYSTEM)
    assert erasing.erase(system, locking.lock_request(work.session, case.id), "retention")
    assert papers.compose(work, paper).addressee == papers.ERASED
    assert paper_files.missing(work, paper) == paper_files.KEPT
    assert (papers.FILES_JOB, (paper.id,)) in system.jobs


@pytest.mark.parametrize(("kind", "change", "field"), [
    (PaperKind.CORRECTION, {"items": ()}, "items"), (PaperKind.CORRECTION, {"answer_by": None}, "answer_by"),
    (PaperKind.CORRECTION, {"answer_by": date(2020, 1, 1)}, "answer_by"),
    (PaperKind.REPLY_REFUSED, {"outcome": Outcome.STATE_SECRET, "remedy": "可以申请行政复议。"}, "reasons"),
    (PaperKind.REPLY_REFUSED, {"outcome": Outcome.STATE_SECRET, "reasons": "已定密。"}, "remedy"),
    (PaperKind.REPLY_REFUSED, {"outcome": Outcome.DISCLOSED, "content": "全文", "remedy": "可以复议。"}, "outcome"),
    (PaperKind.FEE, {"basis": "国办函〔2020〕109号", "standard": "按件"}, "amount")],
    ids=["no items", "no term", "term over", "no reasons", "no remedy", "another form", "no amount"])
def test_issue_without_a_mandatory_part_says_which(work: Work, kind: PaperKind, change: dict[str, object],
                                                   field: str) -> None:
    case = asked(work)
    lead = acting(work, staff(work, Role.LEAD))
    with pytest.raises(InputRefused) as refused:
        papers.issue(lead, case.id, kind, replace(correction(work, case), **change))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert work.session.query(Paper).count() == 0


def test_issue_and_void_are_for_the_agency_that_was_asked(work: Work) -> None:
    """A1: another agency issues nothing on the request, and only the agency's lead voids."""
    case = asked(work)
    factories.department(work, "water", valid_from=date(2016, 1, 1))
    with pytest.raises(NotPermitted):
        papers.issue(acting(work, staff(work, Role.LEAD, "water")), case.id, PaperKind.CORRECTION,
                     correction(work, case))
    paper = papers.issue(acting(work, staff(work, Role.HANDLER)), case.id, PaperKind.CORRECTION,
                         correction(work, case))
    with pytest.raises(NotPermitted):
        papers.void(acting(work, staff(work, Role.HANDLER)), paper.id, "打印错误")


def test_reply_kind_is_there_for_every_outcome() -> None:
    assert {reply_kind(outcome).value.startswith("reply_") for outcome in Outcome} == {True}
