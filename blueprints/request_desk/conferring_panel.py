"""What the page of a request shows of conferring, unlike answers, remedies, and of making it public; their acts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from blueprints.request_desk.conferring_forms import CommonTextForm, ConferForm, ProactiveForm
from queries import answer_conflicts, conferrings, departments, remedies
from queries.answer_conflicts import AlikeRow
from queries.conferrings import ConferringRow
from queries.remedies import RemedyRow
from queries.request_file import RequestFile
from rules import proactive, request_offers, same_question
from rules.localtime import local_date
from rules.proactive import BASIS_LABELS, Basis
from rules.transitions import Act
from services import conferring as services
from services import proactive as decisions
from services.work import Work
from web.page_act import PageAct
from web.posted import Posted


@dataclass(frozen=True)
class ConferringPanel:
    """The questions put to other agencies, and how others answered the same. `texts` are the forms by question."""

    rows: Sequence[ConferringRow]
    alike: Sequence[AlikeRow]
    unlike: frozenset[int]
    ask: ConferForm
    texts: dict[int, CommonTextForm]
    may: bool
    today: date


@dataclass(frozen=True)
class ProactivePanel:
    """Whether what was given becomes public, and how far that is. `publish_by` is the last day after a decision."""

    form: ProactiveForm
    may_decide: bool
    basis: str
    words: str
    decided_on: date | None
    publish_by: date | None
    is_public: bool
    publication_reason: str


def build(work: Work, file: RequestFile, posted: Posted) -> ConferringPanel | None:
    """Put the panel of conferring together; none where nobody confers and nothing is alike."""
    may = Act.CONFER in request_offers.offered(work.actor, file.facts, file.state)
    rows = conferrings.of_case(work.session, file.id, work.today)
    alike = answer_conflicts.alike(work.session, file.id, file.text, file.department_id)
    if not (may or rows or alike):
        return None
    ask = posted.form("confer", ConferForm)
    units = departments.names(work.session, work.today)
    ask.offer({one: name for one, name in units.items() if one != file.department_id})
    unlike = frozenset(one.case_id for one in alike if same_question.differ(file.outcome, one.outcome))
    return ConferringPanel(rows, alike, unlike, ask, {row.id: _text(row, posted) for row in rows if row.is_open}, may,
                           work.today)


def remedies_of(work: Work, file: RequestFile, _posted: Posted) -> Sequence[RemedyRow] | None:
    """Return the remedies about the request for its page; none before it is answered and while there are none."""
    rows = remedies.of_case(work.session, file.id, work.today)
    return rows if rows or file.answered_at else None


def proactive_of(work: Work, file: RequestFile, posted: Posted) -> ProactivePanel | None:
    """Put the panel of making it public together; none where there is nothing to publish."""
    row = decisions.standing(work, file.id)
    may_decide = Act.DECIDE_PROACTIVE in request_offers.offered(work.actor, file.facts, file.state) \
        and proactive.may_be_decided(file.outcome, decided=row.decided_at is not None)
    if row.decided_at is None and not may_decide:
        return None
    decided_on = local_date(row.decided_at) if row.decided_at else None
    return ProactivePanel(
        posted.form("proactive", ProactiveForm), may_decide, BASIS_LABELS[Basis(row.basis)] if row.basis else "",
        row.words, decided_on, proactive.publish_by(decided_on, work.calendar) if decided_on else None,
        row.is_public, row.publication_reason)


def _confer(work: Work, case_id: int, form: ConferForm) -> object:
    return services.confer(work, case_id, form.asked())


def _put_text(work: Work, _case_id: int, form: CommonTextForm) -> object:
    return services.propose(work, *form.target(), form.common())


def _take_back(work: Work, _case_id: int, form: CommonTextForm) -> object:
    return services.end(work, *form.target())


def _decide(work: Work, case_id: int, form: ProactiveForm) -> object:
    return decisions.decide(work, case_id, form.basis.data or "", form.words.data or "")


def _text(row: ConferringRow, posted: Posted) -> CommonTextForm:
    form = posted.form("confer-text", CommonTextForm)
    if form is posted.submitted and form.conferring.data == str(row.id):
        return form
    form = CommonTextForm(formdata=None, prefix="confer-text-")
    form.conferring.data, form.edits.data = str(row.id), str(row.edits)
    form.agreed_text.data, form.agreed_position.data = row.agreed_text, row.agreed_position or ""
    return form


CONFERRING_ACTS: dict[str, PageAct] = {
    "confer": PageAct(ConferForm, _confer, "已经提请会商，对方会收到告知。"),
    "confer-text": PageAct(CommonTextForm, _put_text, "一致意见已经送各单位确认。"),
    "confer-end": PageAct(CommonTextForm, _take_back, "已经撤回，对方不用再答复。"),
    "proactive": PageAct(ProactiveForm, _decide, "已经决定转为主动公开。请隐去个人信息，再由另一个人审核公开。"),
}
