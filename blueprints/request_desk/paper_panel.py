"""The papers on the page of a request: what went out under which number, its files, and voiding one."""

from __future__ import annotations

from dataclasses import dataclass

from wtforms import SelectChoice, SelectField, StringField

from blueprints.request_desk.area import WORKERS
from blueprints.request_desk.forms import PlainForm
from queries import papers as reading
from queries.papers import PaperRow
from queries.request_file import RequestFile
from rules import request_offers
from rules.actors import DEPARTMENT_ROLES
from rules.errors import InputRefused
from rules.paper_forms import PaperKind
from rules.transitions import Act
from services import papers
from services.work import Work
from web.forms import BaseForm
from web.posted import Posted


class VoidForm(BaseForm):
    """Which paper is void, and why."""

    paper = SelectField("作废哪一份", validate_choice=False)
    reason = StringField("原因", description="编号登记簿上写这一句，不写姓名。")


@dataclass(frozen=True)
class PaperPanel:
    """The papers of a request. `void` is None for who may void none, `may_issue_receipt` while there is no receipt.

    `may_open`: papers name the applicant, whom only the agency that was asked knows.
    """

    rows: tuple[PaperRow, ...]
    void: VoidForm | None
    may_issue_receipt: bool
    may_open: bool


def build(work: Work, file: RequestFile, posted: Posted) -> PaperPanel | None:
    """Put the panel together; None for the leader, who reads no letters to applicants."""
    if work.actor.role not in WORKERS:
        return None
    rows = reading.of_case(work.session, file.id)
    may = request_offers.offered(work.actor, file.facts, file.state)
    valid = [one for one in rows if one.voided_at is None]
    form = None
    if Act.VOID_PAPER in may and valid:
        form = posted.form("void-paper", VoidForm)
        form.paper.choices = [SelectChoice(str(one.id), f"{one.number} {one.label}") for one in valid]
    may_issue_receipt = (Act.ISSUE_PAPER in may and file.deadline is not None
                         and not any(one.kind is PaperKind.RECEIPT for one in valid))
    if not rows and not may_issue_receipt:
        return None
    return PaperPanel(rows, form, may_issue_receipt, work.actor.role in DEPARTMENT_ROLES)


def void(work: Work, case_id: int, form: VoidForm) -> object:
    """Void the chosen paper of this request."""
    typed = form.paper.data or ""
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        raise InputRefused("请选要作废的公文。", "paper")
    return papers.void(work, papers.by_id(work, int(typed), case_id).id, form.reason.data or "")


def issue_receipt(work: Work, case_id: int, _form: PlainForm) -> object:
    """Issue the 登记回执 of this request."""
    return papers.issue_receipt(work, case_id)
