from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from models.notice import Notice
from queries import unfinished
from rules.actors import CITIZEN, SYSTEM, Role
from rules.vocabulary import State
from services import confirmations, notices, replies
from services.notices import BACK_OFF_S
from services.work import Work
from tests import factories

LEASE_S = 60


@pytest.fixture
def notice(work: Work) -> Notice:
    """The receipt of a letter, owed and not yet sent."""
    factories.letter_with_email(work)
    return work.session.scalar(select(Notice))


def claim(work: Work, notice: Notice, **later: float) -> int | None:
    return notices.claim(factories.acting(work, SYSTEM, **later), notice.id, LEASE_S)


def refreshed(work: Work, notice: Notice) -> Notice:
    work.session.refresh(notice)
    return notice


def test_claim_gives_a_growing_number_and_counts_the_attempt(work: Work, notice: Notice) -> None:
    assert claim(work, notice) == 1
    assert refreshed(work, notice).lease_until == work.now + timedelta(seconds=LEASE_S)
    assert (notice.lease, notice.attempts) == (1, 1)
    assert claim(work, notice, seconds=LEASE_S) == 2
    assert refreshed(work, notice).attempts == 2


@pytest.mark.parametrize("later", [{}, {"seconds": LEASE_S - 1}], ids=["at once", "just before the lease ends"])
def test_claim_of_a_leased_notice_is_nothing(work: Work, notice: Notice, later: dict) -> None:
    claim(work, notice)
    assert claim(work, notice, **later) is None


@pytest.mark.parametrize("state", ["held", "sent", "failed"])
def test_claim_of_what_is_not_owed_is_nothing(work: Work, notice: Notice, state: str) -> None:
    notice.state, notice.next_attempt_at = state, None
    notice.sent_at = work.now if state == "sent" else None
    work.session.flush()
    assert claim(work, notice, days=1) is None


def test_claim_before_its_time_is_nothing(work: Work, notice: Notice) -> None:
    assert claim(work, notice, seconds=-1) is None


def test_settle_sent_ends_the_notice(work: Work, notice: Notice) -> None:
    at = factories.acting(work, SYSTEM, seconds=2)
    assert notices.settle_sent(at, notice.id, claim(work, notice))
    refreshed(work, notice)
    assert (notice.state, notice.sent_at, notice.next_attempt_at, notice.lease_until) == ("sent", at.now, None, None)
    assert claim(work, notice, days=1) is None


@pytest.mark.parametrize("settle", ["sent", "failed", "failed for good"])
def test_late_settling_by_a_sender_whose_lease_was_taken_over_changes_nothing(
    work: Work, notice: Notice, settle: str
) -> None:
    zombie = claim(work, notice)
    successor = claim(work, notice, seconds=LEASE_S + 1)
    before = dict(refreshed(work, notice).__dict__)
    if settle == "sent":
        assert not notices.settle_sent(work, notice.id, zombie)
    else:
        assert not notices.settle_failed(work, notice.id, zombie, "x", for_good=settle == "failed for good")
    assert refreshed(work, notice).__dict__ == before
    assert notices.settle_sent(work, notice.id, successor)


def test_settle_twice_by_the_same_sender_counts_once(work: Work, notice: Notice) -> None:
    lease = claim(work, notice)
    assert notices.settle_sent(work, notice.id, lease)
    assert not notices.settle_failed(work, notice.id, lease, "late", for_good=True)
    assert refreshed(work, notice).state == "sent"


def test_settle_failed_waits_longer_each_time_and_gives_up_in_the_end(work: Work, notice: Notice) -> None:
    waits, at = [], work.now
    while refreshed(work, notice).state == "owed":
        at = notice.next_attempt_at
        lease = notices.claim(_at(work, at), notice.id, LEASE_S)
        assert notices.settle_failed(_at(work, at), notice.id, lease, "no answer", for_good=False)
        if refreshed(work, notice).next_attempt_at:
            waits.append(int((notice.next_attempt_at - at).total_seconds()))
    assert waits == list(BACK_OFF_S) == sorted(BACK_OFF_S)
    assert (notice.state, notice.attempts, notice.last_error) == ("failed", len(BACK_OFF_S) + 1, "no answer")
    assert notice.lease_until is None


def test_settle_failed_for_good_gives_up_at_once_and_keeps_a_short_reason(work: Work, notice: Notice) -> None:
    lease = claim(work, notice)
    assert notices.settle_failed(work, notice.id, lease, "拒" * 900, for_good=True)
    assert refreshed(work, notice).state == "failed"
    assert notice.last_error == "拒" * 500


def test_failed_attempt_is_not_offered_before_its_time(work: Work, notice: Notice) -> None:
    notices.settle_failed(work, notice.id, claim(work, notice), "no answer", for_good=False)
    assert unfinished.due_notices(work.session, work.now + timedelta(seconds=29), 0, 10) == []
    assert unfinished.due_notices(work.session, work.now + timedelta(seconds=30), 0, 10) == [notice.id]


def test_leased_notice_is_offered_again_after_its_lease(work: Work, notice: Notice) -> None:
    claim(work, notice)
    assert unfinished.due_notices(work.session, work.now + timedelta(seconds=LEASE_S - 1), 0, 10) == []
    assert unfinished.due_notices(work.session, work.now + timedelta(seconds=LEASE_S), 0, 10) == [notice.id]


def test_unverified_address_gets_the_receipt_only_until_it_is_confirmed(work: Work) -> None:
    letter = factories.letter_in(work, State.REVIEWED, contact=factories.Contact(email=factories.EMAIL))
    lead = factories.acting(work, factories.staff(work, Role.LEAD))
    replies.issue(lead, letter.id, 1)
    assert lead.jobs == []
    assert unfinished.due_notices(work.session, work.now + timedelta(days=9), 0, 10) == [1]
    reader = factories.acting(work, CITIZEN, days=1)
    confirmations.confirm_email(reader, confirmations.token(reader, letter))
    assert reader.jobs == [("workers.notices.deliver", (2,))]
    assert unfinished.due_notices(work.session, reader.now, 0, 10) == [1, 2]


def test_confirmed_address_gets_later_notices_at_once(work: Work) -> None:
    letter = factories.letter_in(work, State.REVIEWED, contact=factories.Contact(email=factories.EMAIL))
    confirmations.confirm_email(factories.acting(work, CITIZEN), confirmations.token(work, letter))
    lead = factories.acting(work, factories.staff(work, Role.LEAD))
    replies.issue(lead, letter.id, 1)
    assert lead.jobs == [("workers.notices.deliver", (2,))]


def test_writer_without_an_address_is_owed_nothing(work: Work) -> None:
    factories.letter_in(work, State.ANSWERED, contact=factories.Contact(phone="13800138000"))
    assert work.session.scalar(select(Notice)) is None


def test_message_id_tells_the_messages_of_a_case_apart(work: Work) -> None:
    factories.letter_in(work, State.ANSWERED, contact=factories.Contact(email=factories.EMAIL))
    ids = list(work.session.scalars(select(Notice.message_id).order_by(Notice.id)))
    assert ids == ["received.X2026-1.1", "answered.X2026-1.6"]


def _at(work: Work, instant: datetime) -> Work:
    return factories.acting(work, SYSTEM, seconds=(instant - work.now).total_seconds())
