"""The acts of the steps of a request: for each its form, its one service, and the sentence when it is done."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from blueprints.request_desk import step_forms as forms
from rules.clock_kinds import ClockKind, PauseReason
from rules.consultations import Party, Position, SentBy
from rules.errors import InputRefused
from rules.fees import FeeBasis
from services import (
    consultations,
    corrections,
    excess,
    extensions,
    fees,
    pauses,
    receipts,
    request_ends,
    request_rework,
)
from services.consultations import Letter
from services.excess import Judgement
from services.fees import Charge
from services.work import Work
from web.forms import BaseForm, typed_day, typed_number
from web.page_act import PageAct

ONE_BASIS = "请选按件还是按量计收，一件申请只能选一种（国办函〔2020〕109号）。"
Choice = TypeVar("Choice", bound=StrEnum)


def _chosen(kinds: type[Choice], slug: str | None, field: str, words: str) -> Choice:
    found = next((one for one in kinds if one.value == slug), None)
    if found is None:
        raise InputRefused(words, field)
    return found


def _yes(slug: str | None, field: str, words: str, yes: str = "yes", no: str = "no") -> bool:
    if slug not in (yes, no):
        raise InputRefused(words, field)
    return slug == yes


def _confirm(work: Work, case_id: int, form: forms.ConfirmForm) -> object:
    stated = typed_day(form.received_on.data, "received_on") if form.received_on.data else None
    return receipts.confirm(work, case_id, typed_day(form.confirmed_on.data, "confirmed_on"), form.proof.data or "",
                            stated)


def _propose_correction(work: Work, case_id: int, form: forms.CorrectionForm) -> object:
    return corrections.propose(work, case_id, form.unclear.data or "", form.items.data or "",
                               typed_number(form.days.data, "days"))


def _take_correction(work: Work, case_id: int, form: forms.TakeCorrectionForm) -> object:
    return corrections.take(work, case_id, form.answer.data or "", typed_day(form.taken_on.data, "taken_on"))


def _consult(work: Work, case_id: int, form: forms.LetterForm) -> object:
    party = _chosen(Party, form.party.data, "party", "请选征求谁的意见。")
    served = typed_day(form.served_on.data, "served_on") if form.served_on.data else None
    return consultations.send(work, case_id, Letter(
        party, form.name.data or "", form.address.data or "", form.content.data or "",
        typed_day(form.sent_on.data, "sent_on"), _chosen(SentBy, form.sent_by.data, "sent_by", "请选送出方式。"),
        form.proof.data or "", form.phone.data or "", served, is_person=form.is_person.data == "yes"))


def _served(work: Work, case_id: int, form: forms.ServedForm) -> object:
    consultations.require_of(work, case_id, form.row)
    return consultations.note_served(work, form.row, typed_day(form.served_on.data, "served_on"))


def _opinion(work: Work, case_id: int, form: forms.OpinionForm) -> object:
    consultations.require_of(work, case_id, form.row)
    return consultations.take(
        work, form.row, _chosen(Position, form.position.data, "position", "请选对方的意见。"),
        form.reasons.data or "", typed_day(form.answered_on.data, "answered_on"))


def _decide_opinion(work: Work, case_id: int, form: forms.DecideOpinionForm) -> object:
    consultations.require_of(work, case_id, form.row)
    disclose = _yes(form.decision.data, "decision", "请选公开还是不公开。", "disclose", "withhold")
    return consultations.decide(work, form.row, disclose=disclose, reasons=form.reasons.data or "")


def _ask_reasons(work: Work, case_id: int, form: forms.AskReasonsForm) -> object:
    return excess.ask(work, case_id, form.situation.data or "", typed_number(form.days.data, "days"))


def _take_reasons(work: Work, case_id: int, form: forms.ReasonsForm) -> object:
    return excess.take(work, case_id, form.reasons.data or "", typed_day(form.given_on.data, "given_on"))


def _judge_reasons(work: Work, case_id: int, form: forms.JudgeReasonsForm) -> object:
    reasonable = _yes(form.is_reasonable.data, "is_reasonable", "请选理由是否合理。")
    delay = typed_number(form.delay.data, "delay") if form.delay.data else 0
    return excess.judge(work, case_id, Judgement(reasonable, form.words.data or "", delay))


def _propose_fee(work: Work, case_id: int, form: forms.FeeForm) -> object:
    basis = _chosen(FeeBasis, form.basis.data, "basis", ONE_BASIS)
    return fees.propose(work, case_id, Charge(basis, typed_number(form.quantity.data, "quantity"),
                                              typed_number(form.amount.data, "amount"), form.payment.data or ""))


def _take_payment(work: Work, case_id: int, form: forms.PaymentForm) -> object:
    return fees.take_payment(work, case_id, typed_day(form.paid_on.data, "paid_on"), form.receipt_number.data or "")


def _ask_extension(work: Work, case_id: int, form: forms.ExtensionForm) -> object:
    return extensions.ask(work, case_id, typed_number(form.length.data, "length"), form.reason.data or "",
                          ClockKind.DISCLOSURE_REPLY)


def _ask_pause(work: Work, case_id: int, form: forms.PauseForm) -> object:
    reason = _chosen(PauseReason, form.reason.data, "reason", "请选中止的原因。")
    return pauses.ask(work, case_id, reason, form.proof.data or "", typed_day(form.from_on.data, "from_on"),
                      ClockKind.DISCLOSURE_REPLY)


def _resume(work: Work, case_id: int, form: forms.ResumeForm) -> object:
    return pauses.end(work, pauses.running_pause(work, case_id).id, typed_day(form.to_on.data, "to_on"))


def _rework(work: Work, case_id: int, form: forms.ReworkForm) -> object:
    return request_rework.rework(work, case_id, form.reason.data or "", typed_day(form.due_on.data, "due_on"))


STEP_ACTS: dict[str, PageAct] = {
    "confirm": PageAct(forms.ConfirmForm, _confirm, "已经确认收到，答复期限开始计算，申请人会收到告知。"),
    "propose-correction": PageAct(forms.CorrectionForm, _propose_correction,
                                     "补正告知书已经送审，等单位负责人发出。"),
    "issue-correction": PageAct(BaseForm, lambda work, case_id, _form: corrections.issue(work, case_id),
                                   "补正告知书已经发出，从明天起不计入期限。"),
    "refuse-correction": PageAct(forms.WordsForm, lambda work, case_id, form: corrections.refuse(
        work, case_id, form.words.data or ""), "已经退回，拟稿人会看到理由。"),
    "take-correction": PageAct(forms.TakeCorrectionForm, _take_correction, "补正已经登记，答复期限重新计算。"),
    "consult": PageAct(forms.LetterForm, _consult, "征求意见书已经编号，文书在下面下载。"),
    "served": PageAct(forms.ServedForm, _served, "已经登记，答复意见的最后一天改好了。"),
    "opinion": PageAct(forms.OpinionForm, _opinion, "意见已经登记。"),
    "decide-opinion": PageAct(forms.DecideOpinionForm, _decide_opinion, "决定已经登记。"),
    "ask-reasons": PageAct(forms.AskReasonsForm, _ask_reasons, "说明理由告知书已经发出。"),
    "take-reasons": PageAct(forms.ReasonsForm, _take_reasons, "理由已经登记，请由另一个人审查。"),
    "judge-reasons": PageAct(forms.JudgeReasonsForm, _judge_reasons, "审查意见已经登记。"),
    "propose-fee": PageAct(forms.FeeForm, _propose_fee, "收费通知书已经送审，等单位负责人发出。"),
    "issue-fee": PageAct(BaseForm, lambda work, case_id, _form: fees.issue(work, case_id),
                            "收费通知书已经发出，从明天起不计入期限。"),
    "refuse-fee": PageAct(forms.WordsForm, lambda work, case_id, form: fees.refuse(
        work, case_id, form.words.data or ""), "已经退回，拟稿人会看到理由。"),
    "take-payment": PageAct(forms.PaymentForm, _take_payment, "缴费已经登记，答复期限重新计算。"),
    "lapse": PageAct(BaseForm, lambda work, case_id, _form: request_ends.lapse(work, case_id),
                        "已经终止办理，申请人会收到告知。"),
    "withdraw": PageAct(BaseForm, lambda work, case_id, _form: request_ends.withdraw(work, case_id),
                           "已经按申请人的书面要求撤回。"),
    "rework": PageAct(forms.ReworkForm, _rework, "已经责令重新办理，被申请机关和申请人都会收到告知。"),
    "ask-extension": PageAct(forms.ExtensionForm, _ask_extension, "延期申请已经送审，批准以前期限不变。"),
    "ask-pause": PageAct(forms.PauseForm, _ask_pause, "中止申请已经送县政务公开办公室，批准以前照常计时。"),
    "resume": PageAct(forms.ResumeForm, _resume, "已经恢复计时，申请人会收到告知。"),
}
