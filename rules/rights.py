"""The rights of a person over what is kept about them (个人信息保护法 chapter 4): what can be asked, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.calendar import WorkCalendar
from rules.errors import InputRefused
from rules.letter_draft import CONTACT_CHARACTERS, Contact
from rules.text_checks import storable, within

# The law says 及时 only. Fifteen working days are the longest that the regulators let a service promise
# (App违法违规收集使用个人信息行为认定方法 art. 6); GB/T 35273-2020 8.7 allows thirty days.
WORKING_DAYS = 15
WORDS_CHARACTERS = 500
MOST_WAITING = 3
CORRECTIONS_A_DAY = 3
CONSENT_WITHDRAWN = "来信人撤回同意"


class Right(StrEnum):
    """What a person can ask for. The value is stored."""

    COPY = "copy"
    CORRECT_CONTACT = "correct_contact"
    DELETE_IDENTITY = "delete_identity"
    WITHDRAW_PUBLICATION = "withdraw_publication"
    WITHDRAW_CONSENT = "withdraw_consent"
    CORRECT_TEXT = "correct_text"
    STOP_USE = "stop_use"


class Outcome(StrEnum):
    """How a request ended."""

    DONE = "done"
    REFUSED = "refused"


RIGHT_LABELS: dict[Right, str] = {
    Right.COPY: "查阅、复制个人信息", Right.CORRECT_CONTACT: "更正姓名和联系方式",
    Right.DELETE_IDENTITY: "删除姓名和联系方式", Right.WITHDRAW_PUBLICATION: "撤回公开的同意",
    Right.WITHDRAW_CONSENT: "撤回敏感个人信息的同意",
    Right.CORRECT_TEXT: "更正来信里的个人信息", Right.STOP_USE: "停止使用来信内容和附件"}
RIGHT_ARTICLES: dict[Right, str] = {
    Right.COPY: "个人信息保护法第四十五条", Right.CORRECT_CONTACT: "个人信息保护法第四十六条",
    Right.DELETE_IDENTITY: "个人信息保护法第四十七条", Right.WITHDRAW_PUBLICATION: "个人信息保护法第十五条",
    Right.WITHDRAW_CONSENT: "个人信息保护法第十五、二十九条",
    Right.CORRECT_TEXT: "个人信息保护法第四十六条", Right.STOP_USE: "个人信息保护法第四十七条第二款"}
OUTCOME_LABELS: dict[Outcome, str] = {Outcome.DONE: "已经办理", Outcome.REFUSED: "没有同意"}
# What a person has to look at: the letter is part of the record, which is not rewritten. The rest is done at once.
BY_OFFICE = frozenset({Right.CORRECT_TEXT, Right.STOP_USE})
CONTACT_FIELDS = ("name", "phone", "email", "address")
FIELD_LABELS = {"name": "姓名", "phone": "电话", "email": "电子邮箱", "address": "联系地址"}


@dataclass(frozen=True)
class Waiting:
    """How a request for the office stands on a day: by when it is due, and whether that day is past."""

    due_on: date
    is_late: bool


def due_on(asked_on: date, calendar: WorkCalendar) -> date:
    """Return the day by which a request is answered; the day of asking is not counted (民法典 201)."""
    return calendar.add_working_days(asked_on, WORKING_DAYS)


def changed_fields(before: Contact, after: Contact) -> tuple[str, ...]:
    """Return the slugs of the contact fields that a correction changes.

    Raises InputRefused for what cannot be stored or changes nothing.
    """
    for field in CONTACT_FIELDS:
        within(storable(getattr(after, field), field, FIELD_LABELS[field]), CONTACT_CHARACTERS, field,
               FIELD_LABELS[field])
    changed = tuple(field for field in CONTACT_FIELDS if getattr(before, field) != getattr(after, field))
    if not changed:
        raise InputRefused("和现在存的一样，没有要更正的。请改了以后再提交。")
    return changed


def asked_words(words: str) -> str:
    """Return what a person writes with a request; raises InputRefused for nothing, and for what cannot be stored."""
    said = within(storable(words, "words", "说明"), WORDS_CHARACTERS, "words", "说明").strip()
    if not said:
        raise InputRefused("请写清楚要更正或者停止使用什么，为什么。", "words")
    return said


def refusal_reason(reason: str) -> str:
    """Return the reason of a refusal; raises InputRefused for none (个人信息保护法 50: 拒绝的应当说明理由)."""
    said = within(storable(reason, "reason", "理由"), WORDS_CHARACTERS, "reason", "理由").strip()
    if not said:
        raise InputRefused("不同意的，请写理由和法律依据，申请人会看到。", "reason")
    return said
