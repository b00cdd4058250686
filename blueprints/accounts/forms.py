"""Forms of accounts. Passwords are taken as they are typed: never stripped, never shown again."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms import HiddenField, PasswordField, StringField

from rules.actors import Role
from rules.errors import InputRefused, Refusal
from services.bootstrap import Named
from web.forms import BaseForm, narrowed, stripped

STRONG = ("12个字符以上，含大写、小写、数字、符号中的三种；或者20个字符以上，如几个不相干的词连起来。"
          "不要有单位、账号、姓名、年份。可以粘贴。")


class SignInForm(BaseForm):
    login = StringField("账号", filters=[stripped])
    password = PasswordField("密码")
    code = StringField("动态码", filters=[narrowed],
                       description="验证器里的6位数字。第一次登录还没有绑定验证器的，空着；手机不在身边的，填一个备用码。")
    next = HiddenField()


class SetupForm(BaseForm):
    token = PasswordField("启动码", description="服务第一次启动时显示在服务器上，只能用一次。")
    system_login = StringField("系统管理员的账号", name="system_admin-login", filters=[stripped])
    system_name = StringField("系统管理员的姓名", name="system_admin-name", filters=[stripped])
    security_login = StringField("安全管理员的账号", name="security_admin-login", filters=[stripped])
    security_name = StringField("安全管理员的姓名", name="security_admin-name", filters=[stripped])
    auditor_login = StringField("审计管理员的账号", name="auditor-login", filters=[stripped])
    auditor_name = StringField("审计管理员的姓名", name="auditor-name", filters=[stripped])

    def refuse_named(self, refusal: Refusal) -> None:
        """Show a refusal at the field whose name in the page it gives."""
        named = {field.name: name for name, field in self._fields.items()}
        field = named.get(getattr(refusal, "field", None) or "")
        self.refuse(InputRefused(refusal.message, field))

    def people(self) -> Mapping[Role, Named]:
        """Return who is to be what."""
        return {Role.SYSTEM_ADMIN: Named(self.system_login.data or "", self.system_name.data or ""),
                Role.SECURITY_ADMIN: Named(self.security_login.data or "", self.security_name.data or ""),
                Role.AUDITOR: Named(self.auditor_login.data or "", self.auditor_name.data or "")}


class PasswordForm(BaseForm):
    old = PasswordField("现在的密码")
    new_password = PasswordField("新密码", description=STRONG)


class FirstPasswordForm(BaseForm):
    new_password = PasswordField("新密码", description=STRONG)


class FactorForm(BaseForm):
    code = StringField("动态码", filters=[narrowed], description="绑定后，验证器里会显示6位数字，每30秒换一个。")


class ConfirmForm(BaseForm):
    secret = PasswordField("密码或者动态码")
    next = HiddenField()
