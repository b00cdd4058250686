from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from wtforms import BooleanField, Field, MultipleFileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional, StopValidation, ValidationError

from rules import consents, contacts
from rules.identifiers import check_digits
from rules.letter_draft import CONTACT_CHARACTERS
from rules.request_draft import (
    NEEDED,
    NO_WAY_TO_REACH,
    PURPOSE_CHARACTERS,
    REFERENCE_CHARACTERS,
    TEXT_CHARACTERS,
    ApplicantContact,
    RequestDraft,
)
from rules.request_words import DELIVER_LABELS, PROVIDE_LABELS, DeliverBy, ProvideAs
from rules.vocabulary import APPLICANT_LABELS, Applicant
from web.forms import BaseForm, Fits, narrowed, readable, stripped
from web.sending import SendingForm

ID_CARD = "居民身份证"
ID_KINDS = (ID_CARD, "护照", "港澳居民来往内地通行证", "台湾居民来往大陆通行证", "外国人永久居留身份证", "其他证件")
# 其他 alone says too little among kinds of applicants.
APPLICANTS = {kind.value: "其他组织" if kind is Applicant.OTHER_ORGANISATION else label
              for kind, label in APPLICANT_LABELS.items()}
APART, TOGETHER = "apart", "together"
MANY = "要几件不同的信息，请编号分行写（1. 2. 3.），提交时会问您要不要分开申请"


def only_for(person: bool) -> Callable[[ApplicationForm, Field], None]:
    """Leave a field alone that the kind of applicant does not have: whatever stands in it is not asked for."""
    def check(form: ApplicationForm, field: Field) -> None:
        if form.is_person is not person:
            field.errors = []
            raise StopValidation()
    return check


PERSON, ORGANISATION = only_for(True), only_for(False)


