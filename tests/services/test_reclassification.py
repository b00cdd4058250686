"""Changing a category: the clock is counted anew from receipt, and an expired one gets no later day."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from models.clock import ClockReading
from models.event import CaseEvent
from models.notice import Notice
from rules.actors import CITIZEN, SYSTEM, Role
from rules.errors import InputRefused, NotPermitted, TransitionRefused
from rules.vocabulary import Category, State
from services import extensions, ledger, reclassification
from services.work import Work
from tests import factories

CONSULTATION_DUE, COMPLAINT_DUE, PETITION_DUE = date(2026, 12, 1), date(2026, 12, 15), date(2027, 1, 25)
reclassify = reclassification.reclassify


def officer(work: Work, role: Role = Role.INTAKE, **later: float) -> Work:
    return factories.acting(work, factories.staff(work, role), **later)


def kinds_told(work: Work) -> list[str]:
    return list(work.session.scalars(select(Notice.kind).where(Notice.kind != "received").order_by(Notice.id)))


def test_reclassify_counts_from_receipt_and_tells_the_writer(work: Work) -> None:
    letter = factories.letter_with_email(work)
    assert reclassify(officer(work, days=3), letter.id, Category.COMPLAINT) == COMPLAINT_DUE
    clock = factories.answer_clock(work, letter.id)
    assert (letter.category, clock.kind, clock.length) == ("complaint", "letter_complaint", 15)
    assert (clock.start_on, clock.due_on) == (date(2026, 11, 24), COMPLAINT_DUE)
    assert kinds_told(work) == ["reclassified"]
    [reading] = work.session.scalars(select(ClockReading))
    assert (reading.cause, reading.kind, reading.due_on) == ("reclassify", "letter_consultation", CONSULTATION_DUE)
    assert ledger.verify(work).ok


def test_reclassify_says_category_and_clock_in_the_record(work: Work) -> None:
    letter = factories.letter(work)
    reclassify(officer(work), letter.id, Category.COMPLAINT)
    event = work.session.scalar(select(CaseEvent).where(CaseEvent.act == "reclassify"))
    assert json.loads(event.payload) == {
        "category": "complaint", "clock": ["letter_complaint", 15, "working_day", work.calendar.version],
        "received_on": "2026-11-24", "extension": 0, "before": "2026-12-01", "after": "2026-12-15"}


def test_letter_taken_as_petition_has_sixty_days_from_receipt(work: Work) -> None:
    letter = factories.letter(work)
    assert reclassify(officer(work, days=2), letter.id, Category.CONSULTATION, as_petition=True) == PETITION_DUE
    clock = factories.answer_clock(work, letter.id)
    assert (clock.kind, clock.length, clock.unit) == ("petition_conclusion", 60, "calendar_day")
    assert reclassify(officer(work, days=2), letter.id, Category.CONSULTATION) == CONSULTATION_DUE


def test_reclassify_to_another_kind_of_the_same_length_tells_nobody(work: Work) -> None:
    letter = factories.letter_with_email(work, category=Category.SUGGESTION)
    reclassify(officer(work), letter.id, Category.REQUEST_HELP)
    assert kinds_told(work) == []


def test_praise_has_no_last_day_and_gets_it_back_from_receipt(work: Work) -> None:
    letter = factories.letter_with_email(work)
    assert reclassify(officer(work), letter.id, Category.PRAISE) is None
    assert factories.answer_clocks(work, letter.id) == []
    assert reclassify(officer(work, days=20), letter.id, Category.CONSULTATION) == CONSULTATION_DUE
    clock = factories.answer_clock(work, letter.id)
    assert (clock.stopped_at, clock.next_action_at is not None) == (None, True)
    assert kinds_told(work) == ["reclassified", "reclassified"]
    assert ledger.verify(work).ok


def test_letter_that_came_as_praise_is_answered_from_its_receipt(work: Work) -> None:
    letter = factories.letter(work, category=Category.PRAISE)
    assert reclassify(officer(work, days=1), letter.id, Category.COMPLAINT) == COMPLAINT_DUE
    assert ledger.verify(work).ok


@pytest.mark.parametrize(("category", "as_petition"), [
    (Category.COMPLAINT, False), (Category.PRAISE, False), (Category.CONSULTATION, True)],
    ids=["longer", "without a limit", "a petition"])
def test_expired_letter_is_not_made_on_time(work: Work, category: Category, as_petition: bool) -> None:
    letter = factories.letter(work)
    with pytest.raises(TransitionRefused, match="期限已过"):
        reclassify(officer(work, days=8), letter.id, category, as_petition=as_petition)
    work.session.expire_all()
    clock = factories.answer_clock(work, letter.id)
    assert (letter.category, clock.kind, clock.due_on) == ("consultation", "letter_consultation", CONSULTATION_DUE)


def test_expired_letter_may_get_an_earlier_day(work: Work) -> None:
    letter = factories.letter(work)
    assert reclassify(officer(work, days=8), letter.id, Category.SITE_ERROR) == date(2026, 11, 27)


def test_extension_is_kept_and_cut_to_what_the_new_kind_allows(work: Work) -> None:
    letter = factories.letter_in(work, State.ACCEPTED, category=Category.COMPLAINT)
    extension = extensions.ask(factories.acting(work, factories.staff(work, Role.HANDLER)), letter.id, 8, "要等检测。")
    work.session.flush()
    extensions.decide(officer(work, Role.SUPERVISOR), extension.id, True, "")
    assert reclassify(officer(work), letter.id, Category.SITE_ERROR) == date(2026, 12, 2)
    assert factories.answer_clock(work, letter.id).extension == 3
    assert ledger.verify(work).ok


def test_request_for_more_than_the_new_category_allows_is_not_granted(work: Work) -> None:
    letter = factories.letter_in(work, State.ACCEPTED, category=Category.COMPLAINT)
    extension = extensions.ask(factories.acting(work, factories.staff(work, Role.HANDLER)), letter.id, 8, "要等检测。")
    work.session.flush()
    reclassify(officer(work), letter.id, Category.CONSULTATION)
    with pytest.raises(TransitionRefused, match="重新申请"):
        extensions.decide(officer(work, Role.SUPERVISOR), extension.id, True, "")
    extensions.decide(officer(work, Role.SUPERVISOR), extension.id, False, "请按咨询件重新申请。")
    assert factories.answer_clock(work, letter.id).due_on == CONSULTATION_DUE


def test_reclassify_to_the_same_category_is_refused(work: Work) -> None:
    letter = factories.letter(work)
    with pytest.raises(InputRefused, match="本来就是"):
        reclassify(officer(work), letter.id, Category.CONSULTATION)


@pytest.mark.parametrize("state", [State.ANSWERED, State.CLOSED, State.REWORK, State.DECLINED, State.MERGED], ids=str)
def test_reclassify_of_an_answered_or_ended_letter_is_refused(work: Work, state: State) -> None:
    letter = factories.letter_in(work, state)
    with pytest.raises(TransitionRefused):
        reclassify(officer(work), letter.id, Category.COMPLAINT)


def test_report_becomes_another_category_by_the_supervisor_only(work: Work) -> None:
    letter = factories.letter(work, category=Category.REPORT)
    with pytest.raises(NotPermitted, match="联系方式"):
        reclassify(officer(work), letter.id, Category.COMPLAINT)
    assert reclassify(officer(work, Role.SUPERVISOR), letter.id, Category.COMPLAINT) == COMPLAINT_DUE


def test_reclassify_by_anybody_else_is_not_permitted(work: Work) -> None:
    letter = factories.letter_in(work, State.ACCEPTED)
    for actor in (CITIZEN, SYSTEM, *(factories.staff(work, role) for role in (Role.HANDLER, Role.LEAD, Role.LEADER))):
        with pytest.raises(NotPermitted):
            reclassify(factories.acting(work, actor), letter.id, Category.COMPLAINT)
