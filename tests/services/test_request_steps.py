"""The steps of a request that wait for somebody: two people, one notice, days that can be, and what the clock does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.clock import ClockPause
from models.disclosure import DisclosureRequest
from models.paper import Paper
from rules.actors import CITIZEN, SYSTEM, Role
from rules.clock_kinds import PauseReason
from rules.consultations import Party, Position
from rules.errors import InputRefused, NotPermitted, TransitionRefused
from rules.fees import FeeBasis
from rules.request_draft import Receipt
from rules.request_words import ReceiptRule
from rules.vocabulary import Channel, State
from services import (
    consultations,
    corrections,
    disclosure_intake,
    excess,
    extensions,
    fees,
    handling,
    ledger,
    pauses,
    receipts,
    request_ends,
)
from services.consultations import Letter
from services.excess import Judgement
from services.fees import Charge
from services.work import Work
from tests import factories, factories_requests
from tests.factories import acting

# Received on Tuesday 2026-11-24.
TODAY, DUE = date(2026, 11, 24), date(2026, 12, 22)
CHARGE = Charge(FeeBasis.PER_PAGE, 120, 1100, "到县政务服务中心12号窗口缴纳")


def handler(work: Work, **later: float) -> Work:
    return acting(work, factories.staff(work, Role.HANDLER), **later)


def lead(work: Work, **later: float) -> Work:
    return acting(work, factories.staff(work, Role.LEAD), **later)


def office(work: Work, **later: float) -> Work:
    return acting(work, factories.staff(work, Role.DISCLOSURE), **later)


@pytest.fixture
def request_(work: Work) -> DisclosureRequest:
    """A request that its handler has signed for."""
    case = factories_requests.request(work)
    handling.accept(handler(work), case.id)
    return case


def demanded(work: Work, case: DisclosureRequest) -> None:
    corrections.propose(handler(work), case.id, "没有写明是哪一年的资金。", "写明年度\n写明项目", 10)
    corrections.issue(lead(work), case.id)


def letter_to(name: str = "云溪建筑公司", address: str = "云溪县人民路1号", **fields: object) -> Letter:
    return Letter(Party.THIRD_PARTY, name, address, "2025年第3号施工合同", TODAY,
                  **{"proof": "EMS 1099", **fields})  # type: ignore[arg-type]


def due(work: Work, case: DisclosureRequest) -> date:
    return factories.answer_clock(work, case.id).due_on


def test_correction_by_two_people_stops_the_clock_and_its_answer_starts_it_anew(
        work: Work, request_: DisclosureRequest) -> None:
    """D3: 条例 30: the notice once, in writing, and twenty working days from the day of the correction."""
    demanded(work, request_)
    assert request_.state == State.CORRECTING
    assert work.session.query(Paper).filter_by(case_id=request_.id).count() == 1
    later = acting(work, CITIZEN, days=3)
    corrections.take(later, request_.id, "2025年度，老旧小区改造项目。", later.today)
    assert (request_.state, due(work, request_)) == (State.ACCEPTED, date(2026, 12, 25))
    with pytest.raises(TransitionRefused, match="一次性告知.*第三十条"):
        corrections.propose(handler(work, days=4), request_.id, "还不明确", "写明", 10)
    assert ledger.verify(work).first_bad is None


@pytest.mark.parametrize(("days", "items", "period", "words"), [
    pytest.param(10, "写明年度", 10, "7个工作日内告知.*第三十条", id="after seven working days"),
    pytest.param(1, " \n", 10, "一行一项", id="no item"),
    pytest.param(1, "写明年度", 30, "5到15", id="unreasonable period"),
])
def test_correction_that_may_not_be_is_refused_by_its_article(
        work: Work, request_: DisclosureRequest, days: int, items: str, period: int, words: str) -> None:
    with pytest.raises((InputRefused, TransitionRefused), match=words):
        corrections.propose(handler(work, days=days), request_.id, "不明确", items, period)


def test_pause_that_only_a_notice_gives_is_neither_asked_for_nor_ended_by_hand(
        work: Work, request_: DisclosureRequest) -> None:
    """D3: no clock stands still for a correction that nobody demanded."""
    with pytest.raises(InputRefused, match="由告知书中止"):
        pauses.ask(handler(work), request_.id, PauseReason.APPLICANT_CORRECTION, "文号", TODAY)
    demanded(work, request_)
    with pytest.raises(TransitionRefused, match="登记补正"):
        pauses.end(handler(work), pauses.running_pause(work, request_.id).id, TODAY)


def test_notice_by_whoever_proposed_it_is_refused(work: Work, request_: DisclosureRequest) -> None:
    first = lead(work)
    corrections.propose(first, request_.id, "不明确", "写明年度", 10)
    with pytest.raises(NotPermitted, match="另一位负责人"):
        corrections.issue(first, request_.id)


def test_request_whose_applicant_never_answers_lapses_after_days_in_the_post(
        work: Work, request_: DisclosureRequest) -> None:
    """条例 30: given up; by staff the day after, by the service five working days later; the pause does not end it."""
    demanded(work, request_)
    with pytest.raises(TransitionRefused, match="还没有过"):
        request_ends.lapse(handler(work, days=14), request_.id)
    sweep = acting(work, SYSTEM, days=20)
    assert (request_ends.lapse_due(sweep, 10), pauses.end_expired(sweep, 10)) == (0, 0)
    sweep = acting(work, SYSTEM, days=23)
    assert (pauses.end_expired(sweep, 10), request_ends.lapse_due(sweep, 10)) == (0, 1)
    assert (request_.state, request_.outcome) == (State.LAPSED, "correction_lapsed")
    assert ledger.verify(work).first_bad is None


def test_fee_within_the_tariff_waits_for_payment_and_counts_anew(work: Work, request_: DisclosureRequest) -> None:
    fees.propose(handler(work), request_.id, CHARGE)
    step = fees.issue(lead(work), request_.id)
    assert (request_.state, step.due_on) == (State.CHARGING, date(2026, 12, 22))
    paid = handler(work, days=2)
    fees.take_payment(paid, request_.id, paid.today, "川财票 0001")
    assert (request_.state, due(work, request_)) == (State.ACCEPTED, date(2026, 12, 24))
    assert ledger.verify(work).first_bad is None


@pytest.mark.parametrize(("basis", "quantity", "amount", "words"), [
    pytest.param(FeeBasis.PER_PAGE, 120, 1101, "最多收1100元.*109号", id="above the tariff by page"),
    pytest.param(FeeBasis.PER_PAGE, 30, 1, "免费", id="free pages"),
    pytest.param(FeeBasis.PER_CASE, 11, 100, "一共收到1件", id="more than the agency received"),
])
def test_fee_above_the_tariff_is_refused(work: Work, request_: DisclosureRequest, basis: FeeBasis, quantity: int,
                                         amount: int, words: str) -> None:
    with pytest.raises(InputRefused, match=words):
        fees.propose(handler(work), request_.id, Charge(basis, quantity, amount, "窗口缴纳"))


def test_third_party_is_asked_the_pause_granted_and_the_answer_lets_the_clock_run(
        work: Work, request_: DisclosureRequest) -> None:
    """D3: no pause without another house's leave; with the answer the clock runs on (条例 32, 33)."""
    row = consultations.send(handler(work), request_.id, letter_to())
    assert row.due_on == date(2026, 12, 15)
    assert b"\xe4\xba\x91\xe6\xba\xaa" not in row.name
    pause = work.session.get_one(ClockPause, row.pause_id)
    pauses.decide(office(work), pause.id, True, "")
    answered = handler(work, days=8)
    consultations.take(answered, row.id, Position.OBJECT, "涉及商业秘密", answered.today)
    assert (pause.state, due(work, request_)) == ("ended", date(2026, 12, 30))
    consultations.decide(lead(answered), row.id, disclose=True, reasons="公共利益重大影响")
    assert work.session.get_one(Paper, row.notice_paper_id).kind == "disclosure_notice"
    assert ledger.verify(work).first_bad is None


