"""The form with which a receipt is checked on the site."""

from __future__ import annotations

from wtforms import FileField, TextAreaField
from wtforms.validators import Optional

from web.forms import BaseForm


class ReceiptForm(BaseForm):
    receipt = TextAreaField("记录凭证的内容", [Optional()], description="从第一个花括号到最后一个，整份贴上来")
    file = FileField("或者选下载的凭证文件", [Optional()], description="名字像record-X2026-1386.json的那个文件")
