"""Replies that ask for a second look: what is flagged, and what honest replies are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.reply_checks import (
    FLAG_LABELS,
    STOCK_PHRASES,
    Earlier,
    ReplyFlag,
    Suspicion,
    likeness,
    suspicions,
)

HONEST = ("您反映的翠竹苑3栋外墙瓷砖脱落，我局11月20日派人查看，已围挡并通知物业12月5日前修补完毕，"
          "维修资金从公共维修基金支出。联系人：房管股，电话2201234。")
OTHER = ("关于汽车北站到桃源镇的末班车，经与公交公司商定，自12月1日起由18时延长到19时30分，"
         "周末加开一班。如有变动会在站牌公布。")
EARLIER = [Earlier("X2026-7", HONEST), Earlier("X2026-8", OTHER)]


@pytest.mark.parametrize(("text", "flag"), [
    ("已办。", ReplyFlag.SHORT), ("……", ReplyFlag.SHORT), ("2026-11-24 13812345678", ReplyFlag.SHORT),
    ("您好！您反映的问题已转相关部门，正在办理中，请您耐心等待。感谢您的理解与支持。", ReplyFlag.STOCK),
    ("尊敬的网友：来信收悉，我局高度重视，我们将尽快处理，敬请谅解。特此答复。", ReplyFlag.STOCK),
    (HONEST, ReplyFlag.COPIED), (HONEST.replace("3栋", "5栋").replace("12月5日", "12月9日"), ReplyFlag.COPIED),
    (f"您好！{HONEST}", ReplyFlag.COPIED),
], ids=["two words", "signs only", "numbers only", "stock phrases", "more stock phrases", "the same text",
        "the same with other numbers", "the same with a greeting"])
def test_suspicious_reply_is_flagged(text: str, flag: ReplyFlag) -> None:
    [found] = suspicions(text, EARLIER)
    assert found == Suspicion(flag, "X2026-7" if flag is ReplyFlag.COPIED else "")


@pytest.mark.parametrize("text", [
    "加压泵昨天换好，水压已经恢复正常。",
    "您好！您反映的问题我局高度重视。经核实，路灯线路被施工挖断，11月25日修复通电。感谢您的监督。",
    "翠竹苑外墙瓷砖脱落一事，物业答复的维修方案没有通过业主表决，社区将于周六重新组织表决。",
], ids=["short and to the point", "polite and to the point", "the same matter in other words"])
def test_honest_reply_is_not_flagged(text: str) -> None:
    assert suspicions(text, EARLIER) == ()


def test_first_reply_of_a_department_is_held_against_nothing() -> None:
    assert suspicions(HONEST, []) == ()


@given(st.text(alphabet="水电路灯小区物业公交站牌", min_size=1, max_size=60),
       st.text(alphabet="水电路灯小区物业公交站牌", min_size=1, max_size=60))
def test_likeness_is_the_same_both_ways_and_whole_for_equal_texts(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) == likeness(other, one) <= 1
    assert likeness(one, one) == 1


@given(st.lists(st.sampled_from(STOCK_PHRASES), min_size=1, max_size=12))
def test_nothing_but_stock_phrases_is_always_flagged(phrases: list[str]) -> None:
    assert suspicions("，".join(phrases), [])


def test_every_flag_has_words() -> None:
    assert set(FLAG_LABELS) == set(ReplyFlag)
