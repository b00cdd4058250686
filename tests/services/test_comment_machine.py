"""Many acts on the comments of a period, in any order, by anybody: none is lost, nobody is counted twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from models.comment import Comment, EarlierText, Opinion, OpinionComment
from models.comment_period import CommentPeriod
from models.event import CaseEvent
from models.identity import Identity
from queries import comment_counts
from rules.actors import CITIZEN, SYSTEM, Actor, Role
from rules.comment_words import Adoption, AsideGround, Stance
from rules.errors import Refusal
from rules.letter_draft import Contact
from rules.machines import is_possible
from rules.permissions import may
from rules.transitions import Act
from rules.vocabulary import State
from services import (
    cases,
    comment_mending,
    comment_moderation,
    comment_openings,
    comment_withdrawal,
    confirmations,
    ledger,
    opinions,
)
from services.work import Work
from tests import factories
from tests.factories_comments import PASSAGES, period_in, received

WRITERS = ("a@example.cn", "b@example.cn", "")
ANCHORS = ("", *(one.anchor for one in PASSAGES))
LIVE = frozenset({State.HELD, State.MENDING, State.SHOWN})


# What each act on a comment needs besides the unit of work and the comment, made from a number.
ACTS: dict[Act, Callable[[Work, Comment, int], Any]] = {
    Act.SHOW: lambda work, one, n: comment_moderation.show(work, one.id),
    Act.ASK_TO_MEND: lambda work, one, n: comment_moderation.ask_to_mend(work, one.id, "请写清楚是哪一条街。"),
    Act.SET_ASIDE: lambda work, one, n: comment_moderation.set_aside(
        work, one.id, tuple(AsideGround)[n % len(AsideGround)], "与停车收费无关。"),
    Act.RESTORE: lambda work, one, n: comment_moderation.restore(work, one.id, "与草案有关，应当列入。"),
    Act.MEND: lambda work, one, n: comment_mending.mend(work, one.id, Stance.SUGGEST, f"改好的第{n}版意见"),
    Act.WITHDRAW: lambda work, one, n: comment_withdrawal.withdraw(work, one.id),
}


class Period(RuleBasedStateMachine):
    """One period and its comments; the unit of work is rolled back at the end of each run."""

    def __init__(self, work: Work, people: list[Actor]) -> None:
        super().__init__()
        self.work, self.people = work, people
        self.sent: list[int] = []

    @initialize()
    def begin(self) -> None:
        self.period: CommentPeriod = period_in(self.work, State.OPEN)
        self.submit(0, 3, False)

    @rule(writer=st.integers(0, len(WRITERS) - 1), anchor=st.integers(0, len(ANCHORS) - 1), by_staff=st.booleans())
    def submit(self, writer: int, anchor: int, by_staff: bool) -> None:
        contact = Contact(name="朱小云", email=WRITERS[writer]) if WRITERS[writer] else Contact()
        try:
            made = received(self.work, self.period, self.people[2] if by_staff else CITIZEN, anchor=ANCHORS[anchor],
                            text=f"第{len(self.sent)}条意见：首小时应当免费。", contact=contact)
        except Refusal:
            assert self.work.now > self.period.closes_at
            return
        assert self.work.now <= self.period.closes_at
        self.sent.append(made.id)

    @rule(hours=st.integers(1, 400))
    def wait(self, hours: int) -> None:
        self.work.now += timedelta(hours=hours)

    @rule()
    def end(self) -> None:
        comment_openings.end_due(factories.acting(self.work, SYSTEM))

    @rule(pick=st.integers(0, 99))
    def confirm_the_address(self, pick: int) -> None:
        one = self.chosen(pick)
        if self.work.session.scalar(select(Identity.email).where(Identity.case_id == one.id)) is not None:
            reader = factories.acting(self.work, CITIZEN)
            confirmations.confirm_email(reader, confirmations.token(reader, one))

    @rule(act=st.sampled_from(sorted(ACTS)), pick=st.integers(0, 99), who=st.integers(0, 99), n=st.integers(0, 99))
    def try_by_anybody(self, act: Act, pick: int, who: int, n: int) -> None:
        self.attempt(act, self.chosen(pick), self.people[who % len(self.people)], n)

    @rule(pick=st.integers(0, 99), path=st.lists(st.integers(0, 99), min_size=2, max_size=5))
    def go_on_as_is_possible(self, pick: int, path: list[int]) -> None:
        one = self.chosen(pick)
        for n in path:
            possible = [(act, person) for act in sorted(ACTS) if is_possible(one.kind, one.state, act)
                        for person in self.people if may(person, act, cases.facts(one))]
            if possible:
                act, person = possible[n % len(possible)]
                self.attempt(act, one, person, n)

    @rule(picks=st.lists(st.integers(0, 99), max_size=3), adopted=st.sampled_from(Adoption))
    def sort_and_decide(self, picks: list[int], adopted: Adoption) -> None:
        by, ids = factories.acting(self.work, self.people[2]), {self.chosen(pick).id for pick in picks}
        try:
            made = opinions.make(by, self.period.id, "", "首小时免费", sorted(ids))
            opinions.decide(by, self.period.id, made.id, adopted, "已经写进第三条。")
        except Refusal:
            return

    def attempt(self, act: Act, one: Comment, actor: Actor, n: int) -> None:
        """Try an act: what takes effect was possible and permitted, and what is refused leaves nothing."""
        before, facts, events = State(one.state), cases.facts(one), self.events()
        try:
            ACTS[act](factories.acting(self.work, actor), one, n)
        except Refusal:
            assert (self.events(), one.state) == (events, before)
            return
        self.work.session.flush()
        assert may(actor, act, facts)
        assert is_possible(one.kind, before, act)

    def chosen(self, pick: int) -> Comment:
        return self.work.session.get_one(Comment, self.sent[pick % len(self.sent)])

    def events(self) -> int:
        return self.work.session.scalar(select(func.count()).select_from(CaseEvent)) or 0

    def comments(self) -> list[Comment]:
        return list(self.work.session.scalars(select(Comment).order_by(Comment.id)))

    @invariant()
    def record_verifies(self) -> None:
        assert ledger.verify(self.work).first_bad is None

    @invariant()
    def every_comment_is_kept_and_counted_raw(self) -> None:
        """C2: nothing that came in is deleted, whatever became of it."""
        assert [one.id for one in self.comments()] == self.sent
        if self.sent:
            assert comment_counts.counts(self.work.session, self.period.id).whole.raw == len(self.sent)

    @invariant()
    def one_opinion_per_contact_and_passage_counts(self) -> None:
        """C1: the last confirmed one stands, the earlier ones say what replaced them."""
        counted = Counter((one.contact_digest, one.anchor) for one in self.comments()
                          if one.confirmed_at and one.contact_digest and State(one.state) in LIVE)
        assert set(counted.values()) <= {1}
        for one in self.comments():
            assert (one.replaced_by_id is not None) == (one.state == State.REPLACED)
            if one.replaced_by_id is not None:
                later = self.work.session.get_one(Comment, one.replaced_by_id)
                assert (later.contact_digest, later.anchor) == (one.contact_digest, one.anchor)
                assert later.confirmed_at

    @invariant()
    def what_is_set_aside_has_a_ground_a_reason_and_a_name(self) -> None:
        """C3: nobody's comment is left out without a reason and the name of who decided."""
        for one in self.comments():
            assert (one.aside_ground is not None) >= (one.state == State.SET_ASIDE)
            if one.state == State.SET_ASIDE:
                assert one.decided_words
                assert one.decided_by is not None

    @invariant()
    def earlier_words_are_kept_and_sorted_comments_are_there(self) -> None:
        mended = self.work.session.scalar(select(func.count()).where(CaseEvent.act == Act.MEND.value))
        assert self.work.session.scalar(select(func.count()).select_from(EarlierText)) == mended
        for decision, reason in self.work.session.execute(select(Opinion.decision, Opinion.reason)):
            assert decision is None or reason
        sorted_ids = set(self.work.session.scalars(select(OpinionComment.comment_id)))
        assert sorted_ids <= set(self.sent)

    def teardown(self) -> None:
        self.work.session.rollback()


def test_comments_stay_whole_whatever_is_done_in_any_order(work: Work) -> None:
    """C1, C2, C3: no order of acts loses a comment, counts a person twice, or leaves one out without a name."""
    people = [CITIZEN, SYSTEM, *(factories.staff(work, role) for role in (Role.HANDLER, Role.LEAD, Role.DISCLOSURE)),
              factories.staff(work, Role.HANDLER, "transport")]
    work.session.commit()
    start = work.now

    def county() -> Period:
        work.now = start
        return Period(work, people)

    run_state_machine_as_test(county, settings=settings(
        max_examples=8, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)))
