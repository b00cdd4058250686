"""Forms of accounts. Passwords are taken as they are typed: never stripped, never shown again."""

from __future__ import annotations

from wtforms import HiddenField, PasswordField, StringField

from web.forms import BaseForm, stripped

STRONG = "12个字符以上，含大写、小写、数字、符号中的三种；或者20个字符以上。"


class SignInForm(BaseForm):
    login = StringField("账号", filters=[stripped])
    password = PasswordField("密码")
    next = HiddenField()


class SetupForm(BaseForm):
    token = PasswordField("启动码", description="服务第一次启动时显示在服务器上，只能用一次。")
    login = StringField("账号", description="登录用，写字母和数字。", filters=[stripped])
    name = StringField("姓名", filters=[stripped])
    password = PasswordField("密码", description=STRONG)


class PasswordForm(BaseForm):
    old = PasswordField("现在的密码")
    new_password = PasswordField("新密码", description=STRONG)
