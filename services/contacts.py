"""Who wrote, decrypted for those who may see it; for all others one sentence in its place."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from models.identity import Identity
from rules import offers
from rules.vocabulary import Category
from services.work import Work

HIDDEN_BY_WISH = "应来信人要求不显示"
HIDDEN_REPORT = "举报件不显示来信人"
NOT_HANDLING = "只有承办单位可以看"
FIELDS = ("name", "phone", "email", "address")
NOBODY = "来信人没有留姓名和联系方式"


@dataclass(frozen=True)
class Writer:
    """What a page shows of the writer: the contact fields, or `instead` the sentence that says why not.

    `email_bounced`: mail to the address came back, so that the writer has to be told in another way.
    """

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    instead: str = ""
    email_bounced: bool = False


def writer_of(work: Work, case_id: int, department_id: int | None, name_hidden: bool, category: Category) -> Writer:
    """Return the writer of a letter as the actor may see them (security.md I2, I3)."""
    if name_hidden:
        return Writer(instead=HIDDEN_BY_WISH)
    if category is Category.REPORT:
        return Writer(instead=HIDDEN_REPORT)
    if not offers.may_see_contact(work.actor, department_id, name_hidden, category):
        return Writer(instead=NOT_HANDLING)
    row = work.session.execute(
        select(*(getattr(Identity, column) for column in FIELDS), Identity.email_bounced_at)
        .where(Identity.case_id == case_id)).one_or_none()
    if row is None:
        return Writer(instead=NOBODY)
    shown = {column: work.cipher.decrypt(case_id, column, getattr(row, column))
             for column in FIELDS if getattr(row, column) is not None}
    return Writer(**shown, email_bounced=row.email_bounced_at is not None)
