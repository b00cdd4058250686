"""Disclosure requests for tests, over the real services: what a test does not say, they choose. They never commit."""

from __future__ import annotations

import itertools
from datetime import timedelta

from models.disclosure import DisclosureRequest
from rules.actors import CITIZEN, Role
from rules.fees import FeeBasis
from rules.outcomes import Outcome
from rules.request_draft import ApplicantContact, Receipt, RequestDraft
from rules.request_replies import ReplyWords, Secrecy
from rules.request_words import DeliverBy, ReceiptRule
from rules.vocabulary import Channel, State
from services import (
    corrections,
    disclosure_intake,
    fees,
    handling,
    request_delivery,
    request_ends,
    request_replies,
    request_rework,
)
from services.intake import Submission
from services.request_replies import SecrecyReview
from services.work import Work
from tests.factories import acting, staff

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


def request_in(work: Work, state: State, code: str = "housing", **fields: object) -> DisclosureRequest:
    """Bring a new application to a state by the shortest way."""
    if state is State.UNCONFIRMED:
        made = disclosure_intake.submit_request(acting(work, staff(work, Role.HANDLER, code)), draft(
            agency=code, receipt=Receipt(ReceiptRule.CONFIRMED, confirmed=False), channel=Channel.FAX, **fields))
        return work.session.get_one(DisclosureRequest, made.id)
    way = {"deliver_by": DeliverBy.POST} if state is State.ISSUED else {}
    case = request(work, agency=code, **(way | fields))
    handler, lead = (acting(work, staff(work, role, code)) for role in (Role.HANDLER, Role.LEAD))
    if state is State.WITHDRAWN:
        request_ends.withdraw(acting(work, CITIZEN), case.id)
    if state in (State.RECEIVED, State.WITHDRAWN):
        return case
    handling.accept(handler, case.id)
    if state in (State.CORRECTING, State.LAPSED):
        corrections.propose(handler, case.id, "看不出要的是哪一年的", "请写明年度", 5)
        corrections.issue(lead, case.id)
        if state is State.LAPSED:
            request_ends.lapse(acting(work, staff(work, Role.HANDLER, code), days=60), case.id)
    elif state is State.CHARGING:
        fees.propose(handler, case.id, fees.Charge(FeeBasis.PER_PAGE, 60, 300, "县财政非税账户"))
        fees.issue(lead, case.id)
    elif state is not State.ACCEPTED:
        _reply(work, case, state, handler, lead)
    return case


def _reply(work: Work, case: DisclosureRequest, state: State, handler: Work, lead: Work) -> None:
    words = ReplyWords(Outcome.DISCLOSED, "您申请的文件随信提供，共12页。")
    version = request_replies.draft(handler, case.id, words).version
    if state is State.DRAFTED:
        return
    request_replies.approve(lead, case.id, version, SecrecyReview(Secrecy.CLEARED), knowingly=True)
    if state is State.REVIEWED:
        return
    request_replies.issue(lead, case.id, version)
    if state is State.CLOSED:
        request_delivery.archive(handler, case.id)
    if state is State.REWORK:
        office = acting(work, staff(work, Role.DISCLOSURE))
        request_rework.rework(office, case.id, "复议决定撤销了原答复。", work.today + timedelta(days=20))
