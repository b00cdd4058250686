"""Documents given in part: what is found, the ground of every mark, two people, and that only the rest leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.disclosure import DisclosureRequest
from models.event import CaseEvent
from models.request_reply import RequestDocument, RequestReply
from rules.actors import Role
from rules.errors import Conflict, InputRefused, NotFound, NotPermitted, TransitionRefused
from rules.outcomes import Outcome
from rules.redaction_marks import Decision, Part
from services import handling, ledger, papers, request_documents, request_replies, request_rework
from services.redaction_edits import Addition, Change
from services.work import Work
from tests import factories_replies, factories_requests
from tests.factories import acting, staff
from tests.fixtures.reply_words import DOCUMENT, words

SECRETS = ("王大山", "13912345678")


def accepted(work: Work) -> DisclosureRequest:
    case = factories_requests.request(work)
    handling.accept(factories_replies.handler(work), case.id)
    return case


def text_of(documents: list[request_documents.Document]) -> str:
    return "".join(one.public[Part.TITLE].text + one.public[Part.TEXT].text for one in documents)


def test_add_keeps_the_original_encrypted_and_hides_what_detectors_find(work: Work) -> None:
    """I2: the original of a document, which may name third parties, stands in the database under the key only."""
    case = accepted(work)
    one = request_documents.add(factories_replies.handler(work), case.id, *DOCUMENT)
    row = work.session.get_one(RequestDocument, one.id)
    assert not any(words.encode() in row.text + row.title for words in (*SECRETS, "资金"))
    assert SECRETS[1] not in text_of([one])
    assert {row.ground for row in one.derivative.marks} == {Outcome.PERSONAL_PRIVACY}


def test_partial_disclosure_gives_the_rest_only_with_grounds_and_by_two_people(work: Work) -> None:
    """L2, L4: what is left out is in nothing that leaves, and whoever redacted does not release."""
    case = factories_requests.request(work)
    issued = factories_replies.issued(work, case, Outcome.PARTIAL)
    given = request_documents.given_with(work, case.id, issued.reply.version)
    said = papers.facts_of(work, issued.paper)
    parts = work.session.get_one(RequestReply, issued.reply.id)
    assert "资金120万元" in text_of(given)
    assert not any(words in text_of(given) + str(said) + parts.withheld for words in SECRETS)
    assert parts.withheld == "《2025年老旧小区改造资金安排表》中涉及个人隐私2处（条例第十五条）"
    assert said.attachments == (DOCUMENT[0],)
    assert given[0].derivative.released_by not in {given[0].derivative.redacted_by, None}
    payloads = "".join(work.session.scalars(select(CaseEvent.payload).where(CaseEvent.case_id == case.id)))
    assert not any(words in payloads for words in (*SECRETS, *DOCUMENT))


def test_approve_by_whoever_redacted_a_document_is_not_permitted(work: Work) -> None:
    """L2: the lead who marked a document cannot release it with the reply, which somebody else wrote."""
    case = accepted(work)
    lead = factories_replies.lead(work)
    one = request_documents.add(lead, case.id, "安排表", "项目12个，合计1000万元，其中翠竹苑120万元。")
    one = request_documents.hide(lead, case.id, one.id, one.derivative.edits,
                                 Addition("120万元", ground=Outcome.TRADE_SECRET.value))
    request_documents.finish(lead, case.id, one.id, one.derivative.edits)
    version = request_replies.draft(factories_replies.handler(work), case.id, words(Outcome.PARTIAL)).version
    with pytest.raises(NotPermitted, match="不能核定"):
        request_replies.approve(lead, case.id, version, factories_replies.secrecy(Outcome.PARTIAL), knowingly=True)


def test_finish_with_an_open_mark_or_without_a_ground_is_refused(work: Work) -> None:
    case, at = accepted(work), factories_replies.handler(work)
    one = request_documents.add(at, case.id, "名册", "张三患高血压，联系13912345678。")
    if hints := [row.id for row in one.derivative.marks if row.decision is None]:
        with pytest.raises(InputRefused, match="要您判断"):
            request_documents.finish(at, case.id, one.id, one.derivative.edits)
        one = request_documents.judge(at, case.id, one.id, one.derivative.edits,
                                      [Change(key, Decision.KEEP) for key in hints])
    with pytest.raises(InputRefused, match="第三十七条"):
        request_documents.hide(at, case.id, one.id, one.derivative.edits, Addition("张三", ground="repeated"))
    one.derivative.marks[0].ground = None
    with pytest.raises(InputRefused, match="第三十七条"):
        request_documents.finish(at, case.id, one.id, one.derivative.edits)


def test_draft_needs_documents_that_are_done_and_fit_the_outcome(work: Work) -> None:
    case, at = accepted(work), factories_replies.handler(work)
    with pytest.raises(InputRefused, match="区分处理"):
        request_replies.draft(at, case.id, words(Outcome.PARTIAL))
    one = request_documents.add(at, case.id, *DOCUMENT)
    with pytest.raises(InputRefused, match="还有文件没有做好"):
        request_replies.draft(at, case.id, words(Outcome.PARTIAL))
    request_documents.remove(at, case.id, one.id)
    factories_replies.document(work, case)
    with pytest.raises(InputRefused, match="部分公开"):
        request_replies.draft(at, case.id, words(Outcome.DISCLOSED))
    assert request_replies.draft(at, case.id, words(Outcome.PARTIAL))


def test_edit_of_another_s_version_or_after_handing_in_is_refused(work: Work) -> None:
    case, at = accepted(work), factories_replies.handler(work)
    one = factories_replies.document(work, case)
    with pytest.raises(TransitionRefused, match="已经做好"):
        request_documents.judge(at, case.id, one.id, one.derivative.edits, [])
    one = request_documents.reopen(at, case.id, one.id)
    with pytest.raises(Conflict):
        request_documents.judge(at, case.id, one.id, one.derivative.edits - 1, [])
    with pytest.raises(NotFound):
        request_documents.read(work, case.id + 1, one.id)
    request_documents.finish(at, case.id, one.id, one.derivative.edits)
    version = request_replies.draft(at, case.id, words(Outcome.PARTIAL)).version
    with pytest.raises(TransitionRefused, match="送审"):
        request_documents.reopen(at, case.id, one.id)
    request_replies.send_back(factories_replies.lead(work), case.id, version, "依据不对。")
    assert not request_documents.read(work, case.id, one.id).is_done


def test_reply_after_a_rework_gives_its_own_documents_and_the_first_keeps_its(work: Work) -> None:
    """U5: what was given with a reply stays what it was, whatever a later reply leaves out besides."""
    case = factories_replies.answered(work, factories_requests.request(work), Outcome.PARTIAL)
    office = acting(work, staff(work, Role.DISCLOSURE))
    request_rework.rework(office, case.id, "法院撤销了原答复，责令重新答复。", work.today + timedelta(days=15))
    at, lead = factories_replies.handler(work), factories_replies.lead(work)
    [old] = request_documents.of_case(work, case.id)
    one = request_documents.reopen(at, case.id, old.id)
    one = request_documents.hide(at, case.id, one.id, one.derivative.edits,
                                 Addition("120万元", ground=Outcome.TRADE_SECRET.value))
    request_documents.finish(at, case.id, one.id, one.derivative.edits)
    version = request_replies.draft(at, case.id, words(Outcome.PARTIAL)).version
    request_replies.approve(lead, case.id, version, factories_replies.secrecy(Outcome.PARTIAL), knowingly=True)
    request_replies.issue(lead, case.id, version)
    assert "120万元" in text_of(request_documents.given_with(work, case.id, 1))
    assert "120万元" not in text_of(request_documents.given_with(work, case.id, version))
    assert (case.state, case.outcome, ledger.verify(work).first_bad) == ("answered", Outcome.PARTIAL, None)
