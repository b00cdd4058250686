"""Ways of delivery: what proves each, which day counts, and that the post is the state's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rules.errors import InputRefused
from rules.reply_delivery import Delivery, Wanted, checked, post_number, proof_words
from rules.request_words import DeliverBy
from tests.fixtures.reply_words import EMS, delivery

ISSUED, TODAY = date(2026, 11, 24), date(2026, 11, 26)


@pytest.mark.parametrize("by", DeliverBy)
def test_delivery_by_every_way_with_its_proof_is_taken(by: DeliverBy) -> None:
    made = checked(delivery(by, ISSUED), Wanted(by, accepts_other=False), ISSUED, TODAY)
    assert (made.by, made.on) == (by, ISSUED)
    assert made.proof or by is DeliverBy.ONLINE


@pytest.mark.parametrize(("by", "proof"), [
    (DeliverBy.POST, ""), (DeliverBy.POST, "SF1234567890123"), (DeliverBy.POST, "123456789012"),
    (DeliverBy.POST, "EB123456784CN"), (DeliverBy.FAX, " "), (DeliverBy.EMAIL, ""), (DeliverBy.COLLECT, "林小舟")],
    ids=["no number", "a private carrier", "a digit short", "wrong check digit", "no report", "no record", "a name"])
def test_delivery_without_what_proves_it_is_refused(by: DeliverBy, proof: str) -> None:
    with pytest.raises(InputRefused) as refused:
        checked(Delivery(by, ISSUED, proof), Wanted(by, accepts_other=True), ISSUED, TODAY)
    assert refused.value.field == "proof"


@pytest.mark.parametrize(("on", "by", "field"), [
    (TODAY + timedelta(1), DeliverBy.POST, "on"), (ISSUED - timedelta(1), DeliverBy.POST, "on"),
    (ISSUED, DeliverBy.FAX, "by")], ids=["to come", "before the signing", "a way not left open"])
def test_delivery_on_another_day_or_way_is_refused(on: date, by: DeliverBy, field: str) -> None:
    with pytest.raises(InputRefused) as refused:
        checked(delivery(by, on), Wanted(DeliverBy.POST, accepts_other=False), ISSUED, TODAY)
    assert refused.value.field == field


@pytest.mark.parametrize(("typed", "stored"), [
    (EMS, EMS), ("１２３４ 5678 90123", EMS), ("eb123456785cn", "EB123456785CN"), ("RR 473124829 CN", "RR473124829CN")],
    ids=["domestic", "wide and spaced", "small letters", "registered"])
def test_post_number_is_stored_in_one_form(typed: str, stored: str) -> None:
    assert post_number(typed) == stored


def test_proof_reads_as_words() -> None:
    assert proof_words(DeliverBy.POST, EMS) == f"邮件号{EMS}"
    assert proof_words(DeliverBy.COLLECT, "applicant") == "申请人本人签收"
