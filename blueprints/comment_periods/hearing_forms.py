from __future__ import annotations

from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import Optional, ValidationError

from rules import contacts
from rules.comment_words import STANCE_LABELS, Stance
from rules.letter_draft import CONTACT_CHARACTERS
from services.hearing_registrations import VIEW_CHARACTERS, Application
from web.forms import BaseForm, Fits, narrowed, stripped
from web.sending import SendingForm


class RegisterForm(SendingForm):
    """Registering to take part in a hearing; `email` is there for the counts alone, and never filled in."""

    name = StringField("您的姓名", [Fits(CONTACT_CHARACTERS, "请写姓名，会前要核对身份证件")], filters=[stripped],
                       description="选上以后，名单里只显示成“张*祥”这样")
    phone = StringField("手机号码", filters=[narrowed],
                        description="不公开。是否参加、什么时候送材料，都用电话通知；一个号码报一次")
    email = StringField("电子邮箱", [Optional()])
    stance = RadioField("您的态度", choices={one.value: label for one, label in STANCE_LABELS.items()},
                        description="每一种态度都要有代表参加，请按实际选", invalid_choice_message="请选一种态度")
    words = TextAreaField("主要观点", [Optional(), Fits(VIEW_CHARACTERS)],
                          description=f"{VIEW_CHARACTERS}字以内，想在会上说什么")
    agree = BooleanField("已阅读个人信息保护说明")

    def validate_phone(self, field: StringField) -> None:
        if not field.data:
            raise ValidationError("请写联系电话，是否参加用电话通知")
        if refusal := contacts.phone_refusal(field.data):
            raise ValidationError(refusal)

    def validate_agree(self, field: BooleanField) -> None:
        if not field.data:
            raise ValidationError("请勾选“已阅读个人信息保护说明”")

    def application(self) -> Application:
        """Return what was sent in."""
        return Application(self.form_token.data or "", self.name.data or "", self.phone.data or "",
                           Stance(self.stance.data), self.words.data or "")


class CodeForm(BaseForm):
    """The code of a registration."""

    code = StringField("查询码", filters=[stripped], description="报名时给的16位，分不分组、大小写都可以")
