"""征求意见 (条例 32, 34): of a third party and of an agency that made the information too; what silence means.

A third party's silence decides nothing: the agency decides under the law. A co-maker's silence is consent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from rules.calendar import WorkCalendar
from rules.clock_kinds import ClockKind, PauseReason, row_for
from rules.errors import InputRefused
from rules.outcomes import NEW_SINCE


class Party(StrEnum):
    """Who is asked; the slugs are those of the pause that asking is a reason for."""

    THIRD_PARTY = "third_party"
    CO_MAKER = "co_maker"


class SentBy(StrEnum):
    """How a letter went out. Mail goes by the postal enterprise (国办公开办函〔2016〕235号)."""

    POST = "post"
    IN_PERSON = "in_person"
    OFFICIAL = "official"


class Position(StrEnum):
    """What whoever was asked said. `SILENT` is the service's own finding once the time is over."""

    AGREE = "agree"
    OBJECT = "object"
    SILENT = "silent"


PARTY_LABELS: Mapping[Party, str] = {Party.THIRD_PARTY: "第三方", Party.CO_MAKER: "共同制作机关"}
SENT_LABELS: Mapping[SentBy, str] = {
    SentBy.POST: "邮政寄送", SentBy.IN_PERSON: "当面送达", SentBy.OFFICIAL: "公文交换"}
POSITION_LABELS: Mapping[Position, str] = {
    Position.AGREE: "同意公开", Position.OBJECT: "不同意公开", Position.SILENT: "逾期没有答复"}
ARTICLES: Mapping[Party, str] = {Party.THIRD_PARTY: "条例第三十二条", Party.CO_MAKER: "条例第三十四条"}
PAUSES: Mapping[Party, PauseReason] = {
    Party.THIRD_PARTY: PauseReason.THIRD_PARTY, Party.CO_MAKER: PauseReason.CO_MAKER}
_CLOCKS: Mapping[Party, ClockKind] = {
    Party.THIRD_PARTY: ClockKind.THIRD_PARTY_OPINION, Party.CO_MAKER: ClockKind.CO_MAKER_OPINION}
NEEDS_NAME = "请写征求谁的意见（{}）。"
NEEDS_ADDRESS = "征求第三方意见要书面送达，请写它的地址（条例第三十二条）。没有地址送不到，不能中止计时。"
NEEDS_CONTENT = "请写拟公开的内容是什么，让对方知道要对什么发表意见（{}）。"
OLD_TEXT = "2019年5月15日以前的《条例》没有征求共同制作机关意见的规定。"
NEEDS_REASONS = "不同意公开要有理由，请把对方的理由写上（条例第三十二条）。"
SILENCE: Mapping[Party, str] = {
    Party.THIRD_PARTY: "第三方逾期没有提出意见，由本机关依照《条例》决定是否公开（条例第三十二条）。",
    Party.CO_MAKER: "共同制作机关逾期没有提出意见，视为同意公开（条例第三十四条）。"}
NEEDS_DECISION_WORDS = "第三方不同意、仍决定公开的，要写明公开的内容和理由，书面告知第三方（条例第三十二条）。"


def require_party(party: Party, name: str, address: str, content: str, received_on: date) -> None:
    """Raise InputRefused for a letter that cannot be delivered or does not say what it is about."""
    if party is Party.CO_MAKER and received_on < NEW_SINCE:
        raise InputRefused(OLD_TEXT, "party")
    if not name:
        raise InputRefused(NEEDS_NAME.format(ARTICLES[party]), "name")
    if party is Party.THIRD_PARTY and not address:
        raise InputRefused(NEEDS_ADDRESS, "address")
    if not content:
        raise InputRefused(NEEDS_CONTENT.format(ARTICLES[party]), "content")


def last_day(party: Party, served_on: date, calendar: WorkCalendar) -> date:
    """Return the last day to answer: 15 working days from the day on which the letter was received."""
    row = row_for(_CLOCKS[party], max(served_on, NEW_SINCE))
    return calendar.add_working_days(served_on, row.length)


def require_days(sent_on: date, served_on: date | None, today: date, received_on: date) -> None:
    """Raise InputRefused for a letter sent in the future or before the request, or received before it was sent."""
    if sent_on > today:
        raise InputRefused("送出日期不能晚于今天。", "sent_on")
    if sent_on < received_on:
        raise InputRefused("送出日期不能早于收到申请的那一天。", "sent_on")
    if served_on is not None and served_on > today:
        raise InputRefused("对方收到的日期不能晚于今天。", "served_on")
    if served_on is not None and served_on < sent_on:
        raise InputRefused("对方收到的日期不能早于送出的日期。", "served_on")


def require_answer(party: Party, position: Position, reasons: str, answered_on: date, sent_on: date,
                   today: date) -> None:
    """Raise InputRefused for an answer before its letter or in the future, and for a bare no of a third party."""
    if answered_on > today:
        raise InputRefused("收到意见的日期不能晚于今天。", "answered_on")
    if answered_on < sent_on:
        raise InputRefused("收到意见的日期不能早于送出征求意见书的日期。", "answered_on")
    if party is Party.THIRD_PARTY and position is Position.OBJECT and not reasons:
        raise InputRefused(NEEDS_REASONS, "reasons")


def allows(party: Party, position: Position | None) -> bool | None:
    """Tell what an answer means for disclosure: True it may, False it may not, None the agency decides (32, 34)."""
    if position is Position.SILENT:
        return True if party is Party.CO_MAKER else None
    if position is None or (party is Party.THIRD_PARTY and position is Position.OBJECT):
        return None if position is None else False
    return position is Position.AGREE
