"""The periods for public comment of the demonstration: one open, one being sorted, one with its result.

Texts are in periods.toml; every step is done by the people of the county at its own simulated instant.
"""

from __future__ import annotations

import random
import secrets as random_source
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from demo.load import DemoCounty
from models.case import Case
from models.comment import Comment
from models.comment_period import DraftPassage, DraftVersion
from rules import draft_text
from rules.actors import CITIZEN, SYSTEM, Actor, Role
from rules.comment_draft import CommentDraft
from rules.comment_words import DraftKind, Stance
from rules.letter_draft import Contact
from rules.localtime import local_date, start_of_day
from services import (
    comment_alike,
    comment_intake,
    comment_moderation,
    comment_openings,
    comment_periods,
    comment_releases,
    comment_responses,
    comment_results,
    confirmations,
    draft_versions,
    opinions,
)
from services.comment_periods import PeriodPlan
from services.work import Work

BOOK = Path(__file__).with_name("periods.toml")
ONE_DAY = timedelta(days=1)
# Days from the last one to what follows it; the feedback is due after fifteen working days.
RESULT_AFTER, FINAL_AFTER = timedelta(days=12), timedelta(days=16)
_WAYS = ("post_address", "hall_address", "hall_hours", "email", "phone")
# How people who send a text round change it a little.
_ENDINGS = ("", "！", "请领导听一听。", "我们小区的人都这么想。", "请一定考虑。", "谢谢。", "大家说是不是。",
            "反对收费。")


def live(county: DemoCounty, seed: int) -> int:
    """Take every period of the book as far as it has come and return how many there are."""
    found = [DemoPeriod(county, entry, random.Random(seed + place)) for place, entry in enumerate(book())]
    for one in sorted(found, key=lambda period: period.opened_at):
        one.live()
    return len(found)


def book() -> list[dict[str, Any]]:
    """Return the entries of the book."""
    return list(tomllib.loads(BOOK.read_text("utf-8"))["period"])


