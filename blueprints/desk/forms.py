"""The forms that stand on the page of one letter. Each has a prefix, so that no two fields share a name."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField

from rules.vocabulary import DECLINE_LABELS
from web.forms import BaseForm, stripped

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


class ReturnForm(BaseForm):
    reason = TextAreaField("退回理由", description="这件事为什么不归本单位管，依据是什么。只能退回一次。")
    proposed_department = StringField("建议的承办单位", description=UNIT_HINT, filters=[stripped])


class UnitForm(BaseForm):
    department = StringField("承办单位", description=UNIT_HINT, filters=[stripped])


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
