"""The panels of release: sending for review, approving, sending back, releasing; lengthening and ending early."""

from __future__ import annotations

from dataclasses import dataclass

from wtforms import HiddenField, StringField, TextAreaField

from queries.period_file import PeriodFile
from rules import period_offers
from rules.transitions import Act
from rules.vocabulary import State
from services import comment_releases, period_changes
from services.work import Work
from web.forms import BaseForm, narrowed, typed_day
from web.page_act import PageAct
from web.posted import Posted


class PlainForm(BaseForm):
    """An act without words."""

    sure = HiddenField()


class BackForm(BaseForm):
    words = TextAreaField("退回理由", description="写明要修改什么，起草的人会看到。")


class LengthenForm(BaseForm):
    closes_on = StringField("新的截止日期", filters=[narrowed], description="包括这一天，24:00自动截止。")
    reason = TextAreaField("延长的理由", description="会在征集页公布。")


class CancelForm(BaseForm):
    reason = TextAreaField("终止的理由", description="会在征集页公布，已经收到的意见照样保存。")


@dataclass(frozen=True)
class ReleasePanel:
    """The signatures and who may give the next one; `to_mend` is why it came back, "" when it did not."""

    may: frozenset[Act]
    signed: tuple[tuple[str, str], ...]
    to_mend: str
    send: PlainForm
    back: BackForm

    @property
    def stands(self) -> bool:
        return bool(self.may & STEPS) or any(name for _, name in self.signed)


@dataclass(frozen=True)
class ChangePanel:
    """Lengthening the period and ending it early, for who may."""

    may: frozenset[Act]
    lengthen: LengthenForm
    cancel: CancelForm

    @property
    def stands(self) -> bool:
        """Below, out of the way, until one of them has been refused."""
        return any(form.errors or form.form_errors for form in (self.lengthen, self.cancel))


STEPS = frozenset({Act.DRAFT_RELEASE, Act.APPROVE_RELEASE, Act.SEND_BACK_RELEASE, Act.RELEASE_PERIOD})
CHANGES = frozenset({Act.LENGTHEN_PERIOD, Act.CANCEL_PERIOD})


def _offered(work: Work, file: PeriodFile) -> frozenset[Act]:
    return period_offers.offered(work.actor, file.facts, file.state, file.signers)


def build(work: Work, file: PeriodFile, posted: Posted) -> ReleasePanel:
    """Return the panel of release."""
    signed = tuple(zip(("送审", "审核", "签发"), file.signed, strict=True))
    to_mend = file.release_words if file.state is State.PLANNED else ""
    return ReleasePanel(_offered(work, file), signed, to_mend, posted.form("send-for-review", PlainForm),
                        posted.form("send-back", BackForm))


def change(work: Work, file: PeriodFile, posted: Posted) -> ChangePanel | None:
    """Return the panel of changes after release, None for who may make none."""
    may = _offered(work, file) & CHANGES
    if not may:
        return None
    return ChangePanel(may, posted.form("lengthen", LengthenForm), posted.form("cancel", CancelForm))


def _lengthen(work: Work, case_id: int, form: LengthenForm) -> object:
    return period_changes.lengthen(work, case_id, typed_day(form.closes_on.data, "closes_on"), form.reason.data or "")


RELEASE_ACTS: dict[str, PageAct] = {
    "send-for-review": PageAct(PlainForm, lambda work, case_id, _form: comment_releases.send_for_review(work, case_id),
                               "已经送审，等单位负责人审核。"),
    "approve": PageAct(PlainForm, lambda work, case_id, _form: comment_releases.approve(work, case_id),
                       "审核通过，等县政务公开办公室签发。"),
    "send-back": PageAct(BackForm, lambda work, case_id, form: comment_releases.send_back(
        work, case_id, form.words.data or ""), "已经退回，起草的人会看到要修改什么。"),
    "release": PageAct(PlainForm, lambda work, case_id, _form: comment_releases.release(work, case_id),
                       "已经签发，到开始日期自动开始，到截止日期自动截止。"),
    "lengthen": PageAct(LengthenForm, _lengthen, "截止日期已经延长，新的日期和理由已经公布。"),
    "cancel": PageAct(CancelForm, lambda work, case_id, form: period_changes.cancel(
        work, case_id, form.reason.data or ""), "征集已经终止，理由已经公布。"),
}
