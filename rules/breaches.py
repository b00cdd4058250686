"""Breaches of personal data (个人信息保护法 57): which kinds of data, what a record must say, by when to tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules.errors import InputRefused
from rules.text_checks import storable, within

WORDS_CHARACTERS = 1000
# 网络安全事件报告 of the regulators asks state organs for an hour to four; the law says 立即. A day is our last line.
TELL_WITHIN = timedelta(hours=24)
MOST_PERSONS = 10_000_000


class BreachKind(StrEnum):
    """Which data a breach touches. The value is stored."""

    IDENTITY = "identity"
    ID_NUMBER = "id_number"
    TEXT = "text"
    FILES = "files"
    QUERY_CODES = "query_codes"
    STAFF = "staff"
    KEYS = "keys"
    BACKUP = "backup"


BREACH_LABELS: dict[BreachKind, str] = {
    BreachKind.IDENTITY: "姓名和联系方式", BreachKind.ID_NUMBER: "身份证号", BreachKind.TEXT: "来信内容",
    BreachKind.FILES: "附件", BreachKind.QUERY_CODES: "查询码", BreachKind.STAFF: "工作人员账号",
    BreachKind.KEYS: "密钥", BreachKind.BACKUP: "备份"}
# What a record must say before a notice can be made of it (PIPL 57, items 1 to 2).
WORDS: dict[str, str] = {
    "cause": "经过和原因", "harm": "可能造成的危害", "measures": "已经采取的补救措施", "advice": "个人可以采取的措施"}


@dataclass(frozen=True)
class BreachDraft:
    """What the security administrator writes down. `persons` None: not known yet."""

    noticed_at: datetime
    kinds: tuple[BreachKind, ...]
    persons: int | None
    cause: str
    harm: str
    measures: str
    advice: str


def checked(draft: BreachDraft, now: datetime) -> BreachDraft:
    """Return the draft; raises InputRefused for what is missing, too long, or lies in the future."""
    if draft.noticed_at > now:
        raise InputRefused("发现的时间不能晚于现在。", "noticed_at")
    if not draft.kinds:
        raise InputRefused("请选涉及哪些信息，拿不准的也选上。", "kinds")
    if draft.persons is not None and not 0 <= draft.persons <= MOST_PERSONS:
        raise InputRefused("请填人数，例如35；还不清楚的空着。", "persons")
    for field, label in WORDS.items():
        if not within(storable(getattr(draft, field), field, label), WORDS_CHARACTERS, field, label).strip():
            raise InputRefused(f"请写{label}。", field)
    return draft


def tell_by(noticed_at: datetime) -> datetime:
    """Return the instant by which the authority has been told at the latest."""
    return noticed_at + TELL_WITHIN
