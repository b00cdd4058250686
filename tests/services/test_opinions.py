"""Sorting comments into opinions: made, merged, split, moved, whole groups at once, and decided with a reason."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.comment import Opinion, OpinionComment
from models.comment_period import CommentPeriod
from rules.actors import CITIZEN, Role
from rules.comment_words import Adoption, AsideGround, Stance
from rules.errors import InputRefused, NotFound, NotPermitted, TransitionRefused
from rules.transitions import Act
from rules.vocabulary import State
from services import cases, comment_mending, comment_moderation, ledger, opinions
from services.work import Work
from tests.factories import acting, staff
from tests.factories_comments import comment, period_in, shown


@pytest.fixture
def period(work: Work) -> CommentPeriod:
    """A period that is open."""
    return period_in(work, State.OPEN)


@pytest.fixture
def by(work: Work, period: CommentPeriod) -> Work:
    """Somebody of the department that made the draft."""
    return acting(work, staff(work, Role.HANDLER, "housing"))


def members(work: Work, opinion: Opinion) -> set[int]:
    return set(work.session.scalars(select(OpinionComment.comment_id).where(OpinionComment.opinion_id == opinion.id)))


def listed(work: Work, anchor: str) -> list[str]:
    return list(work.session.scalars(select(Opinion.summary).where(Opinion.anchor == anchor).order_by(Opinion.place)))


def test_merge_and_split_move_the_comments_and_keep_each_once(by: Work, period: CommentPeriod) -> None:
    one, two, three = (shown(by, period).id for _ in range(3))
    longer = opinions.make(by, period.id, "a3", " 延长 免费时间 ", [one, two])
    hour = opinions.make(by, period.id, "a3", "免费一小时", [two, three])
    opinions.decide(by, period.id, longer.id, Adoption.ADOPTED, "改为一小时")
    assert opinions.put_in(by, period.id, hour.id, [one, two]) == 1
    opinions.merge(by, period.id, longer.id, [hour.id])
    assert (longer.summary, members(by, longer), longer.decision) == ("延长 免费时间", {one, two, three}, "adopted")
    apart = opinions.split(by, period.id, longer.id, [three], "医院周边免费一小时")
    assert (members(by, longer), members(by, apart), apart.decision) == ({one, two}, {three}, None)
    other = opinions.make(by, period.id, "a3", "夜间收费")
    opinions.move(by, period.id, other.id, "a3", longer.id)
    assert listed(by, "a3") == ["延长 免费时间", "夜间收费", "医院周边免费一小时"]
    opinions.move(by, period.id, other.id, "")
    assert (listed(by, "a3"), listed(by, "")) == (["延长 免费时间", "医院周边免费一小时"], ["夜间收费"])
    opinions.remove(by, period.id, other.id)
    opinions.take_out(by, period.id, longer.id, [one])
    assert (listed(by, ""), members(by, longer)) == ([], {two})
    assert ledger.verify(by).first_bad is None


def test_merge_of_unlike_decisions_has_to_be_decided_anew(by: Work, period: CommentPeriod) -> None:
    kept, other = (opinions.make(by, period.id, "a3", words) for words in ("延长", "取消"))
    opinions.decide(by, period.id, kept.id, Adoption.ADOPTED, "已改")
    opinions.decide(by, period.id, other.id, Adoption.NOT_ADOPTED, "缺少依据")
    opinions.merge(by, period.id, kept.id, [other.id])
    assert (kept.decision, kept.reason, kept.decided_by) == (None, "", None)


def test_put_alike_takes_the_whole_group_of_the_passage(by: Work, period: CommentPeriod) -> None:
    first, second, elsewhere = shown(by, period), comment(by, period), shown(by, period, anchor="a2")
    for row in (second, elsewhere):
        row.alike_id = first.id
    by.session.flush()  # the group is looked up in the table
    opinion = opinions.make(by, period.id, "a3", "延长免费时间", [first.id])
    assert opinions.put_alike(by, period.id, opinion.id, "a3", first.id) == 1
    assert members(by, opinion) == {first.id, second.id}


@pytest.mark.parametrize(("fields", "message"), [
    ({"summary": "  "}, "一句话"), ({"summary": "字" * 301}, "多了1个字"), ({"anchor": "a99"}, "没有这一条"),
    ({"comments": [987654]}, "刷新页面"), ({"comments": range(501)}, "一次最多"),
], ids=["no words", "too long", "no such passage", "no such comment", "too many"])
def test_make_with_something_wrong_is_refused(by: Work, period: CommentPeriod, fields: dict[str, object],
                                              message: str) -> None:
    given = {"anchor": "a3", "summary": "延长", "comments": ()} | fields
    with pytest.raises(InputRefused, match=message):
        opinions.make(by, period.id, given["anchor"], given["summary"], given["comments"])  # type: ignore[arg-type]


def test_decide_needs_a_decision_and_a_reason(by: Work, period: CommentPeriod) -> None:
    """C3: a decision without a reason is refused."""
    opinion = opinions.make(by, period.id, "a3", "延长")
    with pytest.raises(InputRefused, match="理由"):
        opinions.decide(by, period.id, opinion.id, Adoption.NOT_ADOPTED, " \n")
    with pytest.raises(InputRefused, match="部分采纳"):
        opinions.decide(by, period.id, opinion.id, "later", "以后再说")
    with pytest.raises(NotPermitted):
        opinions.decide(acting(by, staff(by, Role.DISCLOSURE)), period.id, opinion.id, Adoption.ADOPTED, "改了")
    with pytest.raises(NotPermitted):
        opinions.make(acting(by, staff(by, Role.HANDLER, "transport")), period.id, "a3", "延长")


def test_comment_that_was_set_aside_cannot_be_sorted(by: Work, period: CommentPeriod) -> None:
    row = shown(by, period)
    opinion = opinions.make(by, period.id, "a3", "延长")
    row.state, row.aside_ground = cases.require(by, row, Act.SET_ASIDE), AsideGround.COMMERCIAL.value
    row.decided_words, row.decided_by = "推销停车卡", by.actor.id
    by.session.flush()  # what may be sorted is looked up in the table
    with pytest.raises(InputRefused, match="不列入统计"):
        opinions.put_in(by, period.id, opinion.id, [row.id])


def test_comment_that_was_mended_is_sorted_anew(by: Work, period: CommentPeriod) -> None:
    row = shown(by, period)
    opinion = opinions.make(by, period.id, "a3", "延长", [row.id])
    comment_moderation.ask_to_mend(by, row.id, "请去掉别人的姓名")
    assert members(by, opinion) == {row.id}
    comment_mending.mend(acting(by, CITIZEN), row.id, Stance.OPPOSE, "不同意延长，泊位会更紧张。")
    assert members(by, opinion) == set()


def test_sorting_ends_when_the_result_is_drafted_and_keeps_to_its_period(by: Work, period: CommentPeriod) -> None:
    other = period_in(by, State.PLANNED)
    with pytest.raises(TransitionRefused):
        opinions.make(by, other.id, "", "延长")
    opinion = opinions.make(by, period.id, "a3", "延长")
    running = period_in(by, State.OPEN)
    with pytest.raises(NotFound, match="刷新"):
        opinions.reword(by, running.id, opinion.id, "免费一小时")
