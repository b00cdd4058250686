"""Official papers of disclosure requests: issued under the next number of the agency's series, voided with a reason.

What a paper must say is decided in `rules/paper_forms.py`; files are made of it in `services/paper_files.py`. Called by
the steps that send a paper, inside their transaction: a paper goes out with its step or not at all.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from sqlalchemy import delete, func, select

from adapters import docx_letter
from adapters.papers import papers
from models.case import Case
from models.clock import Clock
from models.department import Department
from models.disclosure import DisclosureRequest
from models.identity import Identity
from models.paper import NumbersElsewhere, Paper, PaperFile
from rules import agency_names, notice_words, numbering, paper_forms, permissions, reply_words
from rules.actors import SYSTEM, ActorKind
from rules.audit import Audited
from rules.errors import Conflict, InputRefused, NotFound, Refusal
from rules.letter_paper import LetterPaper, Signing
from rules.localtime import local_date
from rules.paper_forms import REPLIES, UNNUMBERED, PaperFacts, PaperKind
from rules.permissions import CaseFacts
from rules.request_words import RECEIPT_LABELS, REQUEST_CHANNEL_LABELS, ReceiptRule
from rules.text_checks import storable, within
from rules.transitions import Act
from rules.vocabulary import Applicant, CaseKind, Channel
from services import audit, cases, events, locking, made_files
from services.work import Work

COLUMN = "paper_facts"
# The job that makes the files of a paper after the commit.
FILES_JOB = "workers.papers.keep_request_paper"
REASON_CHARACTERS = 200
NO_PAPER = "这一件没有这份公文，或者它还没有送达。请回到上一页再点一次。"
NO_FORMAT = "没有这种格式，请选PDF、DOCX或者网页。"
ERASED = "（姓名或者名称已按规定删去）"
NEEDS_REASON = "请写作废的原因，编号登记簿上要写。"
VOIDED_ALREADY = "这份公文已经作废，请刷新页面。"
NOT_AHEAD = "这些编号里有的已经发出去了。请从本年度最后一个编号后面算起。"


class Format(StrEnum):
    """What a paper can be had as."""

    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"


class NoPaper(Refusal):
    """The paper cannot be set now; the page and the DOCX can be had."""

    default = "现在做不出这份PDF，网页和DOCX照常可以看。请系统管理员照运行手册装好排版程序，装好以后再下载。"


def base_facts(work: Work, case: DisclosureRequest, **more: object) -> PaperFacts:
    """Return what every paper to the applicant says, read from the request and the vault; `more` is what it adds."""
    identity = work.session.get(Identity, case.id)
    name = work.cipher.decrypt(case.id, "name", identity.name) if identity is not None and identity.name else ""
    unit = work.session.get(Department, case.department_id)
    known = PaperFacts(addressee=name, is_person=case.applicant == Applicant.NATURAL_PERSON,
                       received_on=local_date(case.received_at), subject=_subject(case),
                       contact=_contact(unit))
    return replace(known, **more)  # type: ignore[arg-type]


def issue(work: Work, case_id: int, kind: PaperKind, facts: PaperFacts) -> Paper:
    """Issue a paper of a request in the name of the agency that was asked.

    A receipt is the service's own and has no number. Raises InputRefused that names the part which is missing or
    cannot be (rules/paper_forms), NotPermitted and TransitionRefused as `cases.require`.
    """
    case = locking.lock_request(work.session, case_id)
    if kind is PaperKind.RECEIPT and work.actor.kind is ActorKind.CITIZEN:
        work = replace(work, actor=SYSTEM)
    case.state = cases.require(work, case, Act.ISSUE_PAPER)
    unit = _agency(work, case)
    facts = replace(facts, issuer=agency_name(unit), article=paper_forms.article_of(kind, facts),
                    contact=facts.contact or _contact(unit))
    paper_forms.require_parts(kind, facts, work.today)
    year = None if kind in UNNUMBERED else work.today.year
    serial = locking.next_serial(work.session, _series(unit.id, year)) if year else None
    stored = paper_forms.to_json(facts)
    digest = numbering.keyed_digest(work.secrets.code, "paper", f"{case.number}\0{kind}\0{stored}")
    paper = Paper(
        case_id=case.id, department_id=unit.id, kind=kind.value, year=year, serial=serial,
        number=agency_names.paper_number(_word(unit), year, serial) if year and serial else case.number,
        issued_on=work.today, issued_at=work.now, issued_by=work.actor.id,
        facts=work.cipher.encrypt(case.id, COLUMN, stored), facts_digest=digest, void_reason="")
    work.session.add(paper)
    work.session.flush()  # the record and the job name the paper by its id
    events.record(work, case, Act.ISSUE_PAPER, {
        "paper": paper.id, "paper_kind": kind.value, "year": year, "serial": serial, "digest": digest})
    work.after_commit(FILES_JOB, paper.id)
    return paper


def issue_receipt(work: Work, case_id: int) -> Paper:
    """Issue the 登记回执 of a request: how and when it came in, and the last day of the reply.

    Raises InputRefused while its receipt is not confirmed, since there is no last day then.
    """
    case = locking.lock_request(work.session, case_id)
    due_on = work.session.scalar(
        select(Clock.due_on).where(Clock.case_id == case_id, Clock.is_answer).order_by(Clock.id.desc()).limit(1))
    if due_on is None:
        raise InputRefused("还没有与申请人确认收到，出不了登记回执（《政府信息公开条例》第三十一条）。请先确认。")
    rule = RECEIPT_LABELS[ReceiptRule(case.receipt_rule)]
    return issue(work, case_id, PaperKind.RECEIPT, base_facts(
        work, case, due_on=due_on, channel=f"{REQUEST_CHANNEL_LABELS[Channel(case.channel)]}（{rule}）"))


def by_id(work: Work, paper_id: int, case_id: int | None = None) -> Paper:
    """Return a paper, of this request where one is given. Raises NotFound."""
    paper = work.session.get(Paper, paper_id)
    if paper is None or case_id not in (None, paper.case_id):
        raise NotFound(NO_PAPER)
    return paper


def facts_of(work: Work, paper: Paper) -> PaperFacts:
    """Return what a paper says."""
    return paper_forms.from_json(work.cipher.decrypt(paper.case_id, COLUMN, paper.facts))


def compose(work: Work, paper: Paper) -> LetterPaper:
    """Return a paper ready to be set: the words that were issued, under its number and day."""
    kind, facts = PaperKind(paper.kind), facts_of(work, paper)
    case_number = work.session.scalars(select(Case.number).where(Case.id == paper.case_id)).one()
    words = reply_words.words_of(kind, facts, case_number) if kind in REPLIES \
        else notice_words.words_of(kind, facts, case_number)
    number = f"编号：{paper.number}" if kind in UNNUMBERED else paper.number
    return LetterPaper(words, Signing(facts.issuer, number, paper.issued_on, paper.issued_at),
                       facts.addressee or ERASED, "" if kind in UNNUMBERED else facts.contact)


def render(work: Work, paper: Paper, file_format: str) -> bytes:
    """Return a file of a paper; the same paper gives the same bytes. Takes up to a second.

    Raises InputRefused for a format that there is none of, NoPaper when there is nothing that could set a PDF.
    """
    if file_format not in list(Format):
        raise InputRefused(NO_FORMAT, "format")
    return set_in(compose(work, paper), Format(file_format))


def set_in(letter: LetterPaper, file_format: Format) -> bytes:
    """Return the bytes of a composed paper in a format; needs no database. Raises NoPaper."""
    if file_format is Format.DOCX:
        return docx_letter.write(letter)
    page = papers.html("documents/official_letter.html", paper=letter)
    if file_format is Format.HTML:
        return page.encode()
    return made_files.pdf_of(page, NoPaper())


def void(work: Work, paper_id: int, reason: str) -> Paper:
    """Void a paper: its number stays in the register with the reason, and nobody gets it again.

    Raises NotFound, InputRefused without a reason, Conflict for one that is voided already.
    """
    case_id = work.session.scalar(select(Paper.case_id).where(Paper.id == paper_id))
    if case_id is None:
        raise NotFound(NO_PAPER)
    case = locking.lock_request(work.session, case_id)
    case.state = cases.require(work, case, Act.VOID_PAPER)
    paper = work.session.get_one(Paper, paper_id, populate_existing=True)
    if paper.voided_at is not None:
        raise Conflict(VOIDED_ALREADY)
    words = _reason(reason)
    paper.voided_at, paper.voided_by, paper.void_reason = work.now, work.actor.id, words
    events.record(work, case, Act.VOID_PAPER, {
        "paper": paper.id, "paper_kind": paper.kind, "year": paper.year, "serial": paper.serial})
    return paper


def forget_names(work: Work, case_id: int) -> None:
    """Take the names out of the papers of a case whose identity is erased; numbers, days and findings stay.

    Their files go, and are made anew without the names.
    """
    for paper in work.session.scalars(select(Paper).where(Paper.case_id == case_id)):
        facts = replace(facts_of(work, paper), addressee="")
        paper.facts = work.cipher.encrypt(case_id, COLUMN, paper_forms.to_json(facts))
        work.after_commit(FILES_JOB, paper.id)
    work.session.execute(delete(PaperFile).where(PaperFile.case_id == case_id))


def note_elsewhere(work: Work, department_id: int, year: int, last: int, reason: str) -> NumbersElsewhere:
    """Note that the agency gave out its numbers up to `last` on paper, so that the series goes on after them.

    The register shows them as one explained gap. Raises NotPermitted for all but the agency's lead, InputRefused for
    numbers that have been given out here already.
    """
    permissions.require(work.actor, Act.VOID_PAPER,
                        CaseFacts(department_id, kind=CaseKind.DISCLOSURE_REQUEST))
    words = _reason(reason)
    series = _series(department_id, year)
    locking.lock_series(work.session, series)
    used = max(work.session.scalar(select(func.max(model_column)).where(owner == department_id, of_year == year)) or 0
               for model_column, owner, of_year in (
                   (Paper.serial, Paper.department_id, Paper.year),
                   (NumbersElsewhere.last, NumbersElsewhere.department_id, NumbersElsewhere.year)))
    if last <= used or year > work.today.year:
        raise InputRefused(NOT_AHEAD, "last")
    locking.next_serials(work.session, series, last - used)
    row = NumbersElsewhere(department_id=department_id, year=year, first=used + 1, last=last, reason=words,
                           entered_by=work.actor.id, entered_at=work.now)
    work.session.add(row)
    audit.note(work, Audited.NUMBERS_ELSEWHERE, department=department_id, year=year, last=last)
    return row


def _agency(work: Work, case: DisclosureRequest) -> Department:
    assert case.department_id is not None, "a request has its agency from the first event on"
    return work.session.get_one(Department, case.department_id)


def _word(unit: Department) -> str:
    return agency_names.document_word(unit.name, papers.county, own=unit.document_word,
                                      government_office=unit.is_government_office)


def agency_name(unit: Department) -> str:
    """Return the name of an agency as its papers carry it."""
    return agency_names.full_name(unit.name, papers.county, own=unit.full_name,
                                  government_office=unit.is_government_office)


def _contact(unit: Department | None) -> str:
    return "、".join(unit.contacts.splitlines()) if unit is not None else ""


def _subject(case: DisclosureRequest) -> str:
    return f"{case.reference}：{case.text}" if case.reference else case.text


def _series(department_id: int, year: int | None) -> str:
    return f"P{department_id}-{year}"


def _reason(typed: str) -> str:
    words = within(storable(typed, "reason", "原因"), REASON_CHARACTERS, "reason", "原因").strip()
    if not words:
        raise InputRefused(NEEDS_REASON, "reason")
    return words
