"""Official papers as lists: what an applicant gets of them, and what a register says of its numbers."""

from __future__ import annotations

from datetime import timedelta

from models.paper import Paper
from queries import papers as reading
from rules.actors import SYSTEM, Role
from rules.outcomes import Outcome
from rules.paper_forms import PaperFacts, PaperKind
from rules.transitions import Act
from services import events, locking, paper_files, papers
from services.work import Work
from tests import factories_requests
from tests.factories import acting, staff


def test_applicant_gets_what_went_out_to_them_and_nothing_else(work: Work) -> None:
    """I2: letters to others, voided papers and a reply before its delivery are not the applicant's."""
    case = factories_requests.request(work)
    lead = acting(work, staff(work, Role.LEAD))
    receipt = papers.issue_receipt(lead, case.id)
    due = work.today + timedelta(days=20)
    wrong = papers.issue(lead, case.id, PaperKind.EXCESS_REASONS, papers.base_facts(
        work, case, content="一个月内申请47件", answer_by=due))
    papers.void(lead, wrong.id, "收文人写错")
    papers.issue(lead, case.id, PaperKind.THIRD_PARTY_INQUIRY, PaperFacts(
        addressee="宏远公司", received_on=work.today, content="报价", answer_by=due))
    reply = papers.issue(lead, case.id, PaperKind.REPLY_DISCLOSED, papers.base_facts(
        work, case, outcome=Outcome.DISCLOSED, content="见附件。", remedy="可以申请行政复议。"))
    assert [one.id for one in reading.for_applicant(work.session, case.id)] == [receipt.id]
    events.record(acting(work, SYSTEM), locking.lock_request(work.session, case.id), Act.DELIVER)
    assert [one.id for one in reading.for_applicant(work.session, case.id)] == [receipt.id, reply.id]
    assert len(reading.of_case(work.session, case.id)) == 4


def test_register_explains_every_gap_and_names_what_nothing_explains(work: Work) -> None:
    case = factories_requests.request(work)
    lead = acting(work, staff(work, Role.LEAD))
    year, unit = work.today.year, case.department_id or 0
    papers.note_elsewhere(lead, unit, year, 3, "启用以前用过")
    made = [papers.issue(lead, case.id, PaperKind.EXCESS_REASONS, papers.base_facts(
        work, case, content="一个月内申请47件", answer_by=work.today)) for _ in range(3)]
    papers.void(lead, made[1].id, "打印错误")
    register = reading.register(work.session, unit, year)
    assert (register.given, register.voided, register.elsewhere, register.missing) == (6, 1, 3, ())
    assert [row.serial for row in register.rows] == [6, 5, 4, 3]
    work.session.delete(work.session.get_one(Paper, made[0].id))
    work.session.flush()
    assert reading.register(work.session, unit, year).missing == (4,)
    assert reading.years(work.session, unit) == (year,)


def test_files_of_a_paper_are_kept_once_sealed_and_found_when_their_job_was_lost(work: Work) -> None:
    """I2: what lies in the file store is not the paper that people read."""
    case = factories_requests.request(work)
    paper = papers.issue_receipt(acting(work, staff(work, Role.LEAD)), case.id)
    later = acting(work, SYSTEM, minutes=10)
    assert paper_files.waiting(later, 5) == [paper.id]
    content = papers.render(work, paper, papers.Format.DOCX)
    assert papers.render(work, paper, papers.Format.DOCX) == content
    for _ in range(2):
        paper_files.keep(work, paper, papers.Format.DOCX, content)
    assert paper_files.missing(work, paper) == (papers.Format.PDF,)
    assert paper_files.waiting(later, 5) == []
    assert paper_files.hand_out(acting(work, SYSTEM), paper, "docx") == content
