from __future__ import annotations

from collections.abc import Sequence

from wtforms import BooleanField, HiddenField, MultipleFileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional, ValidationError

from rules import contacts, receipt_days
from rules.errors import InputRefused
from rules.letter_draft import CONTACT_CHARACTERS
from rules.request_draft import (
    PURPOSE_CHARACTERS,
    REFERENCE_CHARACTERS,
    TEXT_CHARACTERS,
    ApplicantContact,
    RequestDraft,
)
from rules.request_words import (
    DELIVER_LABELS,
    PROVIDE_LABELS,
    RECEIPT_LABELS,
    REQUEST_CHANNEL_LABELS,
    DeliverBy,
    ProvideAs,
    ReceiptRule,
)
from rules.vocabulary import APPLICANT_LABELS, Applicant, Channel
from services.request_counter import Arrival
from web.forms import BaseForm, Fits, narrowed, readable, stripped, typed_day

CHANNELS = {channel.value: REQUEST_CHANNEL_LABELS[channel] for channel in receipt_days.RULES}
RULES = {rule.value: RECEIPT_LABELS[rule] for rules in receipt_days.RULES.values() for rule in rules}
_LINES = ("name", "id_kind", "id_number", "employer", "credit_code", "representative", "contact_person", "phone",
          "email", "address", "postcode", "fax")


def _line(label: str, hint: str = "", *checks: object) -> StringField:
    return StringField(label, [Optional(), Fits(CONTACT_CHARACTERS), *checks], filters=[stripped], description=hint)


class RegisterForm(BaseForm):
    """An application that came on paper, by fax or e-mail, or was made at the counter."""

    form_token = HiddenField()
    channel = RadioField("怎样收到的", choices=CHANNELS, invalid_choice_message="请选怎样收到的")
    rule = RadioField("收到的日子怎样定", choices=RULES, invalid_choice_message="请选收到的日子怎样定")
    came_on = StringField("来件日期", filters=[stripped], description="当面提交、签收或者来件到达的那一天。")
    confirmed_on = StringField("双方确认的日期", [Optional()], filters=[stripped],
                               description="平常信函、传真、电子邮件要与申请人确认，从确认那天计算期限；还没有确认的不填。")
    proof = StringField("收到的依据", [Optional(), Fits(CONTACT_CHARACTERS)], filters=[stripped],
                        description="邮件单号和签收人，或者哪天怎样与谁确认的。")
    agency = SelectField("向哪个机关申请", choices=[], validate_choice=False, default="")
    text = TextAreaField("需要什么信息", [
        Fits(TEXT_CHARACTERS, "请写需要什么信息：名称、文号，或者能让人找到它的特征")],
                         description="照申请表写的录入；口头申请的，写好念给申请人听（条例第二十九条）。")
    reference = StringField("信息的名称或者文号", [Optional(), Fits(REFERENCE_CHARACTERS)], filters=[stripped])
    purpose = TextAreaField("用途", [Optional(), Fits(PURPOSE_CHARACTERS)], description="申请人没有写的不问。")
    applicant = RadioField("申请人是", choices={kind.value: label for kind, label in APPLICANT_LABELS.items()},
                           default=Applicant.NATURAL_PERSON.value, invalid_choice_message="请选申请人是哪一种")
    name = StringField("姓名或者单位名称", [Fits(CONTACT_CHARACTERS, "请写姓名，单位申请的写单位全称")],
                       filters=[stripped])
    id_kind = _line("证件名称", "例如居民身份证。")
    id_number = StringField("证件号码", [Optional(), Fits(CONTACT_CHARACTERS)], filters=[narrowed])
    credit_code = StringField("统一社会信用代码", [Optional(), Fits(CONTACT_CHARACTERS)], filters=[narrowed])
    representative = _line("法定代表人")
    contact_person = _line("联系人")
    employer = _line("工作单位")
    phone = StringField("联系电话", [Optional(), readable(contacts.phone_refusal)], filters=[narrowed],
                        description="电话、邮箱、地址至少留一样。")
    email = StringField("电子邮箱", [Optional(), readable(contacts.mail_refusal)], filters=[narrowed])
    address = _line("联系地址")
    postcode = _line("邮编")
    fax = StringField("传真", [Optional(), readable(contacts.phone_refusal)], filters=[narrowed])
    deliver_by = RadioField("答复怎样给申请人", choices={way.value: label for way, label in DELIVER_LABELS.items()},
                            default=DeliverBy.POST.value, invalid_choice_message="请选答复怎样给申请人")
    provide_as = RadioField("信息用什么形式", choices={form.value: label for form, label in PROVIDE_LABELS.items()},
                            default=ProvideAs.PAPER.value, invalid_choice_message="请选信息用什么形式")
    accepts_other = BooleanField("不便提供的，也可以用别的形式", default=True)
    identity = MultipleFileField("身份证明的照片", [Optional()],
                                 description="最多3张JPG或者PNG，加密保存，打开要写理由。")

    def validate_rule(self, field: RadioField) -> None:
        try:
            receipt_days.require_rule(Channel(self.channel.data), ReceiptRule(field.data))
        except (ValueError, TypeError):
            return
        except InputRefused as refusal:
            raise ValidationError(refusal.message) from None

    def chosen_files(self) -> Sequence[object]:
        """Return the pictures that were chosen; a browser sends an empty one for none."""
        return [upload for upload in self.identity.data or () if getattr(upload, "filename", "")]

    def draft(self, agency: str) -> RequestDraft:
        """Return the application to the agency with this code."""
        return RequestDraft(
            token=self.form_token.data or "", text=self.text.data or "",
            contact=ApplicantContact(**{name: self[name].data or "" for name in _LINES}),
            applicant=Applicant(self.applicant.data), agency=agency, reference=self.reference.data or "",
            purpose=self.purpose.data or "", provide_as=ProvideAs(self.provide_as.data),
            deliver_by=DeliverBy(self.deliver_by.data), accepts_other=self.accepts_other.data,
            channel=Channel(self.channel.data))

    def arrival(self) -> Arrival:
        """Return how it came in. Raises InputRefused for a day that is none."""
        confirmed = typed_day(self.confirmed_on.data, "confirmed_on") if self.confirmed_on.data else None
        return Arrival(ReceiptRule(self.rule.data), typed_day(self.came_on.data, "came_on"), self.proof.data or "",
                       confirmed)
