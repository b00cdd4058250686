"""The acts on a letter's time limit: asking for more time or a pause, ending one, another category, stated days."""

from __future__ import annotations

from blueprints.desk.forms import ExtensionForm, PauseForm, ReclassifyForm, ResumeForm, StatedForm
from rules.clock_kinds import ClockKind, PauseReason
from rules.errors import InputRefused
from rules.vocabulary import Category
from services import extensions, pauses, reclassification, stated_deadlines
from services.work import Work
from web.forms import typed_day, typed_number


def ask_extension(work: Work, case_id: int, form: ExtensionForm) -> object:
    length = typed_number(form.length.data, "length")
    return extensions.ask(work, case_id, length, form.reason.data or "")


def ask_pause(work: Work, case_id: int, form: PauseForm) -> object:
    reason = next((one for one in PauseReason if one.value == form.reason.data), None)
    if reason is None:
        raise InputRefused("请选中止的原因。", "reason")
    return pauses.ask(work, case_id, reason, form.proof.data or "", typed_day(form.from_on.data, "from_on"))


def resume(work: Work, case_id: int, form: ResumeForm) -> object:
    return pauses.end(work, pauses.running_pause(work, case_id).id, typed_day(form.to_on.data, "to_on"))


def reclassify(work: Work, case_id: int, form: ReclassifyForm) -> object:
    chosen = form.category.data
    if chosen == ReclassifyForm.PETITION:
        return reclassification.take_as_petition(work, case_id)
    category = next((one for one in Category if one.value == chosen), None)
    if category is None:
        raise InputRefused("请选新的类别。", "category")
    return reclassification.reclassify(work, case_id, category)


def state_deadline(work: Work, case_id: int, form: StatedForm) -> object:
    kind = next((one for one in ClockKind if one.value == form.kind.data), None)
    if kind is None:
        raise InputRefused("请选上级交办时限或者内部时限。", "kind")
    return stated_deadlines.state(work, case_id, kind, typed_day(form.on.data, "on"), form.foreign_number.data or "")
