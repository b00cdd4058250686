"""The forms of conferring: the question, the answer of an agency, the common text, and what the office settles."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField

from blueprints.request_desk.remedy_forms import edits_of, id_of, optional_day
from rules.conferring import POSITION_LABELS, Position
from rules.errors import InputRefused
from rules.proactive import BASIS_LABELS
from services.conferring import CommonText, Question
from web.forms import BaseForm, narrowed

_POSITIONS = {slug.value: label for slug, label in POSITION_LABELS.items()}
_BASES = {slug.value: label for slug, label in BASIS_LABELS.items()}
_OWN = {"": "还没有定"} | _POSITIONS


class ConferForm(BaseForm):
    """A question to other agencies."""

    question = TextAreaField("会商的问题", description="写清是哪一份信息、想请对方说清什么。"
                             "对方只看到这段话，不写申请人是谁。")
    departments = SelectField("会商的单位", validate_choice=False)
    second = SelectField("第二个单位（选填）", validate_choice=False)
    third = SelectField("第三个单位（选填）", validate_choice=False)
    own_position = SelectField("本单位的意见", choices=_OWN, validate_choice=False)
    answer_by = StringField("请在哪一天以前答复", filters=[narrowed],
                            description="不超过15个工作日。会商期间本件的期限照常计算。")

    def offer(self, units: Mapping[int, str]) -> None:
        """Set the agencies to choose among."""
        for field in self._chosen():
            field.choices = {"": "请选单位"} | {str(one): name for one, name in units.items()}

    def asked(self) -> Question:
        """Return what was typed. Raises InputRefused for what is no day."""
        typed = [field.data or "" for field in self._chosen()]
        ids = [found for found in map(id_of, typed) if found is not None]
        return Question(self.question.data or "", optional_day(self.answer_by.data, "answer_by"), ids,
                        _position(self.own_position.data))

    def _chosen(self) -> tuple[SelectField, ...]:
        return self.departments, self.second, self.third


class CommonTextForm(BaseForm):
    """A common text; `conferring` and `edits` say which question, and as it stood on the page."""

    conferring = HiddenField()
    edits = HiddenField()
    agreed_text = TextAreaField("一致意见", description="各单位以后都按这段话答复。不写申请人是谁。")
    agreed_position = SelectField("结论", choices=_OWN, validate_choice=False)

    def common(self) -> CommonText:
        """Return what was typed."""
        return CommonText(self.agreed_text.data or "", _position(self.agreed_position.data))

    def target(self) -> tuple[int, int]:
        """Return which question the form is about, and how it stood. Raises InputRefused for no number."""
        found = id_of(self.conferring.data)
        if found is None:
            raise InputRefused("这一页放得太久了，请刷新后再办。")
        return found, edits_of(self)


class AnswerForm(BaseForm):
    """What an agency that is asked says."""

    position = RadioField("本单位的意见", choices=_POSITIONS, validate_choice=False)
    words = TextAreaField("理由和依据", description="哪些内容可以公开，哪些不能，依照哪一条。")


class AgreeForm(BaseForm):
    """Whether an agency agrees to the common text."""

    edits = HiddenField()
    agrees = RadioField("对一致意见", choices={"yes": "同意", "no": "不同意"}, validate_choice=False)
    objection = TextAreaField("不同意的理由", description="选不同意的填，写明应当怎样改。")


class SettleConflictForm(BaseForm):
    """What the office found about two unlike answers."""

    words = TextAreaField("处理意见", description="两件为什么可以不同，或者哪一件要重新办理。")


class ProactiveForm(BaseForm):
    """The decision that information given on request becomes public."""

    basis = SelectField("理由", choices={"": "请选理由"} | _BASES, validate_choice=False)
    words = TextAreaField("说明（选填）")


def _position(slug: str | None) -> Position | None:
    return next((one for one in Position if one.value == slug), None)