class ApplicationForm(SendingForm):
    """The application as 条例 29 asks for it: who, what, and how the answer is wanted. The purpose is optional."""

    checked = StringField()
    agency = SelectField("向哪个机关申请", choices=[], validate_choice=False, default="",
                         description="信息由谁制作或者保存，就向谁申请。拿不准的，向县人民政府申请")
    text = TextAreaField("需要什么信息", [
        Fits(TEXT_CHARACTERS, "请写需要什么信息：名称、文号，或者能让人找到它的特征")],
                         description=f"写清时间、地点、事项，越具体越好找。{MANY}")
    reference = StringField("信息的名称或者文号", [Optional(), Fits(REFERENCE_CHARACTERS)], filters=[stripped],
                            description="知道的话，例如“县住房发展规划”或者“云府发〔2025〕3号”")
    applicant = RadioField("申请人是", choices=APPLICANTS,
                           default=Applicant.NATURAL_PERSON.value, invalid_choice_message="请选申请人是哪一种")
    name = StringField("姓名或者单位名称", [Fits(CONTACT_CHARACTERS, "请写姓名，单位申请的写单位全称")],
                       filters=[stripped])
    id_kind = SelectField("证件名称", [PERSON], choices=list(ID_KINDS), default=ID_CARD)
    id_number = StringField("证件号码", [PERSON], filters=[narrowed],
                            description="法律要求写身份证明（条例第二十九条）。加密保存，不公开；不写号码的，请在下面上传证件照片")
    employer = StringField("工作单位", [PERSON, Optional(), Fits(CONTACT_CHARACTERS)], filters=[stripped])
    credit_code = StringField("统一社会信用代码", [ORGANISATION], filters=[narrowed],
                              description="18位，在营业执照或者登记证书上")
    representative = StringField("法定代表人", [
        ORGANISATION, Fits(CONTACT_CHARACTERS, "请写法定代表人或者负责人的姓名")], filters=[stripped])
    contact_person = StringField("联系人", [ORGANISATION, Optional(), Fits(CONTACT_CHARACTERS)], filters=[stripped])
    phone = StringField("联系电话", [Optional(), readable(contacts.phone_refusal)], filters=[narrowed],
                        description="电话、邮箱、地址至少留一样，方便就申请和您确认")
    email = StringField("电子邮箱", [Optional(), readable(contacts.mail_refusal)], filters=[narrowed])
    address = StringField("联系地址", [Optional(), Fits(CONTACT_CHARACTERS)], filters=[stripped],
                          description="答复书要邮寄的，写到门牌号")
    postcode = StringField("邮编", [Optional(), Fits(CONTACT_CHARACTERS)], filters=[narrowed])
    fax = StringField("传真", [Optional(), readable(contacts.phone_refusal)], filters=[narrowed])
    deliver_by = RadioField("答复怎样给您", choices={way.value: label for way, label in DELIVER_LABELS.items()},
                            default=DeliverBy.ONLINE.value, invalid_choice_message="请选答复怎样给您")
    provide_as = RadioField("信息用什么形式", choices={form.value: label for form, label in PROVIDE_LABELS.items()},
                            default=ProvideAs.EMAIL.value, invalid_choice_message="请选信息用什么形式")
    accepts_other = BooleanField("这种形式不便提供的，也可以用别的形式", default=True)
    purpose = TextAreaField("用途", [Optional(), Fits(PURPOSE_CHARACTERS)],
                            description="不写也一样办理，机关不得因此不收（2019年起条例不再要求）")
    identity = MultipleFileField("身份证明的照片", [Optional()],
                                 description="证件、营业执照、授权委托书等，最多3张JPG或者PNG。只存去掉拍摄信息的图像，加密保存")
    split = RadioField("这几件信息", choices={APART: "分开申请，每件单独编号、单独答复", TOGETHER: "合在一份申请里"},
                       default=APART, validate_choice=False)
    agree = BooleanField("已阅读个人信息保护说明")

    @property
    def is_person(self) -> bool:
        """Whether the applicant is a natural person, as it is until something else is chosen."""
        return self.applicant.data not in set(Applicant) - {Applicant.NATURAL_PERSON}

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and that the applicant can be answered in the way that was chosen."""
        is_valid: bool = super().validate(extra_validators)
        missing = [] if self.phone.data or self.email.data or self.address.data else [("phone", NO_WAY_TO_REACH)]
        missing += [NEEDED[way] for way in NEEDED if way.value == self.deliver_by.data]
        wrong = [(name, words) for name, words in missing if not self[name].data and not self[name].errors]
        for name, words in wrong:
            self[name].errors = [words.rstrip("。")]
        return is_valid and not wrong

    def validate_id_number(self, field: StringField) -> None:
        number = field.data or ""
        if not number and not self.chosen_files():
            raise ValidationError("请写证件号码，或者在下面上传身份证明的照片（条例第二十九条）")
        refusal = consents.id_refusal(number) if number and self.id_kind.data == ID_CARD else ""
        if refusal:
            raise ValidationError("身份证号要写18位，最后一位可以是X。请对照证件再看一遍")

    def validate_credit_code(self, field: StringField) -> None:
        if not field.data and not self.chosen_files():
            raise ValidationError("请写统一社会信用代码，或者在下面上传登记证书的照片（条例第二十九条）")
        if field.data and not check_digits.is_credit_code(field.data.upper()):
            raise ValidationError("统一社会信用代码要写18位数字或者大写字母。请对照证书再看一遍")

    def validate_agree(self, field: BooleanField) -> None:
        if not field.data:
            raise ValidationError("请勾选“已阅读个人信息保护说明”")

    def chosen_files(self) -> Sequence[object]:
        """Return the pictures that were chosen; a browser sends an empty one for none."""
        return [upload for upload in self.identity.data or () if getattr(upload, "filename", "")]

    def draft(self) -> RequestDraft:
        """Return the application; what belongs to the other kind of applicant is left out."""
        shared = ("name", "phone", "email", "address", "postcode", "fax")
        own = ("id_kind", "id_number", "employer") if self.is_person \
            else ("credit_code", "representative", "contact_person")
        contact = ApplicantContact(**{name: self[name].data or "" for name in (*shared, *own)})
        return RequestDraft(
            token=self.form_token.data or "", text=self.text.data or "", contact=contact,
            applicant=Applicant(self.applicant.data), agency=self.agency.data or "",
            reference=self.reference.data or "", purpose=self.purpose.data or "",
            provide_as=ProvideAs(self.provide_as.data), deliver_by=DeliverBy(self.deliver_by.data),
            accepts_other=self.accepts_other.data)


class CorrectionForm(BaseForm):
    """What the applicant mends after a 补正告知."""

    answer = TextAreaField("补正的内容", [Fits(TEXT_CHARACTERS, "请按告知书写补正的内容")],
                           description="按上面列出的事项写清楚，提交以后从今天起重新计算答复期限")
