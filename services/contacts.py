"""Who wrote, for those who may see it: whole for the handling unit, masked for the letters office, else a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from models.identity import Identity
from rules import contact_masks, offers, pseudonym
from rules.vocabulary import Category
from services import letter_text
from services.work import Work

HIDDEN_BY_WISH = "应来信人要求不显示"
HIDDEN_REPORT = "举报件不显示来信人"
NOT_HANDLING = "只有承办单位可以看"
NOBODY = "来信人没有留姓名和联系方式"


@dataclass(frozen=True)
class Writer:
    """What a page shows of the writer: the contact fields, or `instead` the sentence that says why not.

    `is_masked`: only enough of each field to tell two persons apart; the whole is for who gives a reason.
    `email_bounced`: mail to the address came back, so that the writer has to be told in another way.
    """

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    id_number: str = ""
    instead: str = ""
    is_masked: bool = False
    email_bounced: bool = False


def writer_of(work: Work, case_id: int, department_id: int | None, name_hidden: bool, category: Category) -> Writer:
    """Return the writer of a letter as the actor may see them (security.md I2, I3).

    The identity number is the letters office's alone; a confidential writer has another name for everybody else.
    """
    if offers.may_reveal(work.actor):
        return _masked(work, case_id)
    if pseudonym.is_confidential(category, name_hidden):
        why = HIDDEN_BY_WISH if name_hidden else HIDDEN_REPORT
        return Writer(instead=f"{pseudonym.label(work.secrets.code, case_id)}，{why}")
    if not offers.may_see_contact(work.actor, department_id, name_hidden, category):
        return Writer(instead=NOT_HANDLING)
    own = letter_text.own_words(work, case_id)
    own.pop("id_number", None)
    return _writer(own, is_masked=False, email_bounced=_bounced(work, case_id)) if own else Writer(instead=NOBODY)


def _masked(work: Work, case_id: int) -> Writer:
    own = letter_text.own_words(work, case_id)
    if not own:
        return Writer(instead=NOBODY)
    return _writer(contact_masks.masked(own), is_masked=True, email_bounced=_bounced(work, case_id))


def _writer(fields: Mapping[str, str], *, is_masked: bool, email_bounced: bool) -> Writer:
    return Writer(fields.get("name", ""), fields.get("phone", ""), fields.get("email", ""), fields.get("address", ""),
                  fields.get("id_number", ""), is_masked=is_masked, email_bounced=email_bounced)


def _bounced(work: Work, case_id: int) -> bool:
    return work.session.scalar(
        select(Identity.email_bounced_at).where(Identity.case_id == case_id)) is not None
