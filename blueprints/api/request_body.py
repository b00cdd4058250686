"""The members of an application for government information as programs send it, read into a draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blueprints.api.members import Members
from rules import contacts
from rules.request_draft import ApplicantContact, RequestDraft
from rules.request_words import DELIVER_LABELS, PROVIDE_LABELS, DeliverBy, ProvideAs
from rules.vocabulary import APPLICANT_LABELS, Applicant, Channel

CONTACT_MEMBERS = ("name", "phone", "email", "address", "id_kind", "id_number", "employer", "credit_code",
                   "representative", "contact_person", "postcode", "fax")
_CHECKED = {"phone": contacts.phone_refusal, "email": contacts.mail_refusal, "fax": contacts.phone_refusal}


def draft_of(body: Mapping[str, Any], token: str) -> RequestDraft:
    """Return the draft that a JSON object describes; ends the request with 422 and every fault in it otherwise."""
    members = Members.of(body)
    contact = members.inner("contact")
    given = {name: contact.text(name, _CHECKED[name]) if name in _CHECKED else contact.text(name)
             for name in CONTACT_MEMBERS}
    draft = RequestDraft(
        token=token, channel=Channel.API, text=members.text("text", required=True),
        reference=members.text("reference"), purpose=members.text("purpose"), agency=members.text("agency"),
        applicant=members.choice("applicant", APPLICANT_LABELS, Applicant.NATURAL_PERSON, "申请人"),
        provide_as=members.choice("provide_as", PROVIDE_LABELS, ProvideAs.EMAIL, "信息形式"),
        deliver_by=members.choice("deliver_by", DELIVER_LABELS, DeliverBy.ONLINE, "答复方式"),
        accepts_other=members.flag("accepts_other", default=True), contact=ApplicantContact(**given))
    contact.refuse_unknown()
    members.refuse_unknown()
    members.stop_if_refused()
    return draft
