"""Owing messages: by mail or by telephone, held for a confirmation, and how many a number gets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.identity import Identity
from models.notice import Notice
from queries import unfinished
from rules.actors import CITIZEN, Role
from rules.delivery import CONFIRMED_A_DAY, SMS_A_DAY
from rules.vocabulary import State
from services import confirmations, notices, replies
from services.notices import DELIVER_JOB
from services.work import Work
from tests import factories

PHONE = "13800138000"


def issue(work: Work, case_id: int) -> Work:
    """Have the unit's lead issue the reply, and return the unit of work in which that happened."""
    lead = factories.acting(work, factories.staff(work, Role.LEAD))
    replies.issue(lead, case_id, 1)
    return lead


def owed(work: Work) -> list[tuple[str, str, str]]:
    return [tuple(row) for row in work.session.execute(
        select(Notice.kind, Notice.channel, Notice.state).order_by(Notice.id))]


def test_unverified_address_gets_the_receipt_only_until_it_is_confirmed(work: Work) -> None:
    """M3: an address that nobody has confirmed gets one confirmation and nothing else."""
    letter = factories.letter_in(work, State.REVIEWED, contact=factories.Contact(email=factories.EMAIL))
    assert issue(work, letter.id).jobs == []
    assert owed(work) == [("received", "mail", "owed"), ("answered", "mail", "held")]
    reader = factories.acting(work, CITIZEN, days=1)
    confirmations.confirm_email(reader, confirmations.token(reader, letter))
    assert reader.jobs == [(DELIVER_JOB, ("mail",))]
    assert owed(work) == [("received", "mail", "owed"), ("answered", "mail", "owed")]


def test_confirmed_address_gets_later_notices_at_once(work: Work) -> None:
    letter = factories.letter_in(work, State.REVIEWED, contact=factories.Contact(email=factories.EMAIL))
    confirmations.confirm_email(factories.acting(work, CITIZEN), confirmations.token(work, letter))
    assert issue(work, letter.id).jobs == [(DELIVER_JOB, ("mail",))]


@pytest.mark.parametrize(
    "contact", [{}, {"phone": "05718765432"}, {"phone": "12345"}, {"name": "林小禾"}],
    ids=["nothing left", "a landline", "a hotline", "a name alone"])
def test_writer_whom_no_message_can_reach_is_owed_nothing(work: Work, contact: dict[str, str]) -> None:
    factories.letter_in(work, State.ANSWERED, contact=factories.Contact(**contact))
    assert owed(work) == []


@pytest.mark.parametrize("phone", [PHONE, "+86 138-0013-8000"])
def test_writer_with_a_mobile_number_alone_hears_by_short_message(work: Work, phone: str) -> None:
    factories.letter_in(work, State.ANSWERED, contact=factories.Contact(phone=phone))
    assert owed(work) == [("received", "sms", "owed"), ("answered", "sms", "owed")]


def test_writer_with_address_and_number_hears_by_mail_only(work: Work) -> None:
    factories.letter(work, contact=factories.Contact(phone=PHONE, email=factories.EMAIL))
    assert owed(work) == [("received", "mail", "owed")]


def test_merged_letter_is_not_told_by_short_message(work: Work) -> None:
    factories.letter_in(work, State.MERGED, contact=factories.Contact(phone=PHONE))
    assert owed(work) == [("received", "sms", "owed")]


def test_hundred_letters_with_one_person_s_address_are_one_mail_to_it(work: Work) -> None:
    """M3: a hundred letters with a victim's address are one mail."""
    contact = factories.Contact(email="Victim@example.cn")
    for _ in range(99):
        factories.letter(work, contact=contact)
    factories.letter(work, contact=factories.Contact(email="victim@EXAMPLE.cn"))
    factories.letter(work, contact=factories.Contact(email="another@example.cn"))
    assert [state for *_, state in owed(work)] == ["owed"] + ["held"] * 99 + ["owed"]


