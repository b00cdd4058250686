from __future__ import annotations

from collections.abc import Sequence

from wtforms import BooleanField, MultipleFileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional, ValidationError

from rules import consents, contacts
from rules.accused import MOST_CHARACTERS
from rules.consents import ConsentKind
from rules.letter_draft import (
    CONTACT_CHARACTERS,
    PLACE_CHARACTERS,
    TEXT_CHARACTERS,
    TITLE_CHARACTERS,
    Contact,
    LetterDraft,
    StoredFile,
)
from rules.vocabulary import CATEGORY_LABELS, RATING_LABELS, Category
from services.triage import REASON_CHARACTERS
from web.forms import BaseForm, Fits, narrowed, readable, stripped
from web.sending import SendingForm

LEADER, DEPARTMENT = "leader", "department"


class LetterForm(SendingForm):
    acknowledged = StringField()
    addressee = RadioField("写给谁", choices={LEADER: "县长信箱", DEPARTMENT: "部门或乡镇信箱"}, default=LEADER,
                           invalid_choice_message="请选写给谁")
    mailbox = SelectField("哪个部门或乡镇", choices=[], validate_choice=False, default="",
                          description="写给县长信箱的，这里不用选")
    category = RadioField("是哪一类", choices={c.value: label for c, label in CATEGORY_LABELS.items()},
                          default=Category.CONSULTATION.value,
                          invalid_choice_message="请选一类，拿不准就选“其他”")
    title = StringField("标题", [Fits(TITLE_CHARACTERS, "请写标题，用一句话说清是什么事")],
                        description="10到25个字为宜，例如“城南农贸市场门口路灯不亮”")
    text = TextAreaField("来信内容", [Fits(TEXT_CHARACTERS, "请写来信内容：时间、地点、经过，您希望怎么解决")],
                         description=f"时间、地点、经过、您希望怎么解决。不超过{TEXT_CHARACTERS}字，不用写身份证号和银行账号")
    place = StringField("发生地点", [Optional(), Fits(PLACE_CHARACTERS)])
    files = MultipleFileField("照片或文件", [Optional()],
                              description="最多5个，每个不超过10 MB，支持JPG、PNG、PDF、DOCX")
    complained_about = StringField(
        "反映（投诉、举报）的单位或人", [Optional(), Fits(MOST_CHARACTERS)], filters=[stripped],
        description="写全称，例如“县水务局”“桃源镇人民政府 李某”。信不会直接转给您写的单位，由县信访局确定谁来办")
    id_number = StringField("您的身份证号", [Optional()], filters=[narrowed],
                            description="没有要求您提供的，不用填。勾选下面的同意才会保存")
    consent_id_number = BooleanField(consents.current(ConsentKind.ID_NUMBER).words)
    consent_health = BooleanField(consents.current(ConsentKind.HEALTH).words)
    consent_under_14 = BooleanField(consents.current(ConsentKind.UNDER_14).words)
    name = StringField("您的姓名", [Optional(), Fits(CONTACT_CHARACTERS)], filters=[stripped])
    phone = StringField("手机或座机号码", [Optional(), readable(contacts.phone_refusal)], filters=[narrowed],
                        description="只用于联系您，不会公开")
    email = StringField("电子邮箱", [Optional(), readable(contacts.mail_refusal)], filters=[narrowed],
                        description="收到回执后请按邮件里的链接确认，之后的进展才会寄到这里")
    consents_to_publication = BooleanField("隐去个人信息后，可以公开这封信和答复")
    name_hidden = BooleanField("不要让承办单位知道我是谁")
    agree = BooleanField("已阅读个人信息保护说明")

    def validate_mailbox(self, field: SelectField) -> None:
        if self.addressee.data == DEPARTMENT and not field.data:
            raise ValidationError("请选一个部门或乡镇，或者写给县长信箱")

    def validate_id_number(self, field: StringField) -> None:
        # Without the consent the number is not stored, so it does not matter whether it is one.
        refusal = consents.id_refusal(field.data or "") if field.data and self.consent_id_number.data else ""
        if refusal:
            raise ValidationError(refusal)

    def consent_fields(self) -> dict[ConsentKind, BooleanField]:
        """Return the boxes of the separate consents; none is ticked beforehand."""
        return {ConsentKind.ID_NUMBER: self.consent_id_number, ConsentKind.HEALTH: self.consent_health,
                ConsentKind.UNDER_14: self.consent_under_14}

    def given_consents(self) -> frozenset[ConsentKind]:
        """Return the separate consents that were ticked."""
        return frozenset(kind for kind, field in self.consent_fields().items() if field.data)

    def validate_agree(self, field: BooleanField) -> None:
        if not field.data:
            raise ValidationError("请勾选“已阅读个人信息保护说明”")

    def chosen_files(self) -> Sequence[object]:
        """Return the uploads that carry a file; a browser sends an empty one for none."""
        return [upload for upload in self.files.data or () if getattr(upload, "filename", "")]

    def draft(self, files: Sequence[StoredFile]) -> LetterDraft:
        """Return the letter that was written."""
        return LetterDraft(
            token=self.form_token.data or "", text=self.text.data or "", title=self.title.data or "",
            mailbox=(self.mailbox.data or "") if self.addressee.data == DEPARTMENT else "",
            category=Category(self.category.data), place=self.place.data or "",
            contact=Contact(self.name.data or "", self.phone.data or "", self.email.data or "",
                            id_number=self.id_number.data or ""),
            name_hidden=self.name_hidden.data, consents_to_publication=self.consents_to_publication.data, files=files,
            complained_about=self.complained_about.data or "", consents=self.given_consents())


class FindForm(BaseForm):
    number = StringField("编号", filters=[stripped],
                         description="例如X2026-1386，信息公开申请是G2026-12、意见是Y2026-12这样的")
    code = StringField("查询码", filters=[stripped], description="16位，大小写和横线都不要紧")


class RatingForm(BaseForm):
    rating = RadioField("您对这次答复满意吗", choices={r.value: label for r, label in RATING_LABELS.items()},
                        invalid_choice_message="请选一项评价")
    words = TextAreaField("想说的话", [Optional(), Fits(REASON_CHARACTERS)],
                          description="说说满意或不满意在哪里，承办单位和县信访局看得到")
