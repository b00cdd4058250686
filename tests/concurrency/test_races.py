"""Several people and processes at once, each with a connection of its own, on each engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from models.assignment import Assignment
from models.case import Case
from models.event import CaseEvent
from models.notice import Notice
from models.publication import Publication
from models.reply import Reply
from rules.actors import Actor, Role
from rules.delivery import Channel
from rules.errors import Conflict, Refusal, TransitionRefused
from rules.vocabulary import Rating, State
from services import (
    assignments,
    attempts,
    handling,
    intake,
    ledger,
    outbox,
    publication,
    ratings,
    replies,
    routing,
    signing_in,
    triage,
)
from services.sessions import Place
from services.work import Work
from tests import factories
from tests.fixtures.engines import Edge

Act = Callable[[Work], Any]


def count(edge: Edge, model: type, *conditions: Any) -> int:
    return edge.run(lambda work: work.session.scalar(select(func.count()).select_from(model).where(*conditions)))


def outcomes(results: list[Any]) -> tuple[list[Any], list[Refusal]]:
    """Return what was done and what was refused; anything else that was raised fails the test."""
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, Refusal):
            raise result
    return ([one for one in results if not isinstance(one, Exception)],
            [one for one in results if isinstance(one, Refusal)])


def one_effect(edge: Edge, case_id: int, acts: list[Act], refusal: type[Refusal] = TransitionRefused) -> None:
    """Do the acts at once and check that one took effect, left one event, and the others were refused."""
    events = count(edge, CaseEvent, CaseEvent.case_id == case_id)
    done, refused = outcomes(edge.race(acts))
    assert len(done) == 1
    assert [type(one) for one in refused] == [refusal] * (len(acts) - 1)
    assert count(edge, CaseEvent, CaseEvent.case_id == case_id) == events + 1
    assert edge.run(ledger.verify).first_bad is None


def made(edge: Edge, state: State) -> int:
    return edge.run(lambda work: factories.letter_in(work, state, consents_to_publication=True).id)


def person(edge: Edge, role: Role, number: int = 1) -> Actor:
    return edge.run(lambda work: factories.staff(work, role, person=number))


def by(actor: Actor, act: Callable[..., Any], *arguments: Any) -> Act:
    return lambda work: act(factories.acting(work, actor), *arguments) and None


def test_submit_one_token_fifty_times_at_once_makes_one_case_and_one_receipt(edge: Edge) -> None:
    draft = factories.draft()
    sent, refused = outcomes(edge.race([
        lambda work: intake.submit_letter(factories.acting(work, factories.CITIZEN), draft)] * 50))
    assert not refused
    assert len({(one.id, one.number, one.query_code, one.due_on) for one in sent}) == 1
    assert sorted(one.repeated for one in sent) == [False] + [True] * 49
    assert (count(edge, Case), count(edge, CaseEvent, CaseEvent.case_id.is_not(None))) == (1, 1)


def test_submit_one_token_with_two_bodies_at_once_keeps_one_and_refuses_the_other(edge: Edge) -> None:
    drafts = [factories.draft(token="one-token-for-two", text=text) for text in ("路灯坏了。", "水管坏了。")]
    sent, refused = outcomes(edge.race([
        lambda work, draft=draft: intake.submit_letter(factories.acting(work, factories.CITIZEN), draft)
        for draft in drafts * 5]))
    assert len({one.id for one in sent}) == 1
    assert {type(one) for one in refused} == {Conflict}
    assert (len(sent), len(refused)) == (5, 5)


def test_submit_twenty_letters_at_once_gives_twenty_numbers_without_gap(edge: Edge) -> None:
    sent, refused = outcomes(edge.race([factories.submission] * 20))
    assert not refused
    assert sorted(one.number for one in sent) == sorted(f"X2026-{serial}" for serial in range(1, 21))
    assert edge.run(ledger.verify).first_bad is None


def test_submit_that_is_rolled_back_leaves_no_gap(edge: Edge) -> None:
    def fail(work: Work) -> None:
        factories.letter(work)
        raise RuntimeError("the process ends before its commit")

    results = edge.race([factories.submission, fail] * 5)
    numbers = sorted(one.number for one in results if isinstance(one, intake.Submission))
    assert numbers == [f"X2026-{serial}" for serial in range(1, 6)]


def test_route_twice_at_once_makes_one_assignment(edge: Edge) -> None:
    case_id = edge.run(lambda work: factories.letter(work, mailbox="housing").id)
    done, refused = outcomes(edge.race([lambda work: routing.route(work, case_id).state] * 4))
    assert (done, refused) == ([State.ASSIGNED] * 4, [])
    assert count(edge, Assignment) == 1
    assert count(edge, CaseEvent, CaseEvent.act == "route") == 1


def test_assign_to_two_departments_at_once_gives_it_to_one(edge: Edge) -> None:
    case_id, officer = made(edge, State.TRIAGE), person(edge, Role.INTAKE)
    units = [edge.run(lambda work, code=code: factories.department_id(work, code)) for code in ("housing", "transport")]
    one_effect(edge, case_id, [by(officer, triage.assign, case_id, unit) for unit in units])
    assert count(edge, Assignment, Assignment.ended_at.is_(None)) == 1


def test_accept_by_two_handlers_at_once_makes_one_the_handler(edge: Edge) -> None:
    case_id = made(edge, State.ASSIGNED)
    one_effect(edge, case_id, [by(person(edge, Role.HANDLER, n), handling.accept, case_id) for n in (1, 2)])


@pytest.mark.parametrize("state", [State.DRAFTED, State.REVIEWED], ids=["approve", "issue"])
def test_approve_or_issue_by_two_leads_at_once_takes_effect_once(edge: Edge, state: State) -> None:
    act = replies.approve if state is State.DRAFTED else replies.issue
    case_id = made(edge, state)
    one_effect(edge, case_id, [by(person(edge, Role.LEAD, n), act, case_id, 1) for n in (1, 2)])
    assert count(edge, Notice) == 0


def test_issue_and_send_back_at_once_is_either_one(edge: Edge) -> None:
    case_id = made(edge, State.REVIEWED)
    lead, other = person(edge, Role.LEAD), person(edge, Role.LEAD, 2)
    one_effect(edge, case_id, [by(lead, replies.issue, case_id, 1),
                               by(other, replies.send_back, case_id, 1, "少一条。")])
    assert count(edge, Reply, Reply.issued_at.is_not(None)) == count(edge, Case, Case.state == State.ANSWERED)


def test_transfer_and_return_at_once_leaves_at_most_one_open_assignment(edge: Edge) -> None:
    case_id = made(edge, State.ASSIGNED)
    unit = edge.run(lambda work: factories.department_id(work, "transport"))
    outcomes(edge.race([
        by(person(edge, Role.INTAKE), triage.transfer, case_id, unit),
        by(person(edge, Role.HANDLER), handling.return_to_office, case_id, "不归本单位管。", None)]))
    open_now = edge.run(lambda work: assignments.current(work, case_id) is not None)
    assert count(edge, Assignment, Assignment.ended_at.is_(None)) == open_now
    assert edge.run(ledger.verify).first_bad is None


def test_rate_twice_at_once_keeps_one_rating(edge: Edge) -> None:
    case_id = made(edge, State.ANSWERED)
    one_effect(edge, case_id, [by(factories.CITIZEN, ratings.rate, case_id, rating, "")
                               for rating in (Rating.SATISFIED, Rating.DISSATISFIED)])


def test_rate_a_closed_letter_twice_at_once_keeps_one_rating(edge: Edge) -> None:
    case_id = made(edge, State.CLOSED)
    one_effect(edge, case_id, [by(factories.CITIZEN, ratings.rate, case_id, rating, "")
                               for rating in (Rating.SATISFIED, Rating.DISSATISFIED)])


def test_publish_twice_at_once_makes_one_publication(edge: Edge) -> None:
    case_id = made(edge, State.ANSWERED)
    edge.run(lambda work: factories.redact(work, case_id) and None)
    one_effect(edge, case_id, [by(person(edge, Role.PUBLISHER, n), publication.release, case_id) for n in (1, 2)])
    assert count(edge, Publication) == 1


def test_next_turn_of_ten_senders_at_once_gives_each_notice_to_one(edge: Edge) -> None:
    terms = outbox.Terms(Channel.MAIL, lease_s=60, rate_per_minute=10**9)
    edge.run(lambda work: [factories.letter_with_email(work) for _ in range(6)])
    now = edge.run(lambda work: work.now)
    turns, _ = outcomes(edge.race([lambda work: outbox.next_turn(replace(work, now=now), terms)] * 10))
    assert sorted(turn.notice_id or 0 for turn in turns) == [0, 0, 0, 0, 1, 2, 3, 4, 5, 6]
    assert set(edge.run(lambda work: work.session.scalars(select(Notice.attempts)).all())) == {1}


def test_next_turn_of_ten_senders_at_once_keeps_to_the_rate(edge: Edge) -> None:
    terms = outbox.Terms(Channel.MAIL, lease_s=60, rate_per_minute=1)
    edge.run(lambda work: [factories.letter_with_email(work) for _ in range(6)])
    turns, _ = outcomes(edge.race([lambda work: outbox.next_turn(work, terms)] * 10))
    assert sorted(turn.notice_id or 0 for turn in turns) == [0] * 9 + [1]


def test_system_events_of_ten_at_once_form_one_chain(edge: Edge) -> None:
    outcomes(edge.race([lambda work, n=n: factories.staff(work, Role.INTAKE, person=n) for n in range(10)]))
    assert edge.run(ledger.verify).first_bad is None


def test_guess_a_password_twelve_times_at_once_gets_few_tries(edge: Edge) -> None:
    """N4: guesses at the same moment are counted one after another; after the third the pair waits, then it is shut."""
    person(edge, Role.INTAKE)
    tried, refused = outcomes(edge.race([
        lambda work: signing_in.sign_in(work, "intake-office-1", "a wrong guess", "", Place("10.0.0.1"))] * 12))
    assert min(attempts.DELAYS) <= len(tried) <= attempts.MAX_FAILURES
    assert (set(tried), len(tried) + len(refused)) == ({None}, 12)
