"""What happens to periods for public comment in the simulated year: people comment, officers look, sort and answer."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from demo.periods import book
from models.comment import Comment, Opinion, OpinionComment
from models.comment_period import CommentPeriod
from rules import draft_text
from rules.actors import CITIZEN, Actor, Role
from rules.comment_draft import CommentDraft
from rules.comment_words import Adoption, AsideGround, DraftKind, Stance
from rules.letter_draft import Contact
from rules.localtime import local_date
from rules.vocabulary import FEEDBACK_STATES, State
from services import (
    comment_intake,
    comment_mending,
    comment_moderation,
    comment_periods,
    comment_releases,
    comment_results,
    comment_withdrawal,
    confirmations,
    draft_versions,
    opinions,
)
from services.comment_periods import PeriodPlan
from services.work import Work

if TYPE_CHECKING:
    from tests.simulation.year import Year

OPEN_DAYS = 9
COMMENTS = 8
ANCHORS = ("", "a1", "a2", "a3")


class Periods:
    """The periods of a year, each with its own course; the last ones may still be open when it ends."""

    def __init__(self, year: Year, count: int) -> None:
        self.year, self.county, self.chance = year, year.county, year.chance
        self.entries = book()
        days = max((year.last - year.first).days - 1, 1)
        for place in range(count):
            at = datetime.combine(year.first + timedelta(days=days * place // count), datetime.min.time(), year.zone)
            year.at(year.office_time(at), lambda place=place: self._plan(self.entries[place % len(self.entries)]))

    def _plan(self, entry: dict[str, Any]) -> None:
        """Plan, approve and release it, a step each few hours; it opens on the next day."""
        opens_on = local_date(self.county.now) + timedelta(days=2)
        unit = self.year.codes[entry["unit"]]
        plan = PeriodPlan(
            token=f"simulated-period-{self.chance.randrange(10**8):08}", title=entry["title"], lead=entry["lead"],
            explanation=entry["explanation"], opens_on=opens_on, closes_on=opens_on + timedelta(days=OPEN_DAYS),
            draft_kind=DraftKind.OTHER)
        handler, lead, office = self._people(unit)
        period = self.county.act(handler, lambda work: comment_periods.plan(work, plan).id)
        assert period is not None
        self.county.act(handler, lambda work: comment_periods.set_draft(
            work, period, draft_text.parse(entry["draft"].splitlines())))
        self.county.act(handler, lambda work: comment_releases.send_for_review(work, period))
        self.county.act(lead, lambda work: comment_releases.approve(work, period))
        self.county.act(office, lambda work: comment_releases.release(work, period))
        start = datetime.combine(opens_on, datetime.min.time(), self.year.zone)
        for _ in range(self.chance.randrange(COMMENTS)):
            at = start + timedelta(hours=self.chance.randrange(8, 24 * OPEN_DAYS))
            self.year.at(at, lambda: self._comment(period, unit, entry))
        wait = timedelta(days=OPEN_DAYS + self.chance.choice((3, 6, 30)))
        self.year.at(self.year.office_time(start + wait), lambda: self._answer(period, unit))

    def _people(self, unit: int) -> tuple[Actor, Actor, Actor]:
        return (self.county.person(unit, Role.HANDLER), self.county.person(unit, Role.LEAD),
                self.county.person(None, Role.DISCLOSURE))

    def _comment(self, period_id: int, unit: int, entry: dict[str, Any]) -> None:
        serial = self.chance.randrange(10**8)
        said = self.chance.choice(entry["comments"])
        number = self.county.read(lambda work: work.session.scalars(
            select(CommentPeriod.number).where(CommentPeriod.id == period_id)).one())
        draft = CommentDraft(
            token=f"simulated-comment-{serial:08}", period=number, text=said["text"], stance=Stance(said["stance"]),
            anchor=self.chance.choice(ANCHORS), opened_at=self.county.now - timedelta(minutes=5),
            contact=Contact(name=said["name"], email=f"commenter{serial}@home.example") if self._by_chance(0.8)
            else Contact())
        sent = self.county.act(CITIZEN, lambda work: comment_intake.submit_comment(work, draft).id)
        if sent is None:
            return
        if draft.contact.email and self._by_chance(0.7):
            self.year.at(self.county.now + timedelta(minutes=30), lambda: self._as_citizen(
                lambda work: confirmations.confirm_email(
                    work, confirmations.token(work, work.session.get_one(Comment, sent)))))
        if self._by_chance(0.05):
            self.year.at(self.county.now + timedelta(hours=20), lambda: self._as_citizen(
                lambda work: comment_withdrawal.withdraw(work, sent)))
        self.year.at(self.year.office_time(self.county.now + timedelta(hours=20)), lambda: self._look_at(sent, unit))

    def _look_at(self, comment_id: int, unit: int) -> None:
        """Show it, ask its writer to mend it, or set it aside."""
        handler = self.county.person(unit, Role.HANDLER)
        if self._by_chance(0.1):
            self.county.act(handler, lambda work: comment_moderation.set_aside(
                work, comment_id, AsideGround.OFF_TOPIC.value, "与草案没有关系。"))
        elif self._by_chance(0.15):
            self.county.act(handler, lambda work: comment_moderation.ask_to_mend(
                work, comment_id, "请写清楚是哪一条街。"))
            if self._by_chance(0.6):
                self.year.at(self.county.now + timedelta(hours=30), lambda: self._as_citizen(
                    lambda work: comment_mending.mend(
                        work, comment_id, Stance.SUGGEST, "南街的泊位太少，请再添二十个。")))
        else:
            self.county.act(handler, lambda work: comment_moderation.show(work, comment_id))

    def _answer(self, period_id: int, unit: int) -> None:
        """Sort and decide what has come in, and release the result; what keeps it back is tried again days later."""
        handler, lead, office = self._people(unit)
        for comment_id in self.county.read(lambda work: _in(work, period_id, State.HELD)):
            self.county.act(handler, lambda work, one=comment_id: comment_moderation.show(work, one))
        self.county.act(handler, lambda work: comment_results.set_aside_unmended(work, period_id))
        self.county.act(handler, lambda work: self._sort(work, period_id))
        self.county.act(handler, lambda work: comment_results.send_for_review(work, period_id, "意见已经逐条研究。"))
        self.county.act(lead, lambda work: comment_results.approve(work, period_id))
        self.county.act(office, lambda work: comment_results.release(work, period_id).period_id)
        state = self.county.read(lambda work: work.session.get_one(CommentPeriod, period_id).state)
        if state in FEEDBACK_STATES | {State.OPEN}:
            self.year.at(self.year.office_time(self.county.now + timedelta(days=3)),
                         lambda: self._answer(period_id, unit))
        elif state == State.RESULTED and self._by_chance(0.5):
            self.county.act(office, lambda work: draft_versions.publish_final(
                work, period_id, draft_text.parse(("第一条 本办法自公布之日起施行。",)), "县政府常务会议通过。"))

    def _sort(self, work: Work, period_id: int) -> None:
        """Put what stands in no opinion into one for each passage, and decide what is not decided."""
        sorted_ids = select(OpinionComment.comment_id)
        by_passage: dict[str, list[int]] = defaultdict(list)
        for comment_id, anchor in work.session.execute(
                select(Comment.case_id, Comment.anchor).where(
                    Comment.period_id == period_id, Comment.state == State.SHOWN.value,
                    Comment.case_id.not_in(sorted_ids))):
            by_passage[anchor].append(comment_id)
        for anchor, ids in sorted(by_passage.items()):
            opinions.make(work, period_id, anchor, "有人提了同样意思的意见", ids)
        for opinion_id in work.session.scalars(
                select(Opinion.id).where(Opinion.period_id == period_id, Opinion.decision.is_(None))).all():
            decision = self.chance.choice(list(Adoption))
            opinions.decide(work, period_id, opinion_id, decision.value, "已经研究，写明理由。")

    def _as_citizen(self, act: Any) -> None:
        self.county.act(CITIZEN, act)

    def _by_chance(self, share: float) -> bool:
        return self.chance.random() < share


def _in(work: Work, period_id: int, state: State) -> list[int]:
    return list(work.session.scalars(
        select(Comment.id).where(Comment.period_id == period_id, Comment.state == state.value)))
