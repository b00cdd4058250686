"""Who asks for information, for those who may see it: whole for the agency asked, masked for the office above."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from models.identity import Identity
from rules import contact_masks
from rules.actors import Role
from services.work import Work

LABELS: dict[str, str] = {
    "name": "姓名（名称）", "id_kind": "证件名称", "id_number": "证件号码", "credit_code": "统一社会信用代码",
    "representative": "法定代表人", "contact_person": "联系人", "employer": "工作单位", "phone": "电话", "fax": "传真",
    "email": "电子邮箱", "address": "联系地址", "postcode": "邮编",
}
ONLY_AGENCY = "只有被申请的机关可以看"
ERASED = "申请人的姓名和联系方式已经删去"


@dataclass(frozen=True)
class ApplicantCard:
    """What a page shows of an applicant: label and value, or `instead` the sentence that says why not.

    `is_masked`: only enough of each field to tell two persons apart. `email_bounced`: mail to them comes back.
    """

    pairs: tuple[tuple[str, str], ...] = ()
    instead: str = ""
    is_masked: bool = False
    email_bounced: bool = False


def card(work: Work, case_id: int, department_id: int | None) -> ApplicantCard:
    """Return the applicant of a request as the actor may see them (security.md I2)."""
    own = work.actor.department_id is not None and work.actor.department_id == department_id
    if not own and work.actor.role is not Role.DISCLOSURE:
        return ApplicantCard(instead=ONLY_AGENCY)
    given = told(work, case_id)
    if not given:
        return ApplicantCard(instead=ERASED)
    # The agency checks who asks by the paper itself, whose picture it opens apart; a page needs no whole number.
    shown = given | contact_masks.papers(given) if own else contact_masks.masked(given)
    bounced = work.session.scalar(select(Identity.email_bounced_at).where(Identity.case_id == case_id)) is not None
    return ApplicantCard(tuple((LABELS[field], shown[field]) for field in LABELS if field in shown),
                         is_masked=not own, email_bounced=bounced)


def told(work: Work, case_id: int) -> dict[str, str]:
    """Return all that the applicant told of themselves, decrypted; nothing once it has been erased."""
    row = work.session.execute(
        select(*(getattr(Identity, column) for column in LABELS)).where(Identity.case_id == case_id)).one_or_none()
    if row is None:
        return {}
    return {column: work.cipher.decrypt(case_id, column, getattr(row, column))
            for column in LABELS if getattr(row, column) is not None}
