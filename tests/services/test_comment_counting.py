"""One counted opinion per contact: confirming, replacing in sight, mending and withdrawing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from models.comment import Comment, EarlierText
from models.comment_period import CommentPeriod
from models.identity import Identity
from rules.actors import CITIZEN, Role
from rules.comment_words import Stance
from rules.errors import InputRefused, NotFound, Refusal, TransitionRefused
from rules.letter_draft import Contact
from rules.transitions import Act
from rules.vocabulary import State
from services import (
    cases,
    comment_confirmations,
    comment_mending,
    comment_withdrawal,
    confirmations,
    events,
    ledger,
    lookup,
)
from services.work import Work
from tests.factories import acting, staff
from tests.factories_comments import comment, period_in, received

CONTACT = Contact(name="朱小云", email="zhu.xiaoyun@example.cn")
ALIAS = replace(CONTACT, email="ＺＨＵxiaoyun+2@example.cn")


def confirmed(work: Work, made: Comment) -> Comment:
    """Have the writer press the button behind the link in the mail."""
    citizen = acting(work, CITIZEN)
    confirmations.confirm_email(citizen, confirmations.token(citizen, made))
    return made


def sent_back(work: Work, made: Comment) -> Comment:
    """Have the department ask the writer to mend a comment within a day."""
    by = acting(work, staff(work, Role.HANDLER))
    made.state = cases.require(by, made, Act.ASK_TO_MEND)
    made.decided_words, made.decided_by = "请去掉邻居的电话", by.actor.id
    made.mend_until = work.now + timedelta(days=1)
    events.record(by, made, Act.ASK_TO_MEND)
    return made


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["in the order sent", "the later one first"])
def test_confirm_a_second_comment_of_a_contact_replaces_the_first_in_sight(work: Work, order: tuple[int, int]) -> None:
    """C1: one opinion counts per contact and passage, whatever spelling of the address; the later stands, linked."""
    period = period_in(work, State.OPEN)
    both = [comment(work, period, contact=one) for one in (CONTACT, ALIAS)]
    elsewhere = confirmed(work, comment(work, period, contact=CONTACT, anchor="a2"))
    for place in order:
        confirmed(work, both[place])
    first, last = both
    assert (first.state, first.replaced_by_id) == (State.REPLACED, last.id)
    assert (last.state, last.replaced_by_id, elsewhere.state) == (State.HELD, None, State.HELD)
    assert None not in (first.confirmed_at, last.confirmed_at, elsewhere.confirmed_at)
    assert ledger.verify(work).first_bad is None


def test_confirm_sets_both_times_and_a_second_press_changes_nothing(work: Work) -> None:
    made = confirmed(work, comment(work, period_in(work, State.OPEN), contact=CONTACT))
    assert made.confirmed_at == work.now == work.session.get_one(Identity, made.id).email_verified_at
    length = made.chain_length
    confirmed(replace(work, now=work.now + timedelta(hours=1)), made)
    assert (made.chain_length, made.confirmed_at) == (length, work.now)


def test_confirm_once_the_result_is_being_signed_counts_no_more(work: Work) -> None:
    """C3: the figures of a result do not change while it is signed; the address is confirmed for mail all the same."""
    period = period_in(work, State.OPEN)
    made = comment(work, period, contact=CONTACT)
    _at(work, period, State.RESULT_DRAFTED)
    confirmed(work, made)
    assert made.confirmed_at is None
    assert work.session.get_one(Identity, made.id).email_verified_at == work.now
    with pytest.raises(TransitionRefused, match="送审"):
        comment_withdrawal.withdraw(acting(work, CITIZEN), made.id)


def test_submit_with_a_proved_contact_counts_at_once_and_replaces(work: Work) -> None:
    """C1: the token proves one address in one period, not another spelling of it, and nothing elsewhere."""
    period = period_in(work, State.OPEN)
    first = confirmed(work, comment(work, period, contact=CONTACT))
    token = comment_confirmations.contact_token(work, first.id)
    other = received(work, period, contact=ALIAS, contact_token=token)
    elsewhere = received(work, period_in(work, State.OPEN), contact=CONTACT, contact_token=token)
    last = received(work, period, contact=CONTACT, contact_token=token)
    assert [one.is_confirmed for one in (other, elsewhere, last)] == [False, False, True]
    assert (first.state, first.replaced_by_id) == (State.REPLACED, last.id)
    assert work.session.get_one(Identity, last.id).email_verified_at == work.now
    assert received(work, period, contact=CONTACT, contact_token="不对").is_confirmed is False
    assert ledger.verify(work).first_bad is None


def test_mend_keeps_what_was_said_and_waits_to_be_shown_again(work: Work) -> None:
    made = sent_back(work, comment(work, period_in(work, State.OPEN)))
    before = made.text
    comment_mending.mend(acting(work, CITIZEN), made.id, Stance.OPPOSE, "  夜间也不要收费。 ")
    earlier = work.session.query(EarlierText).one()
    assert (made.state, made.stance, made.text) == (State.HELD, "oppose", "夜间也不要收费。")
    assert (earlier.text, earlier.stance, earlier.asked) == (before, "suggest", "请去掉邻居的电话")
    assert (made.mend_until, made.decided_words, made.title) == (None, "", "夜间也不要收费。")
    assert ledger.verify(work).first_bad is None


@pytest.mark.parametrize(("text", "later", "error"), [
    ("", timedelta(), InputRefused), (None, timedelta(), InputRefused), ("字" * 501, timedelta(), InputRefused),
    ("改好了", timedelta(days=1, seconds=1), TransitionRefused),
], ids=["nothing said", "nothing changed", "too long", "too late"])
def test_mend_refuses_what_cannot_be_taken(
        work: Work, text: str | None, later: timedelta, error: type[Refusal]) -> None:
    made = sent_back(work, comment(work, period_in(work, State.OPEN)))
    citizen = replace(acting(work, CITIZEN), now=work.now + later)
    with pytest.raises(error):
        comment_mending.mend(citizen, made.id, Stance.SUGGEST, made.text if text is None else text)


@pytest.mark.parametrize(("state", "words"), [(State.RESULT_DRAFTED, "送审"), (State.CANCELLED, "终止")],
                         ids=["the result is being signed", "the period was ended early"])
def test_mend_is_refused_when_nothing_comes_of_it(work: Work, state: State, words: str) -> None:
    period = period_in(work, State.OPEN)
    made = sent_back(work, comment(work, period))
    _at(work, period, state)
    with pytest.raises(TransitionRefused, match=words):
        comment_mending.mend(acting(work, CITIZEN), made.id, Stance.SUGGEST, "改好了")


def test_withdrawn_comment_is_found_by_nobody_and_its_twin_stays_replaced(work: Work) -> None:
    """K2: after withdrawing, number and code answer as an unknown number does."""
    period, citizen = period_in(work, State.OPEN), acting(work, CITIZEN)
    first = confirmed(work, comment(work, period, contact=CONTACT))
    sent = received(work, period, contact=CONTACT)
    last = confirmed(work, work.session.get_one(Comment, sent.id))
    assert lookup.find(citizen, sent.number, sent.query_code, "here") == sent.id
    comment_withdrawal.withdraw(citizen, last.id)
    assert (first.state, last.state) == (State.REPLACED, State.WITHDRAWN)
    assert lookup.find(citizen, sent.number, sent.query_code, "here") is None
    for refused in (first.id, last.id):
        with pytest.raises(TransitionRefused):
            comment_withdrawal.withdraw(citizen, refused)
    with pytest.raises(NotFound):
        comment_withdrawal.withdraw(citizen, period.id)


def _at(work: Work, period: CommentPeriod, state: State) -> None:
    """Put a period where its result is; how it comes there is tested with the results."""
    period.state = state.value
    work.session.flush()
