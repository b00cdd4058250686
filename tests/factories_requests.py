"""Disclosure requests for tests, over the real services: what a test does not say, they choose. They never commit."""

from __future__ import annotations

import itertools

from models.disclosure import DisclosureRequest
from rules.actors import CITIZEN
from rules.request_draft import ApplicantContact, RequestDraft
from services import disclosure_intake
from services.intake import Submission
from services.work import Work
from tests.factories import acting

TEXT = "2025年度县城老旧小区改造资金的安排和使用情况，包括项目名称、金额和竣工时间。"
APPLICANT = ApplicantContact(name="林小舟", phone="13812345678", email="lin@example.cn", address="翠竹苑5栋",
                             id_kind="居民身份证", id_number="11010519491231002X", fax="0834-6660001")
_serial = itertools.count(1)


def draft(**fields: object) -> RequestDraft:
    """Return an application to the housing bureau as its applicant sends it on the web."""
    values = {"token": f"request-token-{next(_serial):06}", "text": TEXT, "contact": APPLICANT, "agency": "housing"}
    return RequestDraft(**(values | fields))  # type: ignore[arg-type]


def submission(work: Work, **fields: object) -> Submission:
    """Send an application and return its case and code."""
    return disclosure_intake.submit_request(acting(work, CITIZEN), draft(**fields))


def request(work: Work, **fields: object) -> DisclosureRequest:
    """Send an application that nobody has signed for yet."""
    return work.session.get_one(DisclosureRequest, submission(work, **fields).id)
