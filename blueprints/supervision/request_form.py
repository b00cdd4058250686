"""The form under each request that waits: what the supervisor says, and for a pause the first day."""

from __future__ import annotations

from wtforms import StringField, TextAreaField

from web.forms import BaseForm, stripped


class RequestForm(BaseForm):
    words = TextAreaField("意见", description="不批准的要写理由，申请的单位会看到，来信人、申请人看不到。")
    from_on = StringField("送出日期", description="看过凭据，可以改成实际送出的那一天。", filters=[stripped])
