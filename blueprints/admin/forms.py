"""The form for a new account."""

from __future__ import annotations

from wtforms import RadioField, StringField

from rules.actors import ROLE_LABELS
from web.forms import BaseForm, stripped


class StaffForm(BaseForm):
    login = StringField("账号", description="登录用，写字母和数字。", filters=[stripped])
    name = StringField("姓名", filters=[stripped])
    role = RadioField("角色", choices={role.value: label for role, label in ROLE_LABELS.items()},
                      validate_choice=False)
    department = StringField("所在单位", description="承办人和单位负责人要写，写几个字再从列表里选；其他角色空着。",
                             filters=[stripped])
    email = StringField("邮箱", description="接收期限提醒用；空着的，只在工作台上提醒。", filters=[stripped])


class EmailForm(BaseForm):
    email = StringField("邮箱", description="接收期限提醒用；空着的，只在工作台上提醒。", filters=[stripped])
