"""The acts on the page of one letter: for each its form, its one service, and the sentence when it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from blueprints.desk import about, clock_acts
from blueprints.desk.forms import (
    ApproveForm,
    BarForm,
    DecideLiftForm,
    DeclineForm,
    ExtensionForm,
    LiftForm,
    MergeForm,
    PauseForm,
    PlainForm,
    ReclassifyForm,
    ReplyForm,
    ResumeForm,
    ReturnForm,
    ReworkForm,
    SendBackForm,
    StatedForm,
    SubjectForm,
    UnitForm,
)
from queries import departments, letter_file
from rules import numbering, unit_names
from rules.errors import Conflict, InputRefused
from rules.subjects import Subject
from rules.vocabulary import DeclineGround
from services import handling, merging, replies, reworking, subjects, triage
from services.work import Work
from web.forms import BaseForm

Run = Callable[[Work, int, Any], object]


@dataclass(frozen=True)
class DeskAct:
    """One act as the page knows it."""

    form: type[BaseForm]
    run: Run
    done: str


def _accept(work: Work, case_id: int, _form: PlainForm) -> object:
    return handling.accept(work, case_id)


def _return(work: Work, case_id: int, form: ReturnForm) -> object:
    typed = form.proposed_department.data
    proposed = _unit(work, typed, "proposed_department") if typed else None
    return handling.return_to_office(work, case_id, form.reason.data or "", proposed)


def _save(work: Work, case_id: int, form: ReplyForm) -> object:
    return replies.save(work, case_id, form.text.data or "", form.seen.data or "")


def _draft(work: Work, case_id: int, form: ReplyForm) -> object:
    return replies.draft(work, case_id, form.text.data or "", form.seen.data or "")


def _approve(work: Work, case_id: int, form: ApproveForm) -> object:
    return replies.approve(work, case_id, _version(form), knowingly=form.knowingly.data)


def _send_back(work: Work, case_id: int, form: SendBackForm) -> object:
    return replies.send_back(work, case_id, _version(form), form.reason.data or "")


def _issue(work: Work, case_id: int, form: PlainForm) -> object:
    return replies.issue(work, case_id, _version(form))


def _assign(work: Work, case_id: int, form: UnitForm) -> object:
    return triage.assign(work, case_id, _unit(work, form.department.data, "department"))


def _transfer(work: Work, case_id: int, form: UnitForm) -> object:
    return triage.transfer(work, case_id, _unit(work, form.department.data, "department"))


def _decline(work: Work, case_id: int, form: DeclineForm) -> object:
    if form.ground.data not in [ground.value for ground in DeclineGround]:
        raise InputRefused("请选不予受理的理由。", "ground")
    return triage.decline(work, case_id, DeclineGround(form.ground.data), form.words.data or "")


def _merge(work: Work, case_id: int, form: MergeForm) -> object:
    first_id = letter_file.case_id(work.session, numbering.normal_number(form.number.data or "") or "")
    if first_id is None:
        raise InputRefused("没有这个编号。请核对以后再填，例如X2026-1386。", "number")
    return merging.merge(work, case_id, first_id, shares_reply=form.shares_reply.data)


def _separate(work: Work, case_id: int, _form: PlainForm) -> object:
    return merging.separate(work, case_id)


def _rework(work: Work, case_id: int, form: ReworkForm) -> object:
    return reworking.rework(work, case_id, form.reason.data or "")


def _set_subject(work: Work, case_id: int, form: SubjectForm) -> object:
    subject = next((one for one in Subject if one.value == form.subject.data), None)
    if subject is None:
        raise InputRefused("请选新的主题。", "subject")
    return subjects.set_subject(work, case_id, subject)


def _unit(work: Work, typed: str | None, field: str) -> int:
    return unit_names.resolve(typed or "", departments.names(work.session, work.today), field)


def _version(form: PlainForm | SendBackForm) -> int:
    text = form.version.data or ""
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise Conflict()
    return int(text)


ACTS: dict[str, DeskAct] = {
    "accept": DeskAct(PlainForm, _accept, "已经签收，现在由您办理。"),
    "return": DeskAct(ReturnForm, _return, "已经退回县信访局，由他们另转。"),
    "save": DeskAct(ReplyForm, _save, "草稿已经存好。"),
    "draft": DeskAct(ReplyForm, _draft, "已经送审，等单位负责人审核。"),
    "approve": DeskAct(ApproveForm, _approve, "审核通过，可以签发了。"),
    "send-back": DeskAct(SendBackForm, _send_back, "已经退回修改，拟稿人会看到您的意见。"),
    "issue": DeskAct(PlainForm, _issue, "答复已经签发，来信人现在就能看到。"),
    "assign": DeskAct(UnitForm, _assign, "已经转办。"),
    "transfer": DeskAct(UnitForm, _transfer, "已经改派，时限照原来的算。"),
    "merge": DeskAct(MergeForm, _merge, "已经合并，和那一件一起办、一起答复。"),
    "separate": DeskAct(PlainForm, _separate, "已经分开，请转给承办单位。答复期限照原来的算。"),
    "rework": DeskAct(ReworkForm, _rework, "已经退回重办，承办单位要在3个工作日内再答复。"),
    "ask-extension": DeskAct(ExtensionForm, clock_acts.ask_extension, "延期申请已经送县信访局，批准以前期限不变。"),
    "ask-pause": DeskAct(PauseForm, clock_acts.ask_pause, "中止申请已经送县信访局，批准以前照常计时。"),
    "resume": DeskAct(ResumeForm, clock_acts.resume, "已经恢复计时，来信人会收到告知。"),
    "reclassify": DeskAct(ReclassifyForm, clock_acts.reclassify, "已经改好，答复期限变了的，来信人会收到告知。"),
    "set-subject": DeskAct(SubjectForm, _set_subject, "主题已经改好。"),
    "state-deadline": DeskAct(StatedForm, clock_acts.state_deadline, "已经设定，告诉来信人的日子不变。"),
    "bar": DeskAct(BarForm, about.bar, "已经认定，它得不到、也看不到这一件。"),
    "propose-lift": DeskAct(LiftForm, about.propose_lift, "已经提出，等另一位同事决定。"),
    "agree-lift": DeskAct(DecideLiftForm, about.agree_lift, "已经同意，现在可以转给这个单位。"),
    "refuse-lift": DeskAct(DecideLiftForm, about.refuse_lift, "没有同意，还是不能转给这个单位。"),
    "decline": DeskAct(DeclineForm, _decline, "已经不予受理，来信人会收到告知。"),
}
