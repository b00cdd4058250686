"""Forms of the letters office."""

from __future__ import annotations

from wtforms import StringField, TextAreaField

from web.forms import BaseForm, stripped


class AssignForm(BaseForm):
    """`unit` is what was typed, `department` the button that was pressed."""

    unit = StringField("其他单位", filters=[stripped])
    department = StringField()


class ReasonForm(BaseForm):
    reason = TextAreaField("理由", description="写给以后查这一件的同事看；撤下的理由会在原来的页面上说明。")
