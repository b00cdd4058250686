"""The panel of the result (采纳情况): how much is sorted, the three signatures, and what keeps it from going on."""

from __future__ import annotations

from dataclasses import dataclass

from wtforms import TextAreaField

from blueprints.period_desk.release_panel import BackForm, PlainForm
from queries import adoption, adoption_table, sorting
from queries.period_file import PeriodFile
from rules import period_offers
from rules.comment_result import Accounting
from rules.transitions import Act
from rules.vocabulary import FEEDBACK_STATES, State
from services import comment_results
from services.work import Work
from web.forms import BaseForm
from web.page_act import PageAct
from web.posted import Posted

STEPS = frozenset({Act.DRAFT_RESULT, Act.APPROVE_RESULT, Act.SEND_BACK_RESULT, Act.RELEASE_RESULT})
# From when on there is something to sort.
SORTED_STATES = FEEDBACK_STATES | {State.OPEN, State.RESULTED}


class ResultForm(BaseForm):
    words = TextAreaField("说明", description="写几句话，说明意见是怎样研究的、草案作了哪些修改，会公布。"
                                             "没有收到意见的，可以不写。")


@dataclass(frozen=True)
class ResultPanel:
    """What of the comments is dealt with, and who may give the next signature."""

    may: frozenset[Act]
    accounting: Accounting
    left: int
    opinions: int
    is_released: bool
    send: ResultForm
    back: BackForm
    to_mend: str
    signed: tuple[tuple[str, str], ...]

    @property
    def stands(self) -> bool:
        return True


def build(work: Work, file: PeriodFile, posted: Posted) -> ResultPanel | None:
    """Return the panel of the result, None before the period has opened."""
    if file.state not in SORTED_STATES:
        return None
    passages = sorting.passages(work.session, file.id)
    is_sorting, send = file.state is State.SORTING, posted.form("send-result", ResultForm)
    if send is not posted.submitted:
        send.words.data = adoption.words(work.session, file.id)
    return ResultPanel(
        period_offers.offered(work.actor, file.facts, file.state, file.signers) & STEPS,
        adoption_table.accounting(work.session, file.id, work.now) if is_sorting else Accounting(),
        sum(one.left for one in passages), sum(one.opinions for one in passages), file.state is State.RESULTED,
        send, posted.form("send-back-result", BackForm),
        file.result_back_words if is_sorting else "",
        () if is_sorting else _signed(work, file))


def _signed(work: Work, file: PeriodFile) -> tuple[tuple[str, str], ...]:
    names = adoption.signers(work.session, file.id)
    return tuple(zip(("送审", "审核", "签发"), names, strict=True)) if any(names) else ()


RESULT_ACTS: dict[str, PageAct] = {
    "send-result": PageAct(ResultForm, lambda work, case_id, form: comment_results.send_for_review(
        work, case_id, form.words.data or ""), "采纳情况已经送审，等单位负责人审核。"),
    "approve-result": PageAct(PlainForm, lambda work, case_id, _form: comment_results.approve(work, case_id),
                              "审核通过，等县政务公开办公室签发。"),
    "send-back-result": PageAct(BackForm, lambda work, case_id, form: comment_results.send_back(
        work, case_id, form.words.data or ""), "已经退回，起草单位会看到要修改什么。"),
    "release-result": PageAct(PlainForm, lambda work, case_id, _form: comment_results.release(work, case_id),
                              "采纳情况已经公布，正在逐条反馈给提意见的人。"),
    "set-aside-unmended": PageAct(PlainForm, lambda work, case_id, _form: comment_results.set_aside_unmended(
        work, case_id), "到期没有修改的意见已经不列入统计。"),
}
