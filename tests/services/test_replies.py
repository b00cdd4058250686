from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select, text

from models.assignment import Assignment
from models.case import Letter
from models.clock import Clock
from models.department import Department
from models.event import CaseEvent
from models.notice import Notice
from models.publication import Publication
from models.reply import Reply
from rules.actors import CITIZEN, Role
from rules.errors import Conflict, InputRefused, NotPermitted, TransitionRefused
from rules.vocabulary import LETTER_STATES, State
from services import handling, replies, triage
from services.work import Work
from tests import factories

ACTS: dict[str, Callable[[Work, int], Reply]] = {
    "save": lambda work, case_id: replies.save(work, case_id, "正在写。"),
    "draft": lambda work, case_id: replies.draft(work, case_id, factories.REPLY),
    "approve": lambda work, case_id: replies.approve(work, case_id, 1, knowingly=True),
    "send_back": lambda work, case_id: replies.send_back(work, case_id, 1, "少了电话。"),
    "issue": lambda work, case_id: replies.issue(work, case_id, 1),
}
FROM = {"save": {State.ACCEPTED, State.REWORK}, "draft": {State.ACCEPTED, State.REWORK}, "approve": {State.DRAFTED},
        "send_back": {State.DRAFTED, State.REVIEWED}, "issue": {State.REVIEWED}}
LEADS_ONLY = ("approve", "send_back", "issue")


def handler(work: Work, code: str = "housing", **later: float) -> Work:
    return factories.acting(work, factories.staff(work, Role.HANDLER, code), **later)


def lead(work: Work, person: int = 1, **later: float) -> Work:
    return factories.acting(work, factories.staff(work, Role.LEAD, person=person), **later)


def versions(work: Work, letter: Letter) -> list[tuple[int, str]]:
    rows = work.session.execute(
        select(Reply.version, Reply.text).where(Reply.case_id == letter.id).order_by(Reply.version))
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", sorted(LETTER_STATES))
def test_reply_act_in_every_other_state_is_refused_and_leaves_no_event(work: Work, act: str, state: State) -> None:
    letter = factories.letter_in(work, state)
    if state in FROM[act]:
        assert ACTS[act](lead(work), letter.id)
        return
    length = letter.chain_length
    refusal = TransitionRefused if letter.department_id else NotPermitted
    with pytest.raises(refusal):
        ACTS[act](lead(work), letter.id)
    assert (letter.state, letter.chain_length) == (state, length)


@pytest.mark.parametrize("act", ACTS)
def test_reply_act_by_other_people_is_not_permitted(work: Work, act: str) -> None:
    letter = factories.letter_in(work, max(FROM[act]))
    strangers = [factories.staff(work, Role.LEAD, "transport"), factories.staff(work, Role.INTAKE),
                 factories.staff(work, Role.PUBLISHER), factories.staff(work, Role.SECURITY_ADMIN), CITIZEN]
    if act in LEADS_ONLY:
        strangers.append(factories.staff(work, Role.HANDLER))
    for actor in strangers:
        with pytest.raises(NotPermitted):
            ACTS[act](factories.acting(work, actor), letter.id)


@pytest.mark.parametrize("act", LEADS_ONLY)
def test_reply_act_on_the_own_draft_is_not_permitted(work: Work, act: str) -> None:
    """Z3: nobody approves or issues the own draft."""
    letter = factories.letter_in(work, State.ACCEPTED)
    replies.draft(lead(work), letter.id, factories.REPLY)
    if act == "issue":
        replies.approve(lead(work, 2), letter.id, 1, knowingly=True)
    with pytest.raises(NotPermitted, match="拟稿人不能审核"):
        ACTS[act](lead(work), letter.id)
    assert ACTS[act](lead(work, 2), letter.id)


def test_database_refuses_a_review_by_the_drafter(work: Work) -> None:
    letter = factories.letter_in(work, State.DRAFTED)
    with pytest.raises(Exception, match="four_eyes"):
        work.session.execute(text("UPDATE reply SET reviewed_by = drafted_by WHERE case_id = :id"), {"id": letter.id})


def test_issue_answers_the_letter_stops_the_clock_and_ends_the_assignment(work: Work) -> None:
    letter = factories.letter_in(work, State.REVIEWED)
    at = lead(work, days=1)
    reply = replies.issue(at, letter.id, 1)
    assert (letter.state, letter.answered_at, letter.closed_at) == (State.ANSWERED, at.now, None)
    assert (reply.issued_at, reply.issued_by, reply.text_digest) == (at.now, at.actor.id, replies.digest(reply.text))
    clock = work.session.scalar(select(Clock).where(Clock.case_id == letter.id))
    assert (clock.stopped_at, clock.next_action_at, clock.due_on) == (at.now, None, date(2026, 12, 1))
    assignment = work.session.scalar(select(Assignment).where(Assignment.case_id == letter.id))
    assert (assignment.ended_how, assignment.ended_at) == ("answered", at.now)
    assert letter.department_id == factories.department_id(work)


def test_issue_owes_the_writer_a_notice_that_waits_for_confirmation(work: Work) -> None:
    letter = factories.letter_in(work, State.REVIEWED, contact=factories.Contact(email=factories.EMAIL))
    replies.issue(lead(work), letter.id, 1)
    assert [tuple(row) for row in work.session.execute(select(Notice.kind, Notice.state).order_by(Notice.id))] == [
        ("received", "owed"), ("answered", "held")]


