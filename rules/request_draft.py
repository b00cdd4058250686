"""What an applicant sends, before it is a disclosure request: its parts (条例 29), their limits, what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from rules.errors import InputRefused
from rules.letter_draft import CONTACT_CHARACTERS, Contact, StoredFile, title_from
from rules.request_words import DeliverBy, ProvideAs, ReceiptRule
from rules.text_checks import storable, within
from rules.vocabulary import Applicant, Channel

TEXT_CHARACTERS = 2000
REFERENCE_CHARACTERS = 200
PURPOSE_CHARACTERS = 500
PROOF_CHARACTERS = 200
NO_WAY_TO_REACH = "请留一种联系方式：电话、电子邮箱或者地址（条例第二十九条）。"
# What a way of delivery needs of the applicant.
NEEDED: dict[DeliverBy, tuple[str, str]] = {
    DeliverBy.POST: ("address", "要邮寄的，请写联系地址。"),
    DeliverBy.EMAIL: ("email", "要用电子邮件的，请写电子邮箱。"),
    DeliverBy.FAX: ("fax", "要用传真的，请写传真号码。"),
}


@dataclass(frozen=True)
class ApplicantContact(Contact):
    """Who asks, and how to reach them. An organisation gives its name as `name`, and who acts for it."""

    id_kind: str = ""
    employer: str = ""
    credit_code: str = ""
    representative: str = ""
    contact_person: str = ""
    postcode: str = ""
    fax: str = ""


@dataclass(frozen=True)
class Receipt:
    """How an application came in: by which rule, on which day if that is not today, and what proves it.

    `confirmed` is false while applicant and agency still have to confirm it to each other: then no clock runs.
    """

    rule: ReceiptRule = ReceiptRule.INSTANT
    on: date | None = None
    proof: str = ""
    confirmed: bool = True


@dataclass(frozen=True)
class RequestDraft:
    """An application. `token` is the form token or Idempotency-Key; `agency` the code of the unit that is asked.

    "" asks the county government, for which its office answers. `first_id` is the first of several requests that one
    application was split into.
    """

    token: str
    text: str
    contact: ApplicantContact
    applicant: Applicant = Applicant.NATURAL_PERSON
    agency: str = ""
    reference: str = ""
    purpose: str = ""
    provide_as: ProvideAs = ProvideAs.PAPER
    deliver_by: DeliverBy = DeliverBy.ONLINE
    accepts_other: bool = True
    channel: Channel = Channel.WEB
    receipt: Receipt = Receipt()
    files: Sequence[StoredFile] = ()
    first_id: int | None = None
    source_id: str | None = None

    @property
    def title(self) -> str:
        """What lists show: what is asked for, by its title or in its first words."""
        return self.reference.strip() or title_from(self.text).rstrip("。")


def checked(draft: RequestDraft) -> RequestDraft:
    """Return the draft as it is stored. Raises InputRefused for what article 29 misses, is too long or unstorable."""
    text = storable(draft.text, "text", "所需信息")
    if not text.strip():
        raise InputRefused("请写需要什么信息：名称、文号，或者能让人找到它的特征（条例第二十九条）。", "text")
    within(text, TEXT_CHARACTERS, "text", "所需信息")
    reference = within(storable(draft.reference, "reference", "名称或文号"), REFERENCE_CHARACTERS, "reference",
                       "名称或文号").strip()
    purpose = within(storable(draft.purpose, "purpose", "用途"), PURPOSE_CHARACTERS, "purpose", "用途").strip()
    within(storable(draft.receipt.proof, "proof", "收到的依据"), PROOF_CHARACTERS, "proof", "收到的依据")
    if not 8 <= len(draft.token) <= 200:
        raise InputRefused("这一页放得太久了，请再按一次“提交”。", "token")
    storable(draft.token, "token", "表单")
    return replace(draft, reference=reference, purpose=purpose, contact=_contact(draft))


def _contact(draft: RequestDraft) -> ApplicantContact:
    labels = {"name": "姓名或者名称", "phone": "电话", "email": "电子邮箱", "address": "联系地址",
              "id_number": "证件号码", "id_kind": "证件名称", "employer": "工作单位", "credit_code": "统一社会信用代码",
              "representative": "法定代表人", "contact_person": "联系人", "postcode": "邮编", "fax": "传真"}
    given = {field: within(storable(getattr(draft.contact, field), field, label), CONTACT_CHARACTERS, field,
                           label).strip() for field, label in labels.items()}
    if not given["name"]:
        raise InputRefused("请写姓名或者单位名称（条例第二十九条）。", "name")
    if not (given["phone"] or given["email"] or given["address"]):
        raise InputRefused(NO_WAY_TO_REACH, "phone")
    place, message = NEEDED.get(draft.deliver_by, ("", ""))
    if place and not given[place] and draft.source_id is None:
        raise InputRefused(message, place)
    return ApplicantContact(**given)
