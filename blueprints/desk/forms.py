"""The forms that stand on the page of one letter. Each has a prefix, so that no two fields share a name."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from rules.clock_kinds import CLOCK_LABELS, ClockKind
from rules.reveals import REASON_LABELS
from rules.subjects import SUBJECT_LABELS
from rules.vocabulary import CATEGORY_LABELS, DECLINE_LABELS
from web.forms import BaseForm, stripped

CATEGORIES = {"": "请选类别"} | {slug.value: label for slug, label in CATEGORY_LABELS.items()}
GROUNDS = {"": "请选理由"} | {slug.value: label for slug, label in DECLINE_LABELS.items()}
UNIT_HINT = "写几个字，再从列表里选。"


class PlainForm(BaseForm):
    """An act without words: accepting, approving, issuing. `version` is the draft that was on the screen."""

    version = HiddenField()


class ReplyForm(BaseForm):
    """`seen` is the digest of the version that the writer started from."""

    text = TextAreaField("答复正文", description="来信提出的每件事都要答到，写明办理结果、依据和联系方式。")
    seen = HiddenField()


class SendBackForm(BaseForm):
    version = HiddenField()
    reason = TextAreaField("修改意见", description="写明改哪里、怎么改，拟稿人会看到。")


class ApproveForm(PlainForm):
    """`knowingly` is asked for only when something about the draft looks wrong."""

    knowingly = BooleanField("已经看过，可以这样答复")


class ExtensionForm(BaseForm):
    length = StringField("延长多少", filters=[stripped])
    reason = TextAreaField("延期理由", description="还差什么、为什么要这么久。来信人会看到，里面不要写别人的私事。")


class PauseForm(BaseForm):
    reason = SelectField("中止的原因", choices={"": "请选原因"}, validate_choice=False)
    proof = StringField("依据", description="发出的文号，或者邮寄单号。", filters=[stripped])
    from_on = StringField("送出日期", description="从第二天起不计入期限，最多往前填2个工作日。", filters=[stripped])


class ResumeForm(BaseForm):
    to_on = StringField("收到日期", filters=[stripped],
                        description="收到答复意见或者补正材料的那一天，从第二天起恢复计时。")


class ReclassifyForm(BaseForm):
    """`PETITION` is no category: the letter keeps its own and is answered as 信访."""

    PETITION = "petition"
    category = SelectField(
        "改为", validate_choice=False, choices=CATEGORIES | {PETITION: "按信访事项办理（收到之日起60日）"},
        description="期限从收到那天算起。已经超期的，改了也不会变成按期。")


class SubjectForm(BaseForm):
    subject = SelectField(
        "改为", validate_choice=False, description="只影响查找和统计，不影响承办单位和期限。",
        choices={"": "请选主题"} | {slug.value: label for slug, label in SUBJECT_LABELS.items()})


class StatedForm(BaseForm):
    kind = SelectField("哪一种", validate_choice=False, choices={
        kind.value: CLOCK_LABELS[kind] for kind in (ClockKind.FOREIGN_DEADLINE, ClockKind.INTERNAL_DATE)})
    on = StringField("到哪一天", description="告诉来信人的日子不变；内部时限要比它早。", filters=[stripped])
    foreign_number = StringField("上级编号", description="上级交办的，填上级的编号。", filters=[stripped])


class ReturnForm(BaseForm):
    reason = TextAreaField("退回理由", description="这件事为什么不归本单位管，依据是什么。只能退回一次。")
    proposed_department = StringField("建议的承办单位", description=UNIT_HINT, filters=[stripped])


class UnitForm(BaseForm):
    department = StringField("承办单位", description=UNIT_HINT, filters=[stripped])


class BarForm(BaseForm):
    department = StringField("反映的单位", description=UNIT_HINT, filters=[stripped])


class LiftForm(BaseForm):
    department = SelectField("哪个单位", choices={"": "请选单位"}, validate_choice=False)
    reason = TextAreaField("理由", description="为什么一定要由被反映的单位来办，别的单位为什么办不了。")


class DecideLiftForm(BaseForm):
    department = HiddenField()


class RevealForm(BaseForm):
    reason = RadioField("为什么要看", choices={slug.value: label for slug, label in REASON_LABELS.items()},
                        validate_choice=False)
    words = TextAreaField("补充说明", description="选“其他”的，这里写明理由，至少4个字。来信人看不到这里写的话。")


class MergeForm(BaseForm):
    number = StringField("那一件的编号", filters=[stripped],
                         description="同一事项更早收到、还在办理的那一件，例如X2026-1386。")
    shares_reply = BooleanField("可以把答复给这位来信人看",
                                description="那一件的答复里没有别人的私事，才勾选。不勾选的，只告诉来信人已经答复。")


class ReworkForm(BaseForm):
    reason = TextAreaField("重办理由", description="答复哪里不行，要怎样改。承办单位会看到，来信人看不到。")


class DeclineForm(BaseForm):
    ground = SelectField("不予受理的理由", choices=GROUNDS, validate_choice=False)
    words = TextAreaField("补充说明", description="来信人会看到，写清为什么、可以到哪里办。")
    confirmed = HiddenField()
