"""The forms of accounts."""

from __future__ import annotations

from wtforms import RadioField, SelectField, StringField

from rules.actors import ADMINISTRATORS, ROLE_LABELS, Role
from rules.errors import InputRefused
from web.forms import BaseForm, stripped

BUSINESS = {role.value: label for role, label in ROLE_LABELS.items() if role not in ADMINISTRATORS}


class StaffForm(BaseForm):
    login = StringField("账号", description="登录用，写字母和数字。", filters=[stripped])
    name = StringField("姓名", description="一人一个账号，写真实姓名。", filters=[stripped])
    role = RadioField("角色", choices={role.value: label for role, label in ROLE_LABELS.items()},
                      validate_choice=False)
    department = StringField("所在单位", description="承办人和单位负责人要写，写几个字再从列表里选；其他角色空着。",
                             filters=[stripped])
    email = StringField("邮箱", description="接收期限提醒用；空着的，只在工作台上提醒。", filters=[stripped])


class EmailForm(BaseForm):
    email = StringField("提醒邮箱", description="接收期限提醒用；空着的，只在工作台上提醒。", filters=[stripped])


class RoleForm(BaseForm):
    role = SelectField("角色", choices=BUSINESS, validate_choice=False)
    department = StringField("所在单位", description="承办人和单位负责人要写；其他角色空着。", filters=[stripped])


def typed_role(value: str | None) -> Role:
    """Return the role that was chosen; raises InputRefused for none or an unknown one."""
    if value not in [role.value for role in Role]:
        raise InputRefused("请选一个角色。", "role")
    return Role(value)