def test_owner_who_confirms_gets_the_receipts_that_were_held_but_not_without_end(work: Work) -> None:
    first = factories.letter(work, contact=factories.Contact(email=factories.EMAIL))
    for _ in range(CONFIRMED_A_DAY + 3):
        factories.letter(work, contact=factories.Contact(email=factories.EMAIL))
    confirmations.confirm_email(factories.acting(work, CITIZEN), confirmations.token(work, first))
    work.session.flush()
    assert [state for *_, state in owed(work)] == ["owed"] * (CONFIRMED_A_DAY + 1) + ["held"] * 3


def test_confirmed_address_gets_the_receipts_of_later_letters_at_once(work: Work) -> None:
    first = factories.letter(work, contact=factories.Contact(email=factories.EMAIL))
    confirmations.confirm_email(factories.acting(work, CITIZEN), confirmations.token(work, first))
    factories.letter(work, contact=factories.Contact(email=factories.EMAIL))
    assert [state for *_, state in owed(work)] == ["owed", "owed"]


def test_unconfirmed_address_hears_of_a_letter_again_after_a_day(work: Work) -> None:
    contact = factories.Contact(email=factories.EMAIL)
    for hours in (0, 23, 25):
        later = factories.acting(work, CITIZEN, hours=hours)
        factories.intake.submit_letter(later, factories.draft(contact=contact))
    assert [state for *_, state in owed(work)] == ["owed", "held", "owed"]


def test_number_gets_so_many_short_messages_a_day_and_the_rest_is_in_sight(work: Work) -> None:
    contact = factories.Contact(phone=PHONE)
    for _ in range(SMS_A_DAY + 2):
        factories.letter(work, contact=contact)
    factories.letter(work, contact=factories.Contact(phone="13900139000"))
    states = [state for *_, state in owed(work)]
    assert states == ["owed"] * SMS_A_DAY + ["failed"] * 2 + ["owed"]
    assert work.session.scalar(select(Notice.last_error).where(Notice.state == "failed")) == notices.TOO_MANY_SMS
    tomorrow = factories.acting(work, CITIZEN, days=1)
    factories.intake.submit_letter(tomorrow, factories.draft(contact=contact))
    assert owed(work)[-1][2] == "owed"


def test_number_stands_nowhere_in_the_open(work: Work) -> None:
    factories.letter(work, contact=factories.Contact(phone=PHONE))
    identity = work.session.scalars(select(Identity)).one()
    assert PHONE.encode() not in identity.phone
    assert len(identity.phone_digest) == 64
    assert PHONE not in str([tuple(row) for row in work.session.execute(select(Notice.__table__))])


def test_message_id_tells_the_messages_of_a_case_apart(work: Work) -> None:
    factories.letter_in(work, State.ANSWERED, contact=factories.Contact(email=factories.EMAIL))
    ids = list(work.session.scalars(select(Notice.message_id).order_by(Notice.id)))
    assert ids == ["received.X2026-1.1", "answered.X2026-1.6"]


def test_owe_staff_is_one_message_of_one_cause_to_one_person(work: Work) -> None:
    person = factories.staff(work, Role.LEAD)
    notice_id = notices.owe_staff(work, person.id, "deadlines", "2026-11-24")
    row = work.session.get_one(Notice, notice_id)
    assert (row.case_id, row.staff_id, row.kind) == (None, person.id, "deadlines")
    assert (row.channel, row.state) == ("mail", "owed")
    assert row.message_id == f"deadlines.staff-{person.id}.2026-11-24"
    assert work.jobs == [(DELIVER_JOB, ("mail",))]


def test_messages_of_one_unit_of_work_ask_for_their_sender_once(work: Work) -> None:
    person = factories.staff(work, Role.LEAD)
    for day in (24, 25, 26):
        notices.owe_staff(work, person.id, "deadlines", f"2026-11-{day}")
    assert work.jobs == [(DELIVER_JOB, ("mail",))]


def test_due_channels_names_those_with_something_to_send(work: Work) -> None:
    later = work.now + timedelta(minutes=1)
    assert unfinished.due_channels(work.session, later, 0) == []
    factories.letter_with_email(work)
    factories.letter(work, contact=factories.Contact(phone=PHONE))
    assert unfinished.due_channels(work.session, later, 0) == ["mail", "sms"]
    assert unfinished.due_channels(work.session, later, 61) == []
