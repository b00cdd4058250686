"""An answer goes back once: the same department, three working days, a new answer and a new rating."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from models.assignment import Assignment
from models.case import Letter
from models.department import Department
from models.event import CaseEvent
from models.notice import Notice
from models.publication import Publication
from models.reply import Reply
from rules.actors import CITIZEN, SYSTEM, Role
from rules.errors import InputRefused, NotPermitted, TransitionRefused
from rules.letter_draft import Contact
from rules.vocabulary import ANSWERED_STATES, LETTER_STATES, Rating, State
from services import ledger, publication, ratings, replies, reworking
from services.work import Work
from tests import factories
from tests.factories import REWORK_REASON

BETTER = "电梯配件已到，12月1日前修好。"


def officer(work: Work, **later: float) -> Work:
    return factories.acting(work, factories.staff(work, Role.INTAKE), **later)


def publisher(work: Work) -> Work:
    return factories.acting(work, factories.staff(work, Role.PUBLISHER), days=4)


def rated_letter(work: Work) -> Letter:
    letter = factories.answered_letter(work)
    return ratings.rate(factories.acting(work, CITIZEN), letter.id, Rating.DISSATISFIED, "没有说哪天修好。")


def answer_again(work: Work, letter: Letter) -> None:
    version = factories.draft_reply(work, letter, text=BETTER)
    lead = factories.acting(work, factories.staff(work, Role.LEAD), days=2)
    replies.approve(lead, letter.id, version, knowingly=True)
    replies.issue(lead, letter.id, version)


@pytest.mark.parametrize("state", sorted(ANSWERED_STATES))
def test_rework_gives_the_letter_back_to_the_department_and_person_who_answered(work: Work, state: State) -> None:
    letter = factories.letter_in(work, state)
    department_id = letter.department_id
    reworking.rework(officer(work, days=40), letter.id, f" {REWORK_REASON} ")
    assert (letter.state, letter.department_id) == (State.REWORK, department_id)
    assert (letter.answered_at, letter.closed_at) == (None, None)
    first, second = work.session.scalars(
        select(Assignment).where(Assignment.case_id == letter.id).order_by(Assignment.decision))
    assert (second.department_id, second.handler_id, second.ended_at) == (department_id, first.handler_id, None)
    assert json.loads(second.reasons)["reason"] == REWORK_REASON
    assert ledger.verify(work).ok


def test_rework_starts_a_clock_of_three_working_days_and_leaves_the_first_alone(work: Work) -> None:
    letter = factories.answered_letter(work)
    reworking.rework(officer(work), letter.id, REWORK_REASON)
    first, second = factories.answer_clocks(work, letter.id)
    assert first.stopped_at is not None
    assert (second.kind, second.start_on, second.due_on, second.stopped_at) == (
        "letter_rework", date(2026, 11, 24), date(2026, 11, 27), None)
    answer_again(work, letter)
    assert second.stopped_at == letter.answered_at


@pytest.mark.parametrize("state", sorted(LETTER_STATES - ANSWERED_STATES))
def test_rework_of_a_letter_without_an_answer_in_force_is_refused(work: Work, state: State) -> None:
    letter = factories.letter_in(work, state)
    with pytest.raises(TransitionRefused):
        reworking.rework(officer(work), letter.id, REWORK_REASON)
    assert letter.state == state


def test_rework_a_second_time_is_refused(work: Work) -> None:
    letter = factories.letter_in(work, State.REWORK)
    answer_again(work, letter)
    with pytest.raises(TransitionRefused, match="已经退回重办过一次"):
        reworking.rework(officer(work), letter.id, REWORK_REASON)
    assert letter.state == State.ANSWERED


def test_rework_for_a_department_that_has_ended_is_refused(work: Work) -> None:
    letter = factories.answered_letter(work)
    work.session.get_one(Department, letter.department_id).valid_until = date(2026, 11, 23)
    with pytest.raises(TransitionRefused, match="撤并"):
        reworking.rework(officer(work), letter.id, REWORK_REASON)


@pytest.mark.parametrize("reason", ["", " \n", "字" * 501, "\0"], ids=["none", "blank", "too long", "not storable"])
def test_rework_without_a_usable_reason_is_refused(work: Work, reason: str) -> None:
    letter = factories.answered_letter(work)
    with pytest.raises(InputRefused) as refused:
        reworking.rework(officer(work), letter.id, reason)
    assert (refused.value.field, letter.state) == ("reason", State.ANSWERED)


def test_rework_by_anybody_else_is_not_permitted(work: Work) -> None:
    letter = factories.answered_letter(work)
    others = [role for role in Role if role not in (Role.INTAKE, Role.SUPERVISOR)]
    for actor in (CITIZEN, SYSTEM, *(factories.staff(work, role) for role in others)):
        with pytest.raises(NotPermitted):
            reworking.rework(factories.acting(work, actor), letter.id, REWORK_REASON)


def test_rework_says_no_words_in_the_record_and_tells_the_writer(work: Work) -> None:
    letter = factories.letter_in(work, State.REWORK, contact=Contact(email=factories.EMAIL))
    event = work.session.scalar(select(CaseEvent).where(CaseEvent.act == "rework"))
    assert json.loads(event.payload) == {"department": letter.department_id, "decision": 2,
                                         "clock": ["letter_rework", 3, "working_day", work.calendar.version]}
    kinds = list(work.session.scalars(select(Notice.kind).order_by(Notice.id)))
    assert kinds == ["received", "answered", "reworked"]


def test_new_answer_is_rated_anew_and_the_first_rating_is_kept(work: Work) -> None:
    letter = rated_letter(work)
    reworking.rework(officer(work), letter.id, REWORK_REASON)
    assert (letter.rating, letter.rating_words, letter.rated_at) == (None, "", None)
    with pytest.raises(TransitionRefused):
        ratings.rate(factories.acting(work, CITIZEN), letter.id, Rating.SATISFIED, "")
    answer_again(work, letter)
    ratings.rate(factories.acting(work, CITIZEN, days=3), letter.id, Rating.SATISFIED, "好了。")
    assert (letter.rating, letter.state) == (Rating.SATISFIED, State.CLOSED)
    payloads = list(work.session.scalars(
        select(CaseEvent.payload).where(CaseEvent.act == "rate").order_by(CaseEvent.seq)))
    assert payloads == ['{"rating":"dissatisfied"}', '{"rating":"satisfied"}']
    order = work.session.scalars(
        select(Assignment.reasons).where(Assignment.case_id == letter.id, Assignment.decision == 2)).one()
    assert json.loads(order)["rating_words"] == "没有说哪天修好。"


def test_new_answer_is_a_further_version_by_two_people(work: Work) -> None:
    letter = factories.letter_in(work, State.REWORK)
    answer_again(work, letter)
    issued = work.session.scalars(select(Reply).where(Reply.issued_at.is_not(None)).order_by(Reply.version)).all()
    assert [(one.version, one.text) for one in issued] == [(1, factories.REPLY), (2, BETTER)]


def test_public_copy_keeps_the_earlier_answer_until_it_is_published_anew(work: Work) -> None:
    letter = factories.published_letter(work)
    public = work.session.scalars(select(Publication)).one()
    first_id = public.public_id
    reworking.rework(officer(work), letter.id, REWORK_REASON)
    answer_again(work, letter)
    ratings.rate(factories.acting(work, CITIZEN, days=3), letter.id, Rating.SATISFIED, "")
    assert (public.reply, public.rating, public.state) == (factories.REPLY, None, "published")
    with pytest.raises(TransitionRefused, match="以前的答复还公开着"):
        publication.withhold(publisher(work), letter.id, "不再公开。")
    factories.publish(work, letter.id)
    assert (public.public_id, public.reply, public.rating) == (first_id, BETTER, Rating.SATISFIED)
    assert (public.due_on, public.answered_on) == (date(2026, 11, 27), date(2026, 11, 26))


def test_public_copy_can_come_down_while_the_answer_is_reworked(work: Work) -> None:
    letter = factories.published_letter(work)
    reworking.rework(officer(work), letter.id, REWORK_REASON)
    assert publication.unpublish(publisher(work), letter.id, "里面有住址。").state == "withdrawn"