@dataclass
class DemoPeriod:
    """Lives one period with the people of its department."""

    county: DemoCounty
    entry: Mapping[str, Any]
    chance: random.Random

    @property
    def opened_at(self) -> datetime:
        """The instant at which the period opened."""
        return start_of_day(local_date(self.county.work.now) - timedelta(days=self.entry["opened"]))

    @property
    def closed_at(self) -> datetime:
        return start_of_day(local_date(self.county.work.now) - timedelta(days=self.entry["closed"] - 1))

    def live(self) -> None:
        """Plan, release and open it, let people comment, and close the loop where it has come so far."""
        period_id = self._release()
        comment_openings.open_due(self._at(self.opened_at + timedelta(minutes=1), SYSTEM))
        for comment in sorted(self.entry["comments"], key=lambda one: one["day"]):
            self._comment(period_id, comment)
        comment_alike.compare_new(self._at(self.county.work.now, SYSTEM), period_id)
        if self.entry["closed"] > 0:
            comment_openings.end_due(self._at(self.closed_at + timedelta(minutes=11), SYSTEM))
        if "opinions" in self.entry:
            self._answer(period_id)

    def _at(self, moment: datetime, actor: Actor) -> Work:
        return self.county.at(moment, actor)

    def _person(self, role: Role) -> Actor:
        unit = None if role is Role.DISCLOSURE else self.county.departments[self.entry["unit"]]
        return self.county.person(unit, role)

    def _release(self) -> int:
        """Three people put it before the public, the day before it opens."""
        entry, begun_at = self.entry, self.opened_at - timedelta(hours=15)
        handler = self._person(Role.HANDLER)
        plan = PeriodPlan(
            token=random_source.token_urlsafe(24), title=entry["title"], lead=entry["lead"],
            explanation=entry["explanation"].strip(), opens_on=local_date(self.opened_at),
            closes_on=local_date(self.closed_at - ONE_DAY), draft_kind=DraftKind(entry["kind"]),
            **{name: entry[name] for name in _WAYS})
        period = comment_periods.plan(self._at(begun_at, handler), plan)
        comment_periods.set_draft(self._at(begun_at + timedelta(minutes=20), handler), period.id,
                                  draft_text.parse(entry["draft"].splitlines()))
        comment_releases.send_for_review(self._at(begun_at + timedelta(minutes=40), handler), period.id)
        comment_releases.approve(self._at(begun_at + timedelta(hours=2), self._person(Role.LEAD)), period.id)
        comment_releases.release(self._at(begun_at + timedelta(hours=4), self._person(Role.DISCLOSURE)), period.id)
        return period.id

    def _comment(self, period_id: int, said: Mapping[str, Any]) -> None:
        """Let somebody comment, confirm the address, and the department look at it the day after."""
        for text in self._texts(said):
            at = self.opened_at + timedelta(days=said["day"], hours=self.chance.randint(8, 21),
                                            minutes=self.chance.randint(0, 59))
            work = self._at(at, CITIZEN)
            number = work.session.scalars(select(Case.number).where(Case.id == period_id)).one()
            writer = Contact(name=said["name"] if text == said["text"] else "",
                             email=f"{random_source.token_hex(6)}@example.cn")
            made = comment_intake.submit_comment(work, CommentDraft(
                token=random_source.token_urlsafe(24), period=number, text=text, stance=Stance(said["stance"]),
                anchor=self._anchor(period_id, said["on"]), contact=writer, opened_at=at - timedelta(minutes=4)))
            confirmed = self._at(at + timedelta(minutes=9), CITIZEN)
            confirmations.confirm_email(
                confirmed, confirmations.token(confirmed, work.session.get_one(Case, made.id)))
            self._look_at(made.id, said, at + timedelta(hours=20))

    def _texts(self, said: Mapping[str, Any]) -> Iterator[str]:
        yield said["text"]
        for ending in _ENDINGS[1:said.get("copies", 0)]:
            yield f"{said['text'].removesuffix('。')}。{ending}"

    def _look_at(self, comment_id: int, said: Mapping[str, Any], at: datetime) -> None:
        if said.get("held") or at >= self.county.work.now:
            return
        work = self._at(at, self._person(Role.HANDLER))
        if "aside" in said:
            comment_moderation.set_aside(work, comment_id, said["aside"], said["words"])
        else:
            comment_moderation.show(work, comment_id)

    def _answer(self, period_id: int) -> None:
        """Sort the comments into opinions, decide them, release the result and publish the text."""
        at = self.closed_at + RESULT_AFTER
        handler, lead, office = (self._person(role) for role in (Role.HANDLER, Role.LEAD, Role.DISCLOSURE))
        makers = self._makers(period_id)
        for place, opinion in enumerate(self.entry["opinions"], 1):
            work = self._at(at - timedelta(days=2), handler)
            made = opinions.make(work, period_id, self._anchor(period_id, opinion["on"]), opinion["summary"],
                                 makers[place])
            opinions.decide(work, period_id, made.id, opinion["decision"], opinion["reason"])
        comment_results.send_for_review(self._at(at, handler), period_id, self.entry["result_words"])
        comment_results.approve(self._at(at + timedelta(hours=3), lead), period_id)
        released = self._at(at + timedelta(hours=5), office)
        comment_results.release(released, period_id)
        while comment_responses.respond(self._at(released.now, SYSTEM), period_id):
            pass
        draft_versions.publish_final(
            self._at(self.closed_at + FINAL_AFTER, office), period_id,
            draft_text.parse(self.entry["final"].splitlines()), self.entry["final_words"])

    def _makers(self, period_id: int) -> Mapping[int, Sequence[int]]:
        """Return the comments that make each opinion, by its place in the book."""
        session = self.county.work.session
        texts = {said["text"]: said["opinion"] for said in self.entry["comments"] if "opinion" in said}
        found: dict[int, list[int]] = defaultdict(list)
        for comment_id, text in session.execute(
                select(Comment.case_id, Comment.text).where(Comment.period_id == period_id)):
            if text in texts:
                found[texts[text]].append(comment_id)
        return found

    def _anchor(self, period_id: int, label: str) -> str:
        """Return the anchor of the article with this number, "" for the whole draft."""
        if not label:
            return ""
        anchor: str = self.county.work.session.scalars(
            select(DraftPassage.anchor).join(DraftVersion, DraftVersion.id == DraftPassage.version_id)
            .where(DraftVersion.period_id == period_id, DraftPassage.label == label).limit(1)).one()
        return anchor
