"""Many acts in any order by anybody: whatever happens, the record and the rows stay whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from models.assignment import Assignment
from models.case import Letter
from models.clock import Clock, ClockExtension
from models.event import CaseEvent
from models.notice import Notice
from models.publication import Publication
from models.redaction import Redaction
from models.reply import Reply
from models.search_index import publication_index
from rules.actors import CITIZEN, SYSTEM, Actor, Role
from rules.clock_kinds import ClockKind
from rules.clocks import LETTER_TERMS
from rules.delivery import Channel
from rules.errors import Refusal
from rules.letter_draft import Contact
from rules.permissions import CaseFacts, may
from rules.redaction_marks import Decision
from rules.subjects import Subject
from rules.transitions import Act, is_possible
from rules.vocabulary import (
    ANSWERED_STATES,
    OPEN_STATES,
    WITH_DEPARTMENT_STATES,
    Category,
    DeclineGround,
    Rating,
    State,
)
from services import (
    confirmations,
    extensions,
    handling,
    ledger,
    merging,
    outbox,
    publication,
    ratings,
    reclassification,
    redacting,
    replies,
    reworking,
    routing,
    stated_deadlines,
    subjects,
    triage,
    withdrawal,
)
from services.work import Work
from tests import factories

UNITS = ("housing", "transport")
MOST_LETTERS = 3
# What each act needs besides the unit of work and the case: made from a department and a version of the reply.
ACTS: dict[Act, Callable[[Work, int, int, int], Any]] = {
    Act.ROUTE: lambda work, case, unit, version: routing.route(work, case),
    Act.ASSIGN: lambda work, case, unit, version: triage.assign(work, case, unit),
    Act.TRANSFER: lambda work, case, unit, version: triage.transfer(work, case, unit),
    Act.DECLINE: lambda work, case, unit, version: triage.decline(work, case, DeclineGround.UNCLEAR, ""),
    Act.ACCEPT: lambda work, case, unit, version: handling.accept(work, case),
    Act.RETURN: lambda work, case, unit, version: handling.return_to_office(work, case, "不归本单位管。", unit),
    Act.SAVE_DRAFT: lambda work, case, unit, version: replies.save(work, case, f"第{version}稿"),
    Act.DRAFT: lambda work, case, unit, version: replies.draft(work, case, f"第{version}稿的答复"),
    Act.APPROVE: lambda work, case, unit, version: replies.approve(work, case, version, knowingly=True),
    Act.SEND_BACK: lambda work, case, unit, version: replies.send_back(work, case, version, "请补充。"),
    Act.ISSUE: lambda work, case, unit, version: replies.issue(work, case, version),
    Act.RATE: lambda work, case, unit, version: ratings.rate(work, case, Rating.SATISFIED, ""),
    Act.CLOSE: lambda work, case, unit, version: ratings.close(work, case),
    Act.REDACT: lambda work, case, unit, version: redacting.start(work, case),
    Act.PROPOSE_PUBLICATION: lambda work, case, unit, version: propose(work, case),
    Act.SEND_BACK_PUBLICATION: lambda work, case, unit, version: redacting.send_back(work, case, "再看一遍。"),
    Act.PUBLISH: lambda work, case, unit, version: publication.release(work, case),
    Act.WITHHOLD: lambda work, case, unit, version: publication.withhold(work, case, "涉及个案。"),
    Act.UNPUBLISH: lambda work, case, unit, version: publication.unpublish(work, case, "撤下。"),
    Act.WITHDRAW: lambda work, case, unit, version: withdrawal.withdraw(work, case),
    Act.MERGE: lambda work, case, unit, version: merging.merge(work, case, case - 1, shares_reply=version % 2 == 0),
    Act.SEPARATE: lambda work, case, unit, version: merging.separate(work, case),
    Act.REWORK: lambda work, case, unit, version: reworking.rework(work, case, factories.REWORK_REASON),
    Act.ASK_EXTENSION: lambda work, case, unit, version: extensions.ask(work, case, 1 + version % 5, "还要等检测。"),
    Act.EXTEND: lambda work, case, unit, version: extensions.decide(work, request(work, case), True, ""),
    Act.REFUSE_EXTENSION: lambda work, case, unit, version: extensions.decide(
        work, request(work, case), False, "不用。"),
    Act.RECLASSIFY: lambda work, case, unit, version: reclassification.reclassify(
        work, case, CATEGORIES[(unit + version) % len(CATEGORIES)], as_petition=version % 3 == 2),
    Act.SET_SUBJECT: lambda work, case, unit, version: subjects.set_subject(
        work, case, SUBJECTS[(unit + version) % len(SUBJECTS)]),
    Act.STATE_DEADLINE: lambda work, case, unit, version: stated_deadlines.state(
        work, case, (ClockKind.FOREIGN_DEADLINE, ClockKind.INTERNAL_DATE)[unit % 2], work.today),
}
SUBJECTS = tuple(Subject)
CATEGORIES = (Category.CONSULTATION, Category.COMPLAINT, Category.PRAISE, Category.SITE_ERROR)
# They move the last day that the writer was told, or take it away.
MOVING = (Act.EXTEND, Act.RECLASSIFY)


def request(work: Work, case_id: int) -> int:
    """Return the newest request for more time of a case, -1 for none."""
    return work.session.scalar(
        select(func.max(ClockExtension.id)).join(Clock, Clock.id == ClockExtension.clock_id)
        .where(Clock.case_id == case_id)) or -1


def propose(work: Work, case_id: int) -> Redaction:
    """Propose the derivative of a case as it stands; a first one is begun."""
    made = redacting.start(work, case_id)
    hints = [redacting.Change(row.id, Decision.KEEP) for row in made.marks if row.decision is None]
    redacting.judge(work, case_id, made.edits, hints)
    return redacting.propose(work, case_id, made.edits, cannot_be_known=True)


# They end a letter before much has been done to it.
ENDING = {Act.DECLINE, Act.WITHDRAW}
# These do nothing, and refuse nobody, when there is nothing for them to do.
QUIET = {Act.ROUTE, Act.CLOSE, Act.REDACT}
WANTED = st.sampled_from(sorted(ACTS))


# The shortest way from each state to a published answer.
STRAIGHT_ON = {
    State.RECEIVED: Act.ROUTE, State.TRIAGE: Act.ASSIGN, State.RETURNED: Act.ASSIGN, State.ASSIGNED: Act.ACCEPT,
    State.ACCEPTED: Act.DRAFT, State.DRAFTED: Act.APPROVE, State.REVIEWED: Act.ISSUE,
    State.ANSWERED: Act.PROPOSE_PUBLICATION, State.CLOSED: Act.PROPOSE_PUBLICATION,
}


class Letters(RuleBasedStateMachine):
    """A county with two departments and some letters; the unit of work is rolled back at the end of each run."""

    def __init__(self, work: Work, people: list[Actor], units: list[int]) -> None:
        super().__init__()
        self.work, self.people, self.units = work, people, units
        self.due: dict[int, Any] = {}

    @initialize(consent=st.booleans())
    def begin(self, consent: bool) -> None:
        self.submit(Category.CONSULTATION, "", consent, True)

    @precondition(lambda self: len(self.due) < MOST_LETTERS)
    @rule(category=st.sampled_from(Category), mailbox=st.sampled_from(["", *UNITS]), consent=st.booleans(),
          address=st.booleans())
    def submit(self, category: Category, mailbox: str, consent: bool, address: bool) -> None:
        sent = factories.submission(
            self.work, category=category, mailbox=mailbox, consents_to_publication=consent,
            contact=Contact(email=f"{len(self.due)}.{factories.EMAIL}") if address else Contact())
        self.due[sent.id] = sent.due_on

    @rule(hours=st.integers(1, 100))
    def wait(self, hours: int) -> None:
        self.work.now += timedelta(hours=hours)

    @rule(act=WANTED, pick=st.integers(0, 99), who=st.integers(0, 99), unit=st.integers(0, 1), back=st.integers(0, 1))
    def try_by_anybody(self, act: Act, pick: int, who: int, unit: int, back: int) -> None:
        self.attempt(act, self.chosen(pick), self.people[who % len(self.people)], unit, back)

    @rule(pick=st.integers(0, 99), path=st.lists(st.tuples(*[st.integers(0, 99)] * 2), min_size=2, max_size=6),
          unit=st.integers(0, 1))
    def go_on_as_is_possible(self, pick: int, path: list[tuple[int, int]], unit: int) -> None:
        letter = self.chosen(pick)
        for which, who in path:
            possible = [(act, person) for act in sorted(set(ACTS) - ENDING)
                        if is_possible(State(letter.state), act)
                        for person in self.people if may(person, act, CaseFacts(letter.department_id))]
            if possible:
                acts = sorted({act for act, _ in possible})
                able = [person for one, person in possible if one is acts[which % len(acts)]]
                self.attempt(acts[which % len(acts)], letter, able[who % len(able)], unit, 0)

    @rule(pick=st.integers(0, 99), who=st.lists(st.integers(0, 99), min_size=3, max_size=8), unit=st.integers(0, 1))
    def go_straight_on(self, pick: int, who: list[int], unit: int) -> None:
        letter = self.chosen(pick)
        for one in who:
            act = STRAIGHT_ON.get(State(letter.state))
            if act is Act.PROPOSE_PUBLICATION and self.states_of_redactions(letter)[-1:] == ["proposed"]:
                act = Act.PUBLISH
            able = [person for person in self.people if act and may(person, act, CaseFacts(letter.department_id))]
            if act and able:
                self.attempt(act, letter, able[one % len(able)], unit, 0)

    @rule(pick=st.integers(0, 99))
    def confirm_the_address(self, pick: int) -> None:
        letter, reader = self.chosen(pick), factories.acting(self.work, CITIZEN)
        if self.work.session.scalar(select(Notice.id).where(Notice.case_id == letter.id).limit(1)):
            confirmations.confirm_email(reader, confirmations.token(reader, letter))

    @rule(sent=st.booleans())
    def deliver_a_notice(self, sent: bool) -> None:
        terms = outbox.Terms(Channel.MAIL, lease_s=60, rate_per_minute=10**9)
        turn = outbox.next_turn(self.work, terms)
        if turn.notice_id is not None:
            assert outbox.settle(self.work, terms, turn, outbox.Outcome("" if sent else "no answer"))
        self.work.session.expire_all()

    def chosen(self, pick: int) -> Letter:
        return self.work.session.get_one(Letter, sorted(self.due)[pick % len(self.due)])

    def attempt(self, act: Act, letter: Letter, actor: Actor, unit: int, back: int) -> None:
        """Try an act: what takes effect was possible and permitted, and what is refused leaves nothing."""
        session, before, facts = self.work.session, State(letter.state), CaseFacts(letter.department_id)
        version = (replies.latest(self.work, letter.id) or Reply(version=0)).version - back
        events = self.events()
        try:
            ACTS[act](factories.acting(self.work, actor), letter.id, self.units[unit], version)
        except Refusal:
            left = [*session.dirty, *session.new]
            assert (left, self.events(), letter.state) == ([], events, before)
            return
        session.flush()
        if self.events() > events:
            assert may(actor, act, facts)
            assert is_possible(before, act)
        else:
            assert act in QUIET

    def events(self) -> int:
        return self.work.session.scalar(select(func.count()).select_from(CaseEvent))

    @invariant()
    def record_verifies(self) -> None:
        assert ledger.verify(self.work).first_bad is None

    @invariant()
    def assignments_fit_the_state(self) -> None:
        for letter in self.letters():
            rows = self.of(Assignment, letter)
            open_now = [row for row in rows if row.ended_at is None]
            assert [row.department_id for row in open_now] == (
                [letter.department_id] if letter.state in WITH_DEPARTMENT_STATES else [])
            assert [row.decision for row in rows] == list(range(1, len(rows) + 1))
            returned = [row.department_id for row in rows if row.ended_how == "returned"]
            assert len(returned) == len(set(returned))

    @invariant()
    def clock_runs_while_the_letter_is_open_and_never_moves(self) -> None:
        for letter in self.letters():
            clocks = [row for row in self.of(Clock, letter) if row.is_answer]
            first = [row for row in clocks if row.kind != ClockKind.LETTER_REWORK]
            if any(self.times(letter, act) for act in MOVING):
                assert len(first) == (letter.category in LETTER_TERMS or first[:1] != [])
            else:
                told = [self.due[letter.id]] if letter.category in LETTER_TERMS else []
                assert [row.due_on for row in first] == told
            assert all(row.due_on >= row.start_on for row in first)
            assert len(clocks) - len(first) == self.times(letter, Act.REWORK)
            assert all((row.stopped_at is None) == (letter.state in OPEN_STATES) for row in clocks[-1:])
            assert all(row.stopped_at is not None for row in clocks[:-1])
            assert all((row.next_action_at is None) == (row.stopped_at is not None) for row in clocks)

    @invariant()
    def answer_was_issued_by_two_people(self) -> None:
        for letter in self.letters():
            rows = self.of(Reply, letter)
            issued = [row for row in rows if row.issued_at is not None]
            reworked = self.times(letter, Act.REWORK)
            assert reworked <= 1
            assert len(issued) == reworked + (letter.state in ANSWERED_STATES)
            assert all(row.text for row in issued)
            assert letter.answered_at == (issued[-1].issued_at if letter.state in ANSWERED_STATES else None)
            assert all(row.drafted_by not in (row.reviewed_by, row.issued_by) for row in rows)
            assert [row.version for row in rows] == list(range(1, len(rows) + 1))

    @invariant()
    def public_is_what_was_decided_and_agreed_to(self) -> None:
        shown = self.work.session.execute(
            select(Publication.id, Letter.publication_decision, Letter.consents_to_publication, Publication.state)
            .join(Letter, Letter.id == Publication.case_id)).all()
        assert all(consents for _, _, consents, _ in shown)
        # After a rework an earlier answer is public until somebody decides on the new one.
        assert all(decision in ("published", None) if state == "published" else decision == "withheld"
                   for _, decision, _, state in shown)
        indexed = sorted(self.work.session.scalars(select(publication_index.c.rowid)))
        assert indexed == sorted(key for key, _, _, state in shown if state == "published")

    @invariant()
    def public_texts_were_redacted_by_one_person_and_released_by_another(self) -> None:
        for letter in self.letters():
            states = self.states_of_redactions(letter)
            assert sum(state in ("draft", "proposed") for state in states) <= 1
            for shown in self.of(Publication, letter):
                made = self.work.session.get_one(Redaction, shown.redaction_id)
                assert (made.state, made.derivative_digest) == ("released", shown.derivative_digest)
                assert made.released_by not in (None, made.redacted_by, *(mark.decided_by for mark in made.marks))

    @invariant()
    def unconfirmed_address_gets_the_receipt_only(self) -> None:
        confirmed = set(self.work.session.scalars(select(CaseEvent.case_id).where(CaseEvent.act == "confirm_contact")))
        for notice in self.work.session.scalars(select(Notice)):
            assert (notice.state == "held") == (notice.kind != "received" and notice.case_id not in confirmed)

    @invariant()
    def merged_letter_is_answered_with_an_open_or_answered_one(self) -> None:
        for letter in self.letters():
            assert (letter.merged_into_id is not None) == (letter.state == State.MERGED)
            if letter.merged_into_id:
                first = self.work.session.get_one(Letter, letter.merged_into_id)
                assert first.id < letter.id
                assert first.state in OPEN_STATES | ANSWERED_STATES

    def states_of_redactions(self, letter: Letter) -> list[str]:
        return [one.state for one in self.of(Redaction, letter)]

    def times(self, letter: Letter, act: Act) -> int:
        return self.work.session.scalar(
            select(func.count()).where(CaseEvent.case_id == letter.id, CaseEvent.act == act.value))

    def letters(self) -> list[Letter]:
        return list(self.work.session.scalars(select(Letter).order_by(Letter.id)))

    def of(self, model: type[Any], letter: Letter) -> list[Any]:
        return list(self.work.session.scalars(select(model).where(model.case_id == letter.id).order_by(model.id)))

    def teardown(self) -> None:
        self.work.session.rollback()


def test_letters_stay_whole_whatever_is_done_in_any_order(work: Work) -> None:
    people = [CITIZEN, SYSTEM,
              *(factories.staff(work, role) for role in (Role.INTAKE, Role.REDACTOR, Role.PUBLISHER, Role.SUPERVISOR)),
              *(factories.staff(work, role, code, person)
                for code in UNITS for role, person in ((Role.HANDLER, 1), (Role.LEAD, 1), (Role.LEAD, 2)))]
    units = [factories.department_id(work, code) for code in UNITS]
    work.session.commit()
    start = work.now

    def county() -> Letters:
        work.now = start
        return Letters(work, people, units)

    run_state_machine_as_test(county, settings=settings(
        max_examples=25, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)))
