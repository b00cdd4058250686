"""Turns, leases and how attempts end; the messages are real letters' receipts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from models.notice import Notice, OutboxChannel
from queries import unfinished
from rules.actors import SYSTEM, Role
from rules.delivery import BACK_OFF_S, MAX_ABANDONED, REST_S, Channel
from services import notices, outbox
from services.outbox import Outcome, Terms, Turn
from services.work import Work
from tests import factories

TERMS = Terms(Channel.MAIL, lease_s=60, rate_per_minute=10**9)
SMS = replace(TERMS, channel=Channel.SMS)
SLOW = replace(TERMS, lease_s=10**6, rate_per_minute=60)
ACCEPTED = Outcome()
REFUSED = Outcome("no answer")
AWAY = Outcome("the server is away", away=True, begun=False)
STALLED = Outcome("the server stalled", away=True, begun=True)


@pytest.fixture
def notice(work: Work) -> Notice:
    """The receipt of a letter, owed and not yet sent."""
    factories.letter_with_email(work)
    return work.session.scalars(select(Notice)).one()


def at(work: Work, **later: float) -> Work:
    return factories.acting(work, SYSTEM, **later)


def turn(work: Work, terms: Terms = TERMS, **later: float) -> Turn:
    return outbox.next_turn(at(work, **later), terms)


def settle(work: Work, taken: Turn, outcome: Outcome = ACCEPTED, **later: float) -> bool:
    return outbox.settle(at(work, **later), TERMS, taken, outcome)


def refreshed(work: Work, row: Notice) -> Notice:
    work.session.refresh(row)
    return row


def channel(work: Work, name: Channel = Channel.MAIL) -> OutboxChannel:
    return work.session.get_one(OutboxChannel, name, populate_existing=True)


def test_next_turn_gives_a_growing_number_and_counts_the_attempt(work: Work, notice: Notice) -> None:
    assert turn(work) == Turn(notice.id, lease=1)
    assert refreshed(work, notice).lease_until == work.now + timedelta(seconds=60)
    assert (notice.lease, notice.attempts, notice.abandoned) == (1, 1, 0)
    assert turn(work, seconds=60) == Turn(notice.id, lease=2)
    assert (refreshed(work, notice).attempts, notice.abandoned) == (2, 1)


@pytest.mark.parametrize("later", [{}, {"seconds": 59}], ids=["at once", "just before the lease ends"])
def test_next_turn_leaves_what_another_sender_holds(work: Work, notice: Notice, later: dict) -> None:
    turn(work)
    assert turn(work, **later) == Turn()


@pytest.mark.parametrize("state", ["held", "sent", "failed"])
def test_next_turn_leaves_what_is_not_owed(work: Work, notice: Notice, state: str) -> None:
    notice.state, notice.next_attempt_at = state, None
    notice.sent_at = work.now if state == "sent" else None
    work.session.flush()
    assert turn(work, days=1) == Turn()


def test_next_turn_leaves_what_is_not_due_yet(work: Work, notice: Notice) -> None:
    assert turn(work, seconds=-1) == Turn()


def test_settle_of_what_was_accepted_ends_the_notice(work: Work, notice: Notice) -> None:
    assert settle(work, turn(work), seconds=2)
    refreshed(work, notice)
    assert (notice.state, notice.sent_at - work.now) == ("sent", timedelta(seconds=2))
    assert (notice.next_attempt_at, notice.lease_until) == (None, None)
    assert turn(work, days=1) == Turn()


@pytest.mark.parametrize("outcome", [Outcome(), REFUSED, Outcome("no", for_good=True), AWAY, STALLED],
                         ids=["sent", "refused", "refused for good", "away", "stalled"])
def test_late_settling_by_a_sender_whose_lease_was_taken_over_changes_nothing(
    work: Work, notice: Notice, outcome: Outcome
) -> None:
    zombie, successor = turn(work), turn(work, seconds=61)
    before = dict(refreshed(work, notice).__dict__)
    assert not settle(work, zombie, outcome)
    assert refreshed(work, notice).__dict__ == before
    assert settle(work, successor)


def test_settle_twice_by_the_same_sender_counts_once(work: Work, notice: Notice) -> None:
    taken = turn(work)
    assert settle(work, taken)
    assert not settle(work, taken, Outcome("late", for_good=True))
    assert refreshed(work, notice).state == "sent"


def test_settle_of_refusals_waits_longer_each_time_and_gives_up_in_the_end(work: Work, notice: Notice) -> None:
    waits = []
    while refreshed(work, notice).state == "owed":
        due = notice.next_attempt_at
        assert settle(_at(work, due), outbox.next_turn(_at(work, due), TERMS), REFUSED)
        if refreshed(work, notice).next_attempt_at:
            waits.append(int((notice.next_attempt_at - due).total_seconds()))
    assert waits == list(BACK_OFF_S)
    assert (notice.state, notice.attempts, notice.last_error) == ("failed", len(BACK_OFF_S) + 1, "no answer")


def test_settle_refused_for_good_gives_up_at_once_and_keeps_a_short_reason(work: Work, notice: Notice) -> None:
    settle(work, turn(work), Outcome("拒" * 900, for_good=True))
    assert (refreshed(work, notice).state, notice.last_error) == ("failed", "拒" * 500)
    assert channel(work).rest_until is None


def test_next_turn_gives_up_what_killed_its_senders_and_goes_on_to_the_next(work: Work, notice: Notice) -> None:
    for death in range(MAX_ABANDONED):
        assert turn(work, seconds=61 * death).notice_id == notice.id
    factories.letter_with_email(work)
    assert turn(work, seconds=61 * MAX_ABANDONED) == Turn(notice.id + 1, lease=1)
    assert (refreshed(work, notice).state, notice.abandoned, notice.lease_until) == ("failed", MAX_ABANDONED, None)
    assert notice.last_error == outbox.ABANDONED


def test_next_turn_takes_the_oldest_first(work: Work) -> None:
    for wait in (3, 1, 2):
        factories.letter_with_email(at(work, minutes=wait))
    assert [turn(work, hours=1).notice_id for _ in range(4)] == [2, 3, 1, None]


def test_next_turn_never_sends_a_later_message_of_a_case_before_an_earlier_one(work: Work, notice: Notice) -> None:
    settle(work, turn(work), REFUSED)
    notices.owe(at(work), work.session.get_one(factories.Letter, 1), notices.NoticeKind.DECLINED, verified=True)
    factories.letter_with_email(work)
    assert turn(work) == Turn(3, lease=1)
    assert turn(work) == Turn()
    first = turn(work, seconds=BACK_OFF_S[0])
    assert first.notice_id == notice.id
    assert turn(work, seconds=BACK_OFF_S[0]) == Turn()
    settle(work, first, seconds=BACK_OFF_S[0])
    assert turn(work, seconds=BACK_OFF_S[0]).notice_id == 2


@pytest.mark.parametrize(("rate", "second_after"), [(60, 1.0), (600, 0.1), (1, 60.0)])
def test_next_turn_keeps_to_the_rate(work: Work, rate: int, second_after: float) -> None:
    terms = replace(SLOW, rate_per_minute=rate)
    for _ in range(2):
        factories.letter_with_email(work)
    assert turn(work, terms).notice_id == 1
    assert turn(work, terms).wait_s == pytest.approx(second_after)
    assert turn(work, terms, seconds=second_after - 0.01).wait_s == pytest.approx(0.01)
    assert turn(work, terms, seconds=second_after).notice_id == 2


def test_next_turn_does_not_save_up_for_a_storm(work: Work) -> None:
    for _ in range(3):
        factories.letter_with_email(work)
    turn(work, SLOW)
    assert turn(work, SLOW, hours=24).notice_id == 2
    assert turn(work, SLOW, hours=24).wait_s == pytest.approx(1.0)


def test_next_turn_goes_on_when_the_clock_was_set_back(work: Work) -> None:
    for _ in range(2):
        factories.letter_with_email(at(work, hours=-3))
    turn(work, SLOW)
    assert turn(work, SLOW, hours=-1).notice_id == 2


def test_settle_when_the_server_is_away_rests_the_channel_and_costs_no_attempt(work: Work, notice: Notice) -> None:
    factories.letter_with_email(work)
    settle(work, turn(work), AWAY)
    assert (refreshed(work, notice).attempts, notice.state, notice.last_error) == (0, "owed", "the server is away")
    assert turn(work).wait_s == pytest.approx(REST_S[0])
    assert unfinished.due_channels(work.session, work.now, 0) == []
    assert turn(work, seconds=REST_S[0]).notice_id == notice.id


def test_settle_when_the_server_stays_away_rests_longer_but_never_for_long(work: Work, notice: Notice) -> None:
    rests, now = [], work.now
    for _ in range(8):
        moment = _at(work, now)
        outbox.settle(moment, TERMS, outbox.next_turn(moment, TERMS), AWAY)
        rests.append(int((channel(work).rest_until - now).total_seconds()))
        now = channel(work).rest_until
    assert rests == [*REST_S, 600, 600, 600]
    assert (channel(work).fault_since, channel(work).last_fault) == (work.now, "the server is away")
    assert refreshed(work, notice).state == "owed"


def test_settle_when_the_server_stalls_counts_for_the_message_as_well(work: Work, notice: Notice) -> None:
    settle(work, turn(work), STALLED)
    assert refreshed(work, notice).next_attempt_at == work.now + timedelta(seconds=BACK_OFF_S[0])
    assert (notice.attempts, channel(work).faults) == (1, 1)


def test_settle_of_an_accepted_message_ends_the_rest(work: Work, notice: Notice) -> None:
    settle(work, turn(work), AWAY)
    settle(work, turn(work, seconds=30), seconds=30)
    rested = channel(work)
    assert (rested.faults, rested.rest_until, rested.fault_since, rested.last_fault) == (0, None, None, "")


def test_channels_rest_apart_from_each_other(work: Work, notice: Notice) -> None:
    factories.letter(work, contact=factories.Contact(phone="13800138000"))
    settle(work, turn(work), AWAY)
    assert turn(work, SMS).notice_id == 2


def test_short_message_at_night_waits_for_the_morning(work: Work) -> None:
    night = at(work, hours=11)
    factories.letter(night, contact=factories.Contact(phone="13800138000"))
    assert outbox.next_turn(night, SMS) == Turn()
    outbox.postpone(night, SMS)
    [due] = work.session.scalars(select(Notice.next_attempt_at))
    assert due.isoformat() == "2026-11-25T00:00:00+00:00"
    assert outbox.next_turn(_at(work, due), SMS).notice_id == 1


def test_mail_to_a_writer_goes_at_night_while_a_reminder_waits_for_the_working_day(work: Work) -> None:
    saturday = at(work, days=4)
    person = factories.staff(work, Role.LEAD)
    reminder = notices.owe_staff(saturday, person.id, "deadlines", "x")
    factories.letter_with_email(saturday)
    assert outbox.next_turn(saturday, SLOW) == Turn(reminder + 1, lease=1)
    assert outbox.next_turn(at(work, days=4, seconds=1), SLOW) == Turn()
    outbox.postpone(saturday, TERMS)
    due = work.session.scalar(select(Notice.next_attempt_at).where(Notice.id == reminder))
    assert due.isoformat() == "2026-11-30T00:30:00+00:00"
    assert outbox.next_turn(_at(work, due), SLOW) == Turn(reminder, lease=1, to_staff=True)


def test_pause_lets_nothing_out_until_released(work: Work, notice: Notice) -> None:
    outbox.pause(work, "restored")
    assert turn(work, days=1) == Turn()
    assert unfinished.due_channels(work.session, work.now + timedelta(days=1), 0) == []
    outbox.release(work)
    assert turn(work).notice_id == notice.id


def test_hundred_turns_take_each_message_once(work: Work) -> None:
    for _ in range(100):
        factories.letter_with_email(work)
    taken = [turn(work).notice_id for _ in range(101)]
    assert taken == [*range(1, 101), None]
    assert work.session.scalar(select(func.max(Notice.attempts))) == 1


def _at(work: Work, instant: datetime) -> Work:
    return factories.acting(work, SYSTEM, seconds=(instant - work.now).total_seconds())
