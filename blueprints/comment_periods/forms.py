from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from wtforms import BooleanField, MultipleFileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional, ValidationError

from rules import comment_draft, contacts
from rules.comment_draft import PASSAGE_CHARACTERS, WHOLE_CHARACTERS, CommentDraft
from rules.comment_words import STANCE_LABELS, Stance
from rules.errors import InputRefused
from rules.letter_draft import CONTACT_CHARACTERS, Contact, StoredFile
from rules.vocabulary import Channel
from web.forms import BaseForm, Fits, narrowed, readable, stripped
from web.sending import SendingForm

STANCES = {stance.value: label for stance, label in STANCE_LABELS.items()}
ASK = "最好写明希望改成怎样"


class SaidForm(BaseForm):
    """What somebody says, written for the first time or mended."""

    stance = RadioField("您的态度", choices=STANCES, default=Stance.SUGGEST.value,
                        invalid_choice_message="请选一种态度")
    text = TextAreaField("您的意见")

    def chosen_stance(self) -> Stance:
        """Return the stance, a suggestion until another one is chosen."""
        return next((stance for stance in Stance if stance.value == self.stance.data), Stance.SUGGEST)

    def limit(self, most: int) -> None:
        """Say under the label how much fits."""
        self.text.description = f"{most}字以内，{ASK}。只表示支持或者反对的，可以不写"

    def refuse_text(self, most: int) -> bool:
        """Show what is wrong with the words, if anything is."""
        try:
            comment_draft.said(self.text.data or "", self.chosen_stance(), most)
        except InputRefused as refusal:
            self.refuse(refusal)
            return True
        return False


class CommentForm(SaidForm, SendingForm):
    """A comment: name and contact are left to its writer."""

    anchor = SelectField("对哪一条提意见", choices=[], validate_choice=False, default="")
    name = StringField("您的姓名", [Optional(), Fits(CONTACT_CHARACTERS)], filters=[stripped],
                       description="公开时只显示成“张*祥”这样，也可以不留")
    email = StringField("电子邮箱", [Optional(), readable(contacts.mail_refusal)], filters=[narrowed],
                        description="不公开。收到邮件后按一下“确认”，意见才列入人数统计，采纳情况也寄到这里")
    phone = StringField("手机号码", [Optional(), readable(contacts.phone_refusal)], filters=[narrowed],
                        description="不公开。没有邮箱的可以留")
    files = MultipleFileField(
        "附件", [Optional()], description="最多5个，每个不超过10 MB，支持JPG、PNG、PDF、DOCX。附件不公开")
    agree = BooleanField("已阅读个人信息保护说明")

    @property
    def most(self) -> int:
        """How many characters the comment may have."""
        return PASSAGE_CHARACTERS if self.anchor.data else WHOLE_CHARACTERS

    def validate_text(self, field: TextAreaField) -> None:
        try:
            comment_draft.said(field.data or "", self.chosen_stance(), self.most)
        except InputRefused as refusal:
            raise ValidationError(refusal.message.rstrip("。")) from None

    def validate_agree(self, field: BooleanField) -> None:
        if not field.data:
            raise ValidationError("请勾选“已阅读个人信息保护说明”")

    def chosen_files(self) -> Sequence[object]:
        """Return the uploads that carry a file; a browser sends an empty one for none."""
        return [upload for upload in self.files.data or () if getattr(upload, "filename", "")]

    def draft(self, period: str, files: Sequence[StoredFile], opened_at: datetime | None, source: str,
              contact_token: str) -> CommentDraft:
        """Return the comment that was written."""
        return CommentDraft(
            token=self.form_token.data or "", period=period, text=self.text.data or "", stance=self.chosen_stance(),
            anchor=self.anchor.data or "", channel=Channel.WEB, opened_at=opened_at, source=source, files=files,
            contact=Contact(self.name.data or "", self.phone.data or "", self.email.data or ""),
            contact_token=contact_token)


class MendForm(SaidForm):
    """The words of a comment that was sent back, to be mended."""
