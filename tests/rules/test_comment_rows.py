"""Rows of a table of comments: what is understood, and what is refused with how to mend it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from rules.comment_rows import COLUMNS, Passages, Sent, read
from rules.comment_words import Stance
from rules.errors import InputRefused
from rules.vocabulary import Channel

SENT = Sent("Z2026-1", "table-token-0", date(2026, 11, 24))
PASSAGES = Passages({"a1": "第一条", "a3": "第三条", "a3-2": "第三条第二款"})
GOOD = dict(zip(COLUMNS, ("第三条第二款", "反对", "不赞成夜间收费。", "朱小云", 13812345678.0, "", "当面",
                          "2026-11-23"), strict=True))


def test_row_becomes_a_comment_of_the_day_it_arrived() -> None:
    draft = read(GOOD, PASSAGES, SENT)
    assert (draft.anchor, draft.stance, draft.text, draft.channel) == (
        "a3-2", Stance.OPPOSE, "不赞成夜间收费。", Channel.COUNTER)
    assert (draft.contact.name, draft.contact.phone, draft.arrived_on) == ("朱小云", "13812345678", date(2026, 11, 23))


@pytest.mark.parametrize(("column", "value", "field", "expected"), [
    ("条款", "", "anchor", ""), ("条款", "全文", "anchor", ""), ("条款", "第 三 条", "anchor", "a3"),
    ("条款", "a1", "anchor", "a1"), ("态度", None, "stance", Stance.SUGGEST),
    ("态度", "support", "stance", Stance.SUPPORT),
    ("方式", "", "channel", Channel.PAPER), ("方式", "邮件", "channel", Channel.EMAIL),
    ("收到日期", "", "arrived_on", date(2026, 11, 24)), ("收到日期", "2026年11月3日", "arrived_on", date(2026, 11, 3)),
    ("收到日期", "2026/11/3", "arrived_on", date(2026, 11, 3)),
    ("收到日期", datetime(2026, 11, 3, 9), "arrived_on", date(2026, 11, 3)),
    ("收到日期", "2026-11-03T00:00:00", "arrived_on", date(2026, 11, 3)),
], ids=str)
def test_cell_is_read_in_the_ways_that_people_write_it(
        column: str, value: object, field: str, expected: object) -> None:
    assert getattr(read(GOOD | {column: value}, PASSAGES, SENT), field) == expected


@pytest.mark.parametrize(("column", "value", "message"), [
    ("条款", "第九条", "草案里没有“第九条”"), ("态度", "中立", "看不懂"), ("意见", "", "请写您的意见"),
    ("意见", "字" * 2001, "2000"), ("电话", "138", "电话“138”不对"), ("电子邮箱", "zhu@", "电子邮箱“zhu@”不对"),
    ("方式", "网上", "看不懂"), ("收到日期", "上周", "看不出是哪一天"), ("姓名", "朱" * 201, "姓名"),
], ids=["passage", "stance", "nothing said", "too long", "phone", "mail", "channel", "day", "name"])
def test_cell_that_cannot_be_taken_says_how_to_mend_it(column: str, value: str, message: str) -> None:
    with pytest.raises(InputRefused, match=message):
        read(GOOD | {"态度": "建议", column: value}, PASSAGES, SENT)