@pytest.mark.parametrize(("letter", "words"), [
    pytest.param(letter_to(address=""), "写它的地址.*第三十二条", id="no address"),
    pytest.param(letter_to(name=""), "征求谁的意见", id="no name"),
    pytest.param(letter_to(proof=""), "凭据", id="no proof"),
    pytest.param(letter_to(served_on=TODAY - timedelta(days=1)), "不能早于送出", id="served before it was sent"),
])
def test_letter_to_a_third_party_without_its_parts_is_refused(work: Work, request_: DisclosureRequest, letter: Letter,
                                                              words: str) -> None:
    with pytest.raises(InputRefused, match=words):
        consultations.send(handler(work), request_.id, letter)


def test_silence_is_noted_and_means_another_thing_for_each_party(work: Work, request_: DisclosureRequest) -> None:
    """条例 32: the agency decides; 34: a co-maker has consented."""
    rows = [consultations.send(handler(work), request_.id, letter_to()),
            consultations.send(handler(work), request_.id, Letter(
                Party.CO_MAKER, "县发展和改革局", "", "联合印发的文件", TODAY, proof="公文交换"))]
    assert consultations.note_silence(acting(work, SYSTEM, days=21), 10) == 0
    assert consultations.note_silence(acting(work, SYSTEM, days=22), 10) == 2
    assert [row.position for row in rows] == ["silent", "silent"]


