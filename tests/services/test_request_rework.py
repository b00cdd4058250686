"""An overturned reply is handled anew by the day that was ordered; the first result goes on counting."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.clock import Clock
from models.disclosure import DisclosureRequest
from models.paper import Paper
from models.request_result import RequestResult
from rules.actors import Role
from rules.errors import InputRefused, NotPermitted, TransitionRefused
from rules.outcomes import Outcome
from rules.vocabulary import State
from services import ledger, request_rework
from services.work import Work
from tests import factories, factories_replies, factories_requests

REASON = "县人民政府行政复议决定书撤销了原答复，责令重新答复。"


def office(work: Work) -> Work:
    return factories.acting(work, factories.staff(work, Role.DISCLOSURE))


def answered(work: Work) -> DisclosureRequest:
    case = factories_requests.request(work)
    factories_replies.issued(work, case, Outcome.DOES_NOT_EXIST)
    return case


def test_rework_is_answered_again_by_another_paper_and_counts_as_it_did(work: Work) -> None:
    case = answered(work)
    due_on = work.today + timedelta(days=30)
    request_rework.rework(office(work), case.id, REASON, due_on)
    assert (case.state, case.answered_at, case.delivered_by) == (State.REWORK, None, None)
    [clock] = work.session.scalars(select(Clock).where(Clock.case_id == case.id, Clock.stopped_at.is_(None)))
    assert (clock.stated_on, clock.is_answer) == (due_on, False)
    factories_replies.issued(replace(work, now=work.now + timedelta(days=3)), case, Outcome.DISCLOSED)
    assert (case.state, case.outcome, clock.stopped_at is not None) == (State.ANSWERED, "disclosed", True)
    papers = work.session.scalars(select(Paper.serial).where(Paper.case_id == case.id).order_by(Paper.id)).all()
    assert papers == [1, 2]
    assert work.session.get_one(RequestResult, case.id).outcome == Outcome.DOES_NOT_EXIST
    assert ledger.verify(work).first_bad is None


@pytest.mark.parametrize(("reason", "days", "field"), [("  ", 30, "reason"), (REASON, 0, "due_on")])
def test_rework_without_ground_or_day_is_refused_at_its_field(work: Work, reason: str, days: int, field: str) -> None:
    case = answered(work)
    with pytest.raises(InputRefused) as refused:
        request_rework.rework(office(work), case.id, reason, work.today + timedelta(days=days))
    assert refused.value.field == field


def test_rework_is_ordered_by_the_office_above_and_only_of_an_answer(work: Work) -> None:
    case = factories_requests.request(work)
    with pytest.raises(NotPermitted):
        request_rework.rework(factories_replies.lead(work), case.id, REASON, work.today + timedelta(days=9))
    with pytest.raises(TransitionRefused):
        request_rework.rework(office(work), case.id, REASON, work.today + timedelta(days=9))
