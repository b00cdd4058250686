"""The forms of the reply to a request: writing it, the review with its secrecy record, delivery and filing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, SelectField, StringField, TextAreaField

from blueprints.request_desk.forms import PlainForm
from rules.outcomes import Group, OutcomeRow
from rules.reply_delivery import SIGNED_LABELS
from rules.request_replies import SECRECY_LABELS
from rules.request_words import DELIVER_LABELS
from web.forms import BaseForm, narrowed, stripped

GROUP_LABELS: dict[Group, str] = {
    Group.DISCLOSED: "予以公开", Group.PARTIAL: "部分公开", Group.REFUSED: "不予公开", Group.CANNOT: "无法提供",
    Group.NOT_HANDLED: "不予处理", Group.OTHER: "其他处理"}


def _words(labels: Mapping[Any, str]) -> dict[str, str]:
    return {slug.value: label for slug, label in labels.items()}


class ReplyForm(BaseForm):
    """The reply; both buttons, to save it and to hand it in, send the same fields."""

    outcome = SelectField("答复结果", validate_choice=False)
    text = TextAreaField("答复正文", description="查明了什么，提供什么，怎样提供。")
    reasons = TextAreaField("理由", description="为什么不提供，或者为什么只提供一部分。针对这一件写，不能只写条文。")
    further_law = StringField("其他法律依据", filters=[stripped],
                              description="《条例》的条款由系统填写；另有法律、行政法规规定的，写明是哪一部、第几条。")
    way = TextAreaField("获取方式或者其他途径",
                        description="已主动公开的写网址、栏目或者查阅场所；由别的机关公开的写它的名称和电话。")

    def __init__(self, *given: Any, **named: Any) -> None:
        # Two acts share the form, so that its fields are called the same whichever button was pressed.
        super().__init__(*given, **{**named, "prefix": "reply-"})

    def offer(self, rows: tuple[OutcomeRow, ...]) -> None:
        """Set the outcomes to choose among, in the groups of the annual table."""
        self.outcome.choices = [SelectChoice("", "请选结果"), *(
            SelectChoice(row.outcome.value, row.label, optgroup=GROUP_LABELS[row.group])
            for row in sorted(rows, key=lambda row: list(Group).index(row.group)))]


class ApproveForm(PlainForm):
    """`knowingly` is asked for only when something about the draft looks wrong."""

    secrecy = RadioField("保密审查", choices=_words(SECRECY_LABELS), validate_choice=False,
                         description="没有经过保密审查的，不能答复。")
    secrecy_words = StringField("审查说明", description="例如定密依据，或者由谁核过。", filters=[stripped])
    knowingly = BooleanField("已经看过，可以这样答复")


class SendBackForm(BaseForm):
    version = HiddenField()
    reason = TextAreaField("修改意见", description="写明改哪里、怎么改，拟稿人会看到。")


class DeliverForm(BaseForm):
    """`signed_by` is for what is collected, `proof` for all other ways."""

    by = SelectField("送达方式", choices=_words(DELIVER_LABELS), validate_choice=False)
    on = StringField("送达日期", description="邮寄的填交邮的日子，当面的填签收的日子。", filters=[stripped])
    proof = StringField("凭证", filters=[narrowed],
                        description="邮寄填邮件号（EMS或者挂号信），传真和电子邮件填发送记录。不要写姓名和电话。")
    signed_by = SelectField("由谁签收", validate_choice=False, description="自行领取的才填。",
                            choices={"": "不是自行领取"} | _words(SIGNED_LABELS))


class DocumentForm(BaseForm):
    """A document for the reply."""

    title = StringField("文件名称", filters=[stripped],
                        description="申请人会看到。名称里有个人信息的，放进去以后可以隐去。")
    text = TextAreaField("文件全文", description="把文件的文字全部粘贴进来，系统先找出个人信息，再由您逐处判断。")
