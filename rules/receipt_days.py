"""Which day an application counts as received (条例 31), from how it came in and what both sides confirmed. Pure."""

from __future__ import annotations

from datetime import date

from rules.errors import InputRefused
from rules.request_words import ReceiptRule
from rules.vocabulary import Channel

IN_THE_FUTURE = "日期不能在今天以后（条例第三十一条）。"
BEFORE_SUBMISSION = "确认收到的日子不能早于来件的日子（条例第三十一条）。"
AFTER_CONFIRMATION = "收到的日子不能晚于双方确认的日子（条例第三十一条）。"
NEEDS_PROOF = "请写收到的依据：邮件单号、签收人，或者与谁怎样确认的（条例第三十一条）。"
# By which rules an application may come in on a channel, the usual one first.
RULES: dict[Channel, tuple[ReceiptRule, ...]] = {
    Channel.COUNTER: (ReceiptRule.IN_PERSON,),
    Channel.PAPER: (ReceiptRule.SIGNED_MAIL, ReceiptRule.PLAIN_MAIL),
    Channel.FAX: (ReceiptRule.CONFIRMED,),
    Channel.EMAIL: (ReceiptRule.CONFIRMED,),
}
# The day of receipt is that of a confirmation by both sides: until then no clock runs.
BY_CONFIRMATION = frozenset({ReceiptRule.PLAIN_MAIL, ReceiptRule.CONFIRMED})
NEED_PROOF = frozenset({ReceiptRule.SIGNED_MAIL, *BY_CONFIRMATION})


def require_rule(channel: Channel, rule: ReceiptRule) -> None:
    """Raise InputRefused for a rule by which nothing comes in on the channel."""
    if rule not in RULES.get(channel, ()):
        raise InputRefused("这个渠道的申请不按这一条规则确定收到的日子，请重新选（条例第三十一条）。", "rule")


def require_came(came_on: date, today: date) -> None:
    """Raise InputRefused for an application that came in after today."""
    if came_on > today:
        raise InputRefused(IN_THE_FUTURE, "came_on")


def received_on(came_on: date, confirmed_on: date, today: date, stated_on: date | None = None) -> date:
    """Return the day of receipt of an application that both sides confirmed: that of the confirmation.

    Raises InputRefused for a confirmation in the future or before it came in, and for a stated day of receipt that is
    later than the confirmation.
    """
    if confirmed_on > today:
        raise InputRefused(IN_THE_FUTURE, "confirmed_on")
    if confirmed_on < came_on:
        raise InputRefused(BEFORE_SUBMISSION, "confirmed_on")
    if stated_on is not None and stated_on > confirmed_on:
        raise InputRefused(AFTER_CONFIRMATION, "received_on")
    return confirmed_on
