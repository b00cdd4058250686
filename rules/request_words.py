"""The words of a disclosure request: how the answer is to be provided and delivered, and by which rule it came in."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from rules.vocabulary import Channel, State


class ProvideAs(StrEnum):
    """提供方式: in which form the information is wanted."""

    PAPER = "paper"
    EMAIL = "email"
    DISC = "disc"
    INSPECTION = "inspection"


class DeliverBy(StrEnum):
    """获取方式: how the reply goes out. `ONLINE` is the status page, opened with number and query code."""

    ONLINE = "online"
    POST = "post"
    EMAIL = "email"
    FAX = "fax"
    COLLECT = "collect"


class ReceiptRule(StrEnum):
    """By which rule of article 31 the day of receipt is what it is (国办公开办函〔2015〕207号 for the details)."""

    IN_PERSON = "in_person"
    SIGNED_MAIL = "signed_mail"
    PLAIN_MAIL = "plain_mail"
    CONFIRMED = "confirmed"
    INSTANT = "instant"


PROVIDE_LABELS: dict[ProvideAs, str] = {
    ProvideAs.PAPER: "纸面", ProvideAs.EMAIL: "电子邮件", ProvideAs.DISC: "光盘", ProvideAs.INSPECTION: "查阅、抄录",
}
DELIVER_LABELS: dict[DeliverBy, str] = {
    DeliverBy.ONLINE: "网上查看", DeliverBy.POST: "邮寄", DeliverBy.EMAIL: "电子邮件", DeliverBy.FAX: "传真",
    DeliverBy.COLLECT: "自行领取",
}
RECEIPT_LABELS: dict[ReceiptRule, str] = {
    ReceiptRule.IN_PERSON: "当面提交，以提交之日为收到之日",
    ReceiptRule.SIGNED_MAIL: "邮寄并签收，以签收之日为收到之日",
    ReceiptRule.PLAIN_MAIL: "平常信函，以与申请人确认之日为收到之日",
    ReceiptRule.CONFIRMED: "互联网渠道或者传真，以双方确认之日为收到之日",
    ReceiptRule.INSTANT: "网上提交，页面当场出具回执，提交即为双方确认",
}
# What the service calls 来访、信函 for letters has other names at the counter for open government.
REQUEST_CHANNEL_LABELS: Mapping[Channel, str] = {
    Channel.WEB: "网上申请", Channel.API: "接口", Channel.COUNTER: "当面申请", Channel.PAPER: "信函",
    Channel.FAX: "传真", Channel.EMAIL: "电子邮件",
}
# How the four rows of the form of 2018 count channels: 当面、传真、网络、信函.
COUNTED_CHANNELS_2018: Mapping[Channel, str] = {
    Channel.COUNTER: "counter", Channel.FAX: "fax", Channel.PAPER: "paper", Channel.WEB: "web", Channel.API: "web",
    Channel.EMAIL: "web",
}
REQUEST_STATE_LABELS: Mapping[State, str] = {
    State.UNCONFIRMED: "待确认", State.RECEIVED: "待签收", State.ACCEPTED: "办理中", State.CORRECTING: "待补正",
    State.CHARGING: "待缴费", State.DRAFTED: "待审核", State.REVIEWED: "待审发", State.ISSUED: "待送达",
    State.ANSWERED: "已答复", State.CLOSED: "已归档", State.LAPSED: "已终止", State.WITHDRAWN: "已撤回",
    State.REWORK: "重新办理中",
}
# What the applicant sees; inner steps of the agency are one word outside.
PUBLIC_REQUEST_STATE_LABELS: Mapping[State, str] = {
    **REQUEST_STATE_LABELS, State.RECEIVED: "已收到", State.UNCONFIRMED: "等待确认收到", State.DRAFTED: "办理中",
    State.REVIEWED: "办理中", State.ISSUED: "答复待送达", State.CLOSED: "已答复",
}