def test_extension_after_the_due_day_is_refused_and_before_it_goes_out_on_paper(
        work: Work, request_: DisclosureRequest) -> None:
    """条例 33: before the period is over, once, agreed by another person, told in writing."""
    with pytest.raises(TransitionRefused, match="期限已过.*第三十三条"):
        extensions.ask(handler(work, days=40), request_.id, 20, "要查档案")
    asked = extensions.ask(handler(work), request_.id, 20, "要查档案")
    work.session.flush()
    extensions.decide(lead(work), asked.id, True, "")
    papers = [one.kind for one in work.session.query(Paper).filter_by(case_id=request_.id)]
    assert (papers, due(work, request_)) == (["extension"], date(2027, 1, 20))


def test_reasons_for_too_many_requests_are_judged_by_another_and_may_delay(
        work: Work, request_: DisclosureRequest) -> None:
    excess.ask(handler(work), request_.id, "本月已提出42件同类申请。", 7)
    with pytest.raises(TransitionRefused, match="还没有说明理由"):
        excess.judge(lead(work), request_.id, Judgement(False, "没有理由"))
    excess.take(handler(work), request_.id, "毕业论文需要。", TODAY)
    inquiry = excess.judge(lead(work), request_.id, Judgement(True, "理由合理，数量太大。", 5))
    assert (inquiry.is_reasonable, due(work, request_)) == (True, date(2026, 12, 29))
    assert ledger.verify(work).first_bad is None


@pytest.mark.parametrize(("confirmed", "stated", "words"), [
    pytest.param(1, None, "今天以后.*第三十一条", id="in the future"),
    pytest.param(-3, None, "早于来件", id="before it came"),
    pytest.param(0, 1, "晚于双方确认.*第三十一条", id="received later than confirmed"),
    pytest.param(0, None, "", id="today"),
])
def test_receipt_is_confirmed_on_a_day_that_can_be(work: Work, confirmed: int, stated: int | None,
                                                   words: str) -> None:
    """U4, 条例 31: three days, and only the confirmation starts the clock."""
    came = factories_requests.draft(channel=Channel.FAX, receipt=Receipt(ReceiptRule.CONFIRMED, confirmed=False))
    made = disclosure_intake.submit_request(handler(work, days=-1), came)
    case = work.session.get_one(DisclosureRequest, made.id)
    day = work.today + timedelta(days=confirmed)
    on = None if stated is None else work.today + timedelta(days=stated)
    if words:
        with pytest.raises(InputRefused, match=words):
            receipts.confirm(handler(work), case.id, day, "与申请人电话确认", on)
        return
    assert receipts.confirm(handler(work), case.id, day, "与申请人电话确认", on) == due(work, case)
    assert case.state == State.RECEIVED
    assert ledger.verify(work).first_bad is None


def test_withdrawn_request_stays_with_its_agency(work: Work, request_: DisclosureRequest) -> None:
    demanded(work, request_)
    request_ends.withdraw(acting(work, CITIZEN), request_.id)
    assert (request_.state, request_.department_id) == (State.WITHDRAWN, factories.department_id(work))
    assert ledger.verify(work).first_bad is None
