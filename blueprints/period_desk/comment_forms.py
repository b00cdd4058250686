"""The forms of the page of one comment: masking it, sending it back, setting it aside, restoring it."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from rules.comment_words import ASIDE_LABELS
from rules.redaction_marks import OMITTED, OTHER
from web.forms import BaseForm, stripped
from web.redaction_sides import KIND_LABELS


class MaskForm(BaseForm):
    """What is added to the marks, whose own fields are named after them. `do` is the button: save, show.

    `place` is what was selected with a script, `only` that no other place is meant.
    """

    edits = HiddenField()
    seen = HiddenField()
    words = StringField("再隐去这些字", description="照原文写，或者在原文里选中。全文里所有这些字都会隐去。")
    place = HiddenField()
    only = BooleanField("只隐去选中的这一处")
    kind = SelectField("类别", choices=KIND_LABELS, default=OTHER, validate_choice=False)
    replacement = StringField("公开的写法", default=OMITTED, filters=[stripped])
    do = StringField()


class MendForm(BaseForm):
    words = TextAreaField("要改什么", description="写明哪里要改、怎样改。评论人在查询页上看到，可以直接修改再交。")


class AsideForm(BaseForm):
    ground = RadioField("依据", validate_choice=False,
                        choices={ground.value: label for ground, label in ASIDE_LABELS.items()})
    words = TextAreaField("理由", description="评论人会看到。意见原文照样保存，您的姓名和理由一同记录在案。")


class RestoreForm(BaseForm):
    words = TextAreaField("恢复的理由", description="评论人会看到。恢复以后，这条意见重新等着公开。")