@pytest.mark.parametrize("act", LEADS_ONLY)
@pytest.mark.parametrize("version", [0, 2])
def test_reply_act_on_another_version_than_the_newest_is_a_conflict(work: Work, act: str, version: int) -> None:
    letter = factories.letter_in(work, max(FROM[act]))
    arguments = (letter.id, version, "少了电话。") if act == "send_back" else (letter.id, version)
    with pytest.raises(Conflict):
        getattr(replies, act)(lead(work), *arguments)


def test_send_back_lets_the_handler_write_the_next_version(work: Work) -> None:
    letter = factories.letter_in(work, State.DRAFTED)
    first = replies.send_back(lead(work), letter.id, 1, " 少了电话。 ")
    assert (letter.state, first.send_back_reason) == (State.ACCEPTED, "少了电话。")
    replies.draft(handler(work), letter.id, "第二稿。")
    assert versions(work, letter) == [(1, factories.REPLY), (2, "第二稿。")]
    with pytest.raises(Conflict):
        replies.approve(lead(work), letter.id, 1, knowingly=True)
    assert replies.approve(lead(work), letter.id, 2, knowingly=True).reviewed_at


@pytest.mark.parametrize("reason", ["", " \n", "字" * 501, "\ud800"], ids=["none", "blank", "too long", "not storable"])
def test_send_back_without_a_usable_reason_is_refused(work: Work, reason: str) -> None:
    letter = factories.letter_in(work, State.DRAFTED)
    with pytest.raises(InputRefused) as refused:
        replies.send_back(lead(work), letter.id, 1, reason)
    assert refused.value.field == "reason"


def test_save_keeps_one_unfinished_version_until_it_is_handed_in(work: Work) -> None:
    letter = factories.letter_in(work, State.ACCEPTED)
    for words in ("一", "一二", ""):
        replies.save(handler(work), letter.id, words)
    assert versions(work, letter) == [(1, "")]
    replies.draft(handler(work), letter.id, factories.REPLY)
    assert versions(work, letter) == [(1, factories.REPLY)]


@pytest.mark.parametrize("act", [replies.save, replies.draft], ids=["save", "draft"])
def test_writing_over_what_somebody_saved_since_is_a_conflict(work: Work, act: Callable[..., Reply]) -> None:
    letter = factories.letter_in(work, State.ACCEPTED)
    replies.save(handler(work), letter.id, "我的第一稿。", "")
    with pytest.raises(Conflict, match="又存了一稿"):
        act(lead(work), letter.id, "没看过第一稿。", "")
    assert act(lead(work), letter.id, "看过了。", replies.digest("我的第一稿。")).text == "看过了。"


@pytest.mark.parametrize("words", ["", " \n　"], ids=["empty", "blank"])
def test_draft_without_words_is_refused(work: Work, words: str) -> None:
    letter = factories.letter_in(work, State.ACCEPTED)
    with pytest.raises(InputRefused, match="请写答复正文"):
        replies.draft(handler(work), letter.id, words)


@pytest.mark.parametrize("words", ["字" * 20_001, "a\0"], ids=["too long", "not storable"])
def test_writing_what_cannot_be_kept_is_refused(work: Work, words: str) -> None:
    letter = factories.letter_in(work, State.ACCEPTED)
    for act in (replies.save, replies.draft):
        with pytest.raises(InputRefused) as refused:
            act(handler(work), letter.id, words)
        assert refused.value.field == "text"


def test_events_of_a_reply_hold_its_digest_and_never_its_words(work: Work) -> None:
    letter = factories.letter_in(work, State.ANSWERED)
    payloads = list(work.session.scalars(select(CaseEvent.payload).where(CaseEvent.case_id == letter.id)))
    assert sum(replies.digest(factories.REPLY) in payload for payload in payloads) == 3
    assert not any("加压泵" in payload for payload in payloads)


def test_reply_after_a_transfer_is_the_new_department_s_own(work: Work) -> None:
    letter = factories.letter_in(work, State.ACCEPTED, consents_to_publication=True)
    replies.save(handler(work), letter.id, "还没写完。")
    transport = factories.department_id(work, "transport")
    triage.transfer(factories.acting(work, factories.staff(work, Role.INTAKE)), letter.id, transport)
    handling.accept(handler(work, "transport"), letter.id)
    mine = replies.draft(handler(work, "transport"), letter.id, factories.REPLY)
    assert (mine.version, mine.department_id) == (2, transport)
    other_lead = factories.acting(work, factories.staff(work, Role.LEAD, "transport"))
    replies.approve(other_lead, letter.id, 2, knowingly=True)
    replies.issue(other_lead, letter.id, 2)
    factories.publish(work, letter.id)
    named = work.session.scalar(select(Publication.department_name))
    assert named == work.session.get_one(Department, transport).name


def test_approve_by_the_lead_who_wrote_what_the_handler_handed_in_is_refused(work: Work) -> None:
    made = factories.letter_in(work, State.ACCEPTED)
    handler, lead = factories.staff(work, Role.HANDLER), factories.staff(work, Role.LEAD)
    replies.save(factories.acting(work, lead), made.id, "负责人先写的一稿。")
    version = replies.draft(factories.acting(work, handler), made.id, "负责人先写的一稿，承办人送审。").version
    with pytest.raises(NotPermitted):
        replies.approve(factories.acting(work, lead), made.id, version, knowingly=True)
    other = factories.staff(work, Role.LEAD, person=2)
    assert replies.approve(factories.acting(work, other), made.id, version, knowingly=True).reviewed_by == other.id
