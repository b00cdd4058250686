"""The rights of whoever commented on a draft over what is kept of them (个人信息保护法 44 to 50)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.actors import CITIZEN, Role
from rules.errors import TransitionRefused
from rules.letter_draft import Contact
from rules.rights import Right
from rules.vocabulary import State
from services import comment_rights, ledger, rights
from services.work import Work
from tests.factories import acting, staff
from tests.factories_comments import comment, period_in, shown
from tests.services.test_comment_counting import CONTACT, confirmed

OTHER = Contact(name="欧阳小丽", email="other@example.cn")


def test_correct_contact_moves_an_unproved_comment_and_leaves_a_proved_one_where_it_counts(work: Work) -> None:
    """C1: who confirmed with one address and writes another in counts once all the same."""
    period, citizen = period_in(work, State.OPEN), acting(work, CITIZEN)
    proved = confirmed(work, comment(work, period, contact=CONTACT))
    unproved = comment(work, period, contact=CONTACT, anchor="a2")
    assert proved.contact_digest == unproved.contact_digest
    before = proved.contact_digest
    for one in (proved, unproved):
        rights.correct_contact(citizen, one.id, OTHER)
    assert (proved.contact_digest, proved.confirmed_at, proved.shown_name) == (before, work.now, "欧**丽")
    assert (unproved.contact_digest == before, unproved.confirmed_at) == (False, None)
    later = replace(work, now=work.now + timedelta(hours=1))
    for one in (proved, unproved):
        confirmed(later, one)
    assert (proved.confirmed_at, unproved.confirmed_at) == (work.now, later.now)
    assert ledger.verify(work).first_bad is None


def test_delete_identity_takes_the_public_name_along_and_the_comment_counts_all_the_same(work: Work) -> None:
    made = shown(work, period_in(work, State.OPEN))
    rights.delete_identity(acting(work, CITIZEN), made.id)
    assert (made.shown_name, made.state, made.confirmed_at is not None) == ("", State.SHOWN, True)


def test_stop_use_is_for_the_office_once_the_writer_cannot_withdraw_any_more(work: Work) -> None:
    period, citizen = period_in(work, State.OPEN), acting(work, CITIZEN)
    made = shown(work, period)
    asked = rights.ask(citizen, made.id, Right.STOP_USE, "不想再让人看到")
    office = acting(work, staff(work, Role.DISCLOSURE))
    with pytest.raises(TransitionRefused, match="自己撤回"):
        rights.decide(office, asked.id, granted=True, reason="")
    period.state = State.RESULT_DRAFTED.value
    rights.decide(replace(office, jobs=[]), asked.id, granted=True, reason="")
    assert (made.shown_text, made.shown_name) == (comment_rights.NO_LONGER_SHOWN, "")
