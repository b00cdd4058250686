"""One counted opinion per contact, also when several are confirmed and sent at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from models.comment import Comment
from models.comment_period import CommentPeriod
from rules.actors import CITIZEN
from rules.letter_draft import Contact
from rules.vocabulary import State
from services import comment_confirmations, comment_withdrawal, confirmations, ledger
from services.work import Work
from tests.factories import acting
from tests.factories_comments import comment, period_in, received
from tests.fixtures.engines import Edge

CONTACT = Contact(name="朱小云", email="zhu@example.cn")


def confirm(comment_id: int) -> Callable[[Work], Any]:
    def act(work: Work) -> None:
        citizen = acting(work, CITIZEN)
        made = work.session.get_one(Comment, comment_id)
        confirmations.confirm_email(citizen, confirmations.token(citizen, made))

    return act


def send(token: str) -> Callable[[Work], Any]:
    def act(work: Work) -> None:
        period = work.session.scalars(select(CommentPeriod)).one()
        received(work, period, contact=CONTACT, contact_token=token)

    return act


def withdraw(comment_id: int) -> Callable[[Work], Any]:
    def act(work: Work) -> None:
        comment_withdrawal.withdraw(acting(work, CITIZEN), comment_id)

    return act


def test_confirm_and_send_at_once_leave_one_counted_comment_of_a_contact(edge: Edge) -> None:
    """C1: whoever comes last stands, the others are replaced, and nobody waits for another in a ring."""
    def begin(work: Work) -> list[int]:
        period = period_in(work, State.OPEN)
        return [comment(work, period, contact=CONTACT).id for _ in range(5)]

    ids = edge.run(begin)
    edge.run(confirm(ids[0]))
    token = edge.run(lambda work: comment_confirmations.contact_token(work, ids[0]))
    gave = edge.race([*map(confirm, ids[1:4]), *[send(token)] * 3, withdraw(ids[4])])
    assert [one for one in gave if one is not None] == []
    rows = edge.run(lambda work: [
        (one.state, one.confirmed_at is not None, one.replaced_by_id) for one in
        work.session.scalars(select(Comment).order_by(Comment.case_id))])
    assert [state for state, confirmed, _ in rows if confirmed and state == State.HELD] == [State.HELD]
    assert [state for state, _, _ in rows] == [State.REPLACED] * 4 + [State.WITHDRAWN] + [State.REPLACED] * 2 + [
        State.HELD]
    assert all((by is not None) is (state == State.REPLACED) for state, _, by in rows)
    assert edge.run(ledger.verify).first_bad is None
