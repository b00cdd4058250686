"""Mail that came back: which notice, which address, and what is left alone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.identity import Identity
from models.notice import Notice
from queries.notices import signed_message_id
from rules.delivery import Channel
from services import bounces, notices, outbox
from services.bounces import BounceOutcome
from services.outbox import Outcome, Terms
from services.work import Work
from tests import factories
from tests.rules.test_bounces import report

TERMS = Terms(Channel.MAIL, lease_s=60, rate_per_minute=10**9)


@pytest.fixture
def sent(work: Work) -> Notice:
    """A receipt that a mail server has accepted."""
    factories.letter_with_email(work)
    outbox.settle(work, TERMS, outbox.next_turn(work, TERMS), Outcome())
    return work.session.scalars(select(Notice)).one()


def came_back(work: Work, notice: Notice, status: str = "5.1.1", message_id: str = "") -> BounceOutcome:
    identity = message_id or signed_message_id(work.secrets.code, notice.message_id)
    outcome = bounces.take(work, report(status, original=f"Message-ID: <{identity}@county.example>\r\n"))
    work.session.flush()
    work.session.refresh(notice)
    return outcome


def bounced_addresses(work: Work) -> int:
    return len(work.session.scalars(select(Identity).where(Identity.email_bounced_at.is_not(None))).all())


def test_hard_bounce_gives_the_notice_up_in_sight_and_marks_the_address(work: Work, sent: Notice) -> None:
    """M4: a hard bounce marks the address."""
    for email in (factories.EMAIL, "another@example.cn"):
        factories.letter(work, contact=factories.Contact(email=email))
    assert came_back(work, sent) is BounceOutcome.HARD
    assert (sent.state, sent.sent_at, sent.bounced_at, sent.last_error) == (
        "failed", None, work.now, "邮件被退回（5.1.1）")
    assert bounced_addresses(work) == 2


@pytest.mark.parametrize("status", ["5.2.2", "5.7.1"])
def test_hard_bounce_of_one_message_says_nothing_of_the_address(work: Work, sent: Notice, status: str) -> None:
    assert came_back(work, sent, status) is BounceOutcome.HARD
    assert (sent.state, bounced_addresses(work)) == ("failed", 0)


def test_soft_bounce_is_only_noted(work: Work, sent: Notice) -> None:
    assert came_back(work, sent, "4.4.7") is BounceOutcome.SOFT
    assert (sent.state, sent.last_error, bounced_addresses(work)) == (
        "sent", "对方的邮件服务器还没有投到（4.4.7）", 0)


def test_bounce_that_nobody_but_us_could_have_signed_is_needed(work: Work, sent: Notice) -> None:
    forged = f"{sent.message_id}.{'0' * 16}"
    for message_id in (forged, sent.message_id, "received.X2026-99.1.0123456789abcdef", "编号"):
        assert came_back(work, sent, message_id=message_id) in {BounceOutcome.UNKNOWN, BounceOutcome.IGNORED}
    assert (sent.state, bounced_addresses(work)) == ("sent", 0)


@pytest.mark.parametrize("content", [b"Auto-Submitted: auto-replied\r\n\r\nI am away.\r\n", b"", b"5.1.1 failed"],
                         ids=["an auto-reply", "nothing", "words"])
def test_answer_of_a_machine_changes_nothing_and_is_not_answered(work: Work, sent: Notice, content: bytes) -> None:
    assert bounces.take(work, content) is BounceOutcome.IGNORED
    assert work.session.scalars(select(Notice.state)).all() == ["sent"]
    assert work.jobs == []


def test_bounce_twice_is_one_bounce_and_owes_nothing(work: Work, sent: Notice) -> None:
    """M4: a bounce never owes a mail."""
    came_back(work, sent)
    first = sent.bounced_at
    came_back(factories.acting(work, factories.SYSTEM, hours=1), sent)
    assert (sent.bounced_at, len(work.session.scalars(select(Notice)).all()), work.jobs) == (first, 1, [])


def test_bounce_of_a_message_that_is_being_sent_again_stops_that_sender(work: Work) -> None:
    factories.letter_with_email(work)
    turn = outbox.next_turn(work, TERMS)
    notice = work.session.scalars(select(Notice)).one()
    came_back(work, notice)
    assert not outbox.settle(work, TERMS, turn, Outcome())
    assert notice.state == "failed"


def test_bounce_of_a_reminder_to_staff_is_given_up_in_sight(work: Work) -> None:
    person = factories.staff(work, factories.Role.LEAD)
    notices.owe_staff(work, person.id, "deadlines", "x")
    outbox.settle(work, TERMS, outbox.next_turn(work, TERMS), Outcome())
    notice = work.session.scalars(select(Notice)).one()
    assert came_back(work, notice) is BounceOutcome.HARD
    assert notice.state == "failed"
