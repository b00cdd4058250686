"""Documents of a request as files that leave the house: made of the public form alone, each time the same bytes."""

from __future__ import annotations

from adapters import docx_document
from adapters.docx_document import GivenDocument
from models.case import Case
from models.department import Department
from models.disclosure import DisclosureRequest
from queries import request_replies
from rules.audit import Audited
from rules.errors import NotFound
from rules.redaction_marks import Part, paragraphs
from rules.vocabulary import RedactionState
from services import audit, papers, request_documents
from services.request_documents import Document
from services.work import Work

NOT_YET = "这份文件还没有核定，核定以后才能下载提供给申请人的文本。"


def for_applicant(work: Work, case_id: int, place: int) -> bytes:
    """Return the `place`-th document, from 1, that went out with the reply in force. Raises NotFound."""
    sent = request_replies.issued(work.session, case_id)
    given = request_documents.given_with(work, case_id, sent[-1].version) if sent else []
    if not 1 <= place <= len(given):
        raise NotFound(request_documents.NONE_HERE)
    return _file(work, case_id, given[place - 1])


def for_staff(work: Work, case_id: int, document_id: int) -> bytes:
    """Return a released document, to be printed or burnt for the applicant; the audit trail notes it (security.md U3).

    Raises NotFound for one that is not released.
    """
    one = request_documents.read(work, case_id, document_id)
    if one.derivative.state != RedactionState.RELEASED:
        raise NotFound(NOT_YET)
    number = work.session.get_one(Case, case_id).number
    audit.note(work, Audited.DOWNLOADED, number, document=document_id, format="docx")
    return _file(work, case_id, one)


def _file(work: Work, case_id: int, one: Document) -> bytes:
    case = work.session.get_one(DisclosureRequest, case_id)
    unit = work.session.get_one(Department, case.department_id)
    public, agency = one.public, papers.agency_name(unit)
    left_out = f"其中{one.hidden}处依法不予公开，已经隐去。" if one.hidden else ""
    lines = ["".join(words for words, _ in line) for line in paragraphs(public[Part.TEXT].text, ())]
    return docx_document.write(GivenDocument(
        public[Part.TITLE].text, lines, agency, f"（{agency}随{case.number}的答复提供。{left_out}）",
        one.derivative.released_at or work.now))
