"""The members of a letter as programs send it, read into a draft; every fault is named with its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blueprints.api.members import Members
from rules import contacts
from rules.consents import CONSENT_LABELS
from rules.letter_draft import Contact, LetterDraft
from rules.vocabulary import CATEGORY_LABELS, Category, Channel

CONTACT_MEMBERS = ("name", "phone", "email", "address", "id_number")


def draft_of(body: Mapping[str, Any], token: str) -> LetterDraft:
    """Return the draft that a JSON object describes; ends the request with 422 and every fault in it otherwise."""
    members = Members.of(body)
    contact = members.inner("contact")
    draft = LetterDraft(
        token=token, channel=Channel.API, text=members.text("text", required=True), title=members.text("title"),
        mailbox=members.text("mailbox"), place=members.text("place"),
        category=members.choice("category", CATEGORY_LABELS, Category.CONSULTATION, "类别"),
        contact=Contact(name=contact.text("name"), phone=contact.text("phone", contacts.phone_refusal),
                        email=contact.text("email", contacts.mail_refusal), address=contact.text("address"),
                        id_number=contact.text("id_number")),
        name_hidden=members.flag("name_hidden"), consents_to_publication=members.flag("consents_to_publication"),
        complained_about=members.text("complained_about"), consents=members.some("consents", CONSENT_LABELS))
    contact.refuse_unknown()
    members.refuse_unknown()
    members.stop_if_refused()
    return draft
