"""What becomes of comments before the public reads them: masked, shown, sent back, set aside with a name, restored."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models.comment import Comment
from models.comment_decision import CommentDecision
from models.comment_period import CommentPeriod
from models.notice import Notice
from rules.actors import Actor, Role
from rules.comment_words import AsideGround
from rules.errors import Conflict, InputRefused, NotPermitted, TransitionRefused
from rules.redaction_marks import Decision
from rules.vocabulary import State
from services import comment_confirmations, comment_masking, comment_moderation, ledger
from services.redaction_edits import Addition, Change
from services.work import Work
from tests.factories import acting, staff
from tests.factories_comments import comment, draft, period_in, received

PHONE = "13812345678"
TELLS = f"首三十分钟太短。我叫朱小云，电话{PHONE}，住在老城区。"
WHY = "整条都是房产广告"


@pytest.fixture
def period(work: Work) -> CommentPeriod:
    return period_in(work, State.OPEN)


@pytest.fixture
def handler(work: Work) -> Actor:
    return staff(work, Role.HANDLER, "housing")


def test_show_hides_what_was_found_and_what_a_person_adds(work: Work, period: CommentPeriod, handler: Actor) -> None:
    """L4: nothing of what is hidden is in the public text, and nobody can put other words into it."""
    made, desk = comment(work, period, text=TELLS), acting(work, handler)
    proposed = comment_masking.of_comment(desk, made)
    assert [mark.kind for mark, _ in proposed.marks] == ["name", "mobile"]
    assert PHONE not in proposed.public
    assert "朱小云" not in proposed.public
    seen = made.chain_length
    kept = comment_masking.judge(desk, made.id, seen, 0, [Change(1, Decision.HIDE, "朱某")])
    comment_masking.hide(desk, made.id, seen, kept.edits, Addition("老城区"))
    with pytest.raises(Conflict):
        comment_masking.judge(desk, made.id, seen, 0, [])
    comment_moderation.show(desk, made.id, seen)
    assert made.state == State.SHOWN
    assert made.shown_text == "首三十分钟太短。我叫朱某，电话138****5678，住在（略）。"
    assert made.text == TELLS
    comment_masking.hide(desk, made.id, made.chain_length, comment_masking.of_comment(desk, made).edits,
                         Addition("三十分钟"))
    assert "三十分钟" in made.shown_text
    comment_moderation.show(desk, made.id)
    assert made.shown_text.startswith("首（略）太短")
    assert ledger.verify(work).first_bad is None


def test_show_many_passes_over_what_tells_of_somebody(work: Work, period: CommentPeriod, handler: Actor) -> None:
    plain, telling = comment(work, period), comment(work, period, text=TELLS)
    other = comment(work, period_in(work, State.OPEN))
    numbers = [plain.number, telling.number, other.number]
    assert comment_moderation.show_clean(acting(work, handler), period.id, numbers) == [plain.number]
    assert [one.state for one in (plain, telling, other)] == [State.SHOWN, State.HELD, State.HELD]
    assert plain.shown_text is None
    assert comment_moderation.show_clean(acting(work, handler), period.id, numbers) == []


def test_ask_to_mend_tells_the_writer_and_gives_five_working_days_at_least(work: Work, handler: Actor) -> None:
    """A comment that is sent back on the last day may still be mended for five working days."""
    period = period_in(work, State.OPEN, opens_on=work.today, closes_on=date(2026, 12, 24))
    made = comment(work, period)
    early, late = acting(work, handler), acting(work, handler, days=30)
    with pytest.raises(InputRefused, match="哪里要改"):
        comment_moderation.ask_to_mend(early, made.id, " ")
    assert comment_moderation.ask_to_mend(early, made.id, "请删去邻居的姓名") == period.closes_at
    assert (made.state, made.decided_words, made.decided_by) == (State.MENDING, "请删去邻居的姓名", handler.id)
    last = comment(work, period)
    until = comment_moderation.ask_to_mend(late, last.id, "请删去邻居的姓名")
    assert timedelta() < until - period.closes_at < timedelta(days=9)
    kinds = work.session.scalars(select(Notice.kind).where(Notice.case_id == made.id)).all()
    assert sorted(kinds) == ["mend_asked", "received"]


@pytest.mark.parametrize(("ground", "words", "message"), [
    ("", WHY, "请选"), ("dislike", WHY, "请选"), (AsideGround.COMMERCIAL, "广告", "为什么"),
    (AsideGround.NOT_MENDED, "到期没有修改", "没有退回修改"),
], ids=["no ground", "unknown ground", "no words", "never sent back"])
def test_set_aside_without_a_full_reason_is_refused(
        work: Work, period: CommentPeriod, handler: Actor, ground: str, words: str, message: str) -> None:
    """C3: a comment is set aside with reason and name only."""
    made = comment(work, period)
    with pytest.raises(InputRefused, match=message):
        comment_moderation.set_aside(acting(work, handler), made.id, ground, words)
    assert made.state == State.HELD


def test_set_aside_keeps_ground_words_and_name_and_only_the_office_restores(
        work: Work, period: CommentPeriod, handler: Actor) -> None:
    """C2, C3: nothing is deleted; the department that set it aside is not the one to bring it back."""
    made = comment(work, period)
    comment_moderation.set_aside(acting(work, handler), made.id, AsideGround.COMMERCIAL, WHY)
    assert (made.state, made.aside_ground, made.decided_words, made.decided_by) == (
        State.SET_ASIDE, "commercial", WHY, handler.id)
    with pytest.raises(NotPermitted):
        comment_moderation.restore(acting(work, staff(work, Role.LEAD, "housing")), made.id, "说的是停车")
    office = acting(work, staff(work, Role.DISCLOSURE))
    comment_moderation.restore(office, made.id, "说的确实是停车收费")
    assert (made.state, made.aside_ground) == (State.HELD, None)
    kept = work.session.scalars(select(CommentDecision).order_by(CommentDecision.id)).all()
    assert [(one.act, one.words, one.decided_by) for one in kept] == [
        ("set_aside", WHY, handler.id), ("restore", "说的确实是停车收费", office.actor.id)]
    assert ledger.verify(work).first_bad is None


def test_comment_that_was_set_aside_gives_way_to_a_later_one_of_its_writer(
        work: Work, period: CommentPeriod, handler: Actor) -> None:
    """C1: one counted opinion per contact: what was replaced meanwhile does not come back beside it."""
    contact = draft(period).contact
    first = work.session.get_one(Comment, received(work, period, handler, contact=contact).id)
    comment_moderation.set_aside(acting(work, handler), first.id, AsideGround.OFF_TOPIC, "说的是另一条路")
    later = work.session.get_one(Comment, received(work, period, handler, contact=contact).id)
    assert (first.state, first.replaced_by_id, later.state) == (State.REPLACED, later.id, State.HELD)
    with pytest.raises(TransitionRefused):
        comment_moderation.restore(acting(work, staff(work, Role.DISCLOSURE)), first.id, "说的确实是停车收费")


def test_comment_that_was_set_aside_takes_no_place_until_it_is_restored(
        work: Work, period: CommentPeriod, handler: Actor) -> None:
    """C1, C3: an earlier comment counts while the later one is set aside, and gives way once that is restored."""
    contact = draft(period).contact
    early, late = comment(work, period, contact=contact), comment(work, period, contact=contact)
    late.confirmed_at = work.now
    comment_moderation.set_aside(acting(work, handler), late.id, AsideGround.OFF_TOPIC, "说的是另一条路")
    comment_confirmations.count(work, comment_confirmations.lock(work.session, early.id))
    assert (early.state, late.state) == (State.HELD, State.SET_ASIDE)
    comment_moderation.restore(acting(work, staff(work, Role.DISCLOSURE)), late.id, "说的确实是停车收费")
    assert (early.state, early.replaced_by_id, late.state) == (State.REPLACED, late.id, State.HELD)


def test_not_mended_holds_only_after_the_time_to_mend(work: Work, period: CommentPeriod, handler: Actor) -> None:
    made = comment(work, period)
    until = comment_moderation.ask_to_mend(acting(work, handler), made.id, "请删去邻居的姓名")
    days = (until - work.now).days
    ground, words = AsideGround.NOT_MENDED, "到期没有修改"
    with pytest.raises(InputRefused, match="还可以修改"):
        comment_moderation.set_aside(acting(work, handler, days=days), made.id, ground, words)
    fresh, late = comment(work, period), acting(work, handler, days=days + 1)
    numbers = [made.number, fresh.number]
    assert comment_moderation.set_aside_late(acting(work, handler, days=days), period.id, numbers, words) == []
    assert comment_moderation.set_aside_late(late, period.id, numbers, words) == [made.number]
    assert (made.state, made.aside_ground, fresh.state) == (State.SET_ASIDE, ground, State.HELD)


def test_acts_on_a_stale_page_of_another_unit_or_beside_a_result_are_refused(
        work: Work, period: CommentPeriod, handler: Actor) -> None:
    """Z4 of the desk: what was done since a page was looked at changes nothing; nor does who may not."""
    made = comment(work, period)
    with pytest.raises(Conflict):
        comment_moderation.show(acting(work, handler), made.id, seen=made.chain_length + 1)
    with pytest.raises(NotPermitted):
        comment_moderation.show(acting(work, staff(work, Role.HANDLER, "transport")), made.id)
    period.state = State.RESULT_DRAFTED.value
    with pytest.raises(TransitionRefused, match="已经送审"):
        comment_moderation.set_aside(acting(work, handler), made.id, AsideGround.COMMERCIAL, WHY)
    assert work.session.get_one(Comment, made.id).state == State.HELD
