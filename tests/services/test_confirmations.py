"""Confirming a mail address: the link of the mail opens it, nothing else does, and held messages go out."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.case import Letter
from models.event import CaseEvent
from models.identity import Identity
from models.notice import Notice
from rules.actors import CITIZEN
from rules.errors import NotFound
from rules.vocabulary import State
from services import confirmations, notices
from services.work import Work
from tests import factories
from tests.factories import acting


@pytest.fixture
def letter(work: Work) -> Letter:
    return factories.letter_with_email(work)


def test_confirm_with_the_link_of_the_mail_verifies_the_address_and_is_recorded(work: Work, letter: Letter) -> None:
    confirmations.confirm_email(acting(work, CITIZEN), confirmations.token(work, letter))
    assert work.session.get_one(Identity, letter.id).email_verified_at == work.now
    acts = work.session.scalars(select(CaseEvent.act).where(CaseEvent.case_id == letter.id)).all()
    assert acts == ["submit", "confirm_contact"]


def test_confirm_again_changes_nothing(work: Work, letter: Letter) -> None:
    token = confirmations.token(work, letter)
    confirmations.confirm_email(acting(work, CITIZEN), token)
    confirmations.confirm_email(acting(work, CITIZEN, hours=1), token)
    assert work.session.get_one(Identity, letter.id).email_verified_at == work.now
    assert letter.chain_length == 2


def test_confirm_releases_what_was_held_for_the_address(work: Work) -> None:
    letter = factories.letter_in(work, State.ANSWERED, contact=factories.Contact(email=factories.EMAIL))
    held = select(Notice.state).where(Notice.case_id == letter.id, Notice.kind == notices.NoticeKind.ANSWERED)
    assert work.session.scalars(held).all() == ["held"]
    citizen = acting(work, CITIZEN)
    confirmations.confirm_email(citizen, confirmations.token(work, letter))
    assert work.session.scalars(held).all() == ["owed"]
    assert [job for job, _ in citizen.jobs] == [notices.DELIVER_JOB]


@pytest.mark.parametrize("spoilt", [
    pytest.param(lambda token: token[:-1], id="cut off"), pytest.param(lambda token: token + "0", id="longer"),
    pytest.param(lambda token: token.split(".")[0], id="the number alone"),
    pytest.param(lambda token: "", id="nothing"),
    pytest.param(lambda token: token.replace("X2026-1.", "X2026-2."), id="another number"),
    pytest.param(lambda token: token[:-1] + "囧", id="not plain letters")])
def test_confirm_with_a_spoilt_link_is_not_found(work: Work, letter: Letter, spoilt) -> None:
    factories.letter_with_email(work)
    with pytest.raises(NotFound):
        confirmations.confirm_email(acting(work, CITIZEN), spoilt(confirmations.token(work, letter)))


def test_confirm_for_a_letter_without_an_address_is_not_found(work: Work) -> None:
    with pytest.raises(NotFound):
        confirmations.read(work, confirmations.token(work, factories.letter(work)))
