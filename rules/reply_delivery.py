"""How the reply to a disclosure request goes out: the ways, what proves each, and the day that counts.

In person it is the day of the signature, by post the day of posting (国办公开办函〔2016〕235号), which must go through
the state's post; on the net the moment at which it can be read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.errors import InputRefused
from rules.request_words import DELIVER_LABELS, DeliverBy
from rules.text_checks import storable, within

PROOF_CHARACTERS = 200
POST_ONLY = "邮寄答复要通过邮政企业（EMS或者挂号信），单号是13位数字，或者两个字母加9位数字加两个字母" \
            "（国办公开办函〔2016〕235号）。"
# 13 digits inside the country, or the form of the world postal union with its check digit.
_DOMESTIC = re.compile(r"[0-9]{13}")
_WORLD = re.compile(r"[A-Z]{2}[0-9]{8}([0-9])[A-Z]{2}")
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


class SignedBy(StrEnum):
    """Who signed for a reply that was collected; the slip itself, with the name, stays on paper in the file."""

    APPLICANT = "applicant"
    AGENT = "agent"


SIGNED_LABELS: dict[SignedBy, str] = {
    SignedBy.APPLICANT: "申请人本人签收", SignedBy.AGENT: "受委托的人凭委托书签收"}
_MISSING: Mapping[DeliverBy, str] = {
    DeliverBy.FAX: "请写传真发送报告的时间和页数。", DeliverBy.EMAIL: "请写邮件发出的时间，或者发送记录的编号。",
    DeliverBy.COLLECT: "请选由谁签收。"}


@dataclass(frozen=True)
class Delivery:
    """One delivery: the way, the day, and what proves it, which names nobody."""

    by: DeliverBy
    on: date
    proof: str = ""


@dataclass(frozen=True)
class Wanted:
    """What the applicant asked for, and whether another way may be taken (条例 40)."""

    by: DeliverBy
    accepts_other: bool


def checked(delivery: Delivery, wanted: Wanted, issued_on: date, today: date) -> Delivery:
    """Return a delivery as it is stored.

    Raises InputRefused for a way that the applicant did not leave open, a day before the signing or to come, another
    carrier than the post, and without what proves it.
    """
    if delivery.by is not wanted.by and not wanted.accepts_other:
        raise InputRefused(f"申请人要求“{DELIVER_LABELS[wanted.by]}”，没有同意用别的方式（条例第四十条）。", "by")
    if delivery.on > today:
        raise InputRefused("送达的日子不能在今天以后。", "on")
    if delivery.on < issued_on:
        raise InputRefused("送达的日子不能早于签发的那一天。", "on")
    return Delivery(delivery.by, delivery.on, _proof(delivery))


def _proof(delivery: Delivery) -> str:
    proof = within(storable(delivery.proof, "proof", "送达凭证"), PROOF_CHARACTERS, "proof", "送达凭证").strip()
    if delivery.by is DeliverBy.ONLINE:
        return ""
    if delivery.by is DeliverBy.POST:
        return post_number(proof)
    if delivery.by is DeliverBy.COLLECT and proof not in list(SignedBy):
        raise InputRefused(_MISSING[delivery.by], "proof")
    if not proof:
        raise InputRefused(_MISSING[delivery.by], "proof")
    return proof


def post_number(typed: str) -> str:
    """Return a postal number as it is stored. Raises InputRefused for what no post office gave out."""
    number = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", typed)).upper()
    if _DOMESTIC.fullmatch(number):
        return number
    world = _WORLD.fullmatch(number)
    if world is None or int(world[1]) != _check_digit(number[2:10]):
        raise InputRefused(POST_ONLY, "proof")
    return number


def proof_words(by: DeliverBy, proof: str) -> str:
    """Return what proves a delivery as a page says it."""
    if by is DeliverBy.POST:
        return f"邮件号{proof}"
    return SIGNED_LABELS[SignedBy(proof)] if proof in list(SignedBy) else proof


def _check_digit(digits: str) -> int:
    rest = 11 - sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)
