"""Figures of a period's comments on each engine: raw, people, different texts, by passage, stance and day."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from extensions import db
from models.comment import Comment
from models.comment_period import CommentPeriod
from queries import comment_campaigns, comment_counts
from rules.actors import CITIZEN, SYSTEM, Role
from rules.comment_figures import Tally, counts_explained, counts_line
from rules.comment_words import Stance
from rules.letter_draft import Contact
from rules.localtime import CHINA
from rules.vocabulary import Channel, State
from services import comment_alike
from services.work import Work
from tests import factories_campaign
from tests.factories import acting, staff
from tests.factories_comments import comment, period_in, received
from tests.fixtures.app import START


@pytest.fixture
def work(shared_engines: Flask) -> Iterator[Work]:
    """A unit of work that is rolled back."""
    with shared_engines.app_context():
        yield Work(db.session, SYSTEM, START, shared_engines.extensions["mailbox.secrets"])
        db.session.rollback()


def _confirmed(work: Work, period: CommentPeriod, **fields: object) -> Comment:
    made = comment(work, period, **fields)
    made.confirmed_at = work.now
    return made


def test_counts_keep_every_comment_and_say_how_many_people_and_texts(work: Work) -> None:
    """C3: raw, distinct and clustered counts, with nothing that came in left out."""
    period = period_in(work, State.OPEN)
    assert counts_line(comment_counts.counts(work.session, period.id)) == "还没有收到意见。"
    ann = Contact(name="朱小云", email="an.n+x@example.cn")
    first = _confirmed(work, period, contact=ann, stance=Stance.OPPOSE)
    _confirmed(work, period, contact=Contact(email="ann@example.cn"), anchor="a1")
    copied = _confirmed(work, period)
    copied.alike_id = first.alike_id = first.id
    comment(work, period, anchor="")
    for state in (State.SET_ASIDE, State.REPLACED, State.WITHDRAWN, State.SHOWN):
        _confirmed(work, period, contact=Contact(email=f"{state}@example.cn")).state = state
    received(work, period, staff(work, Role.HANDLER, "housing"), contact=Contact(), channel=Channel.PAPER)
    work.session.flush()  # the figures are read from the tables
    found = comment_counts.counts(work.session, period.id)
    assert (found.whole.raw, found.whole.confirmed, found.whole.unconfirmed, found.whole.counted) == (9, 8, 1, 5)
    assert (found.distinct, found.clustered) == (4, 8)
    assert (found.whole.shown, found.whole.set_aside, found.whole.replaced, found.whole.withdrawn) == (1, 1, 1, 1)
    assert {anchor: tally.raw for anchor, tally in found.passages.items()} == {"a1": 1, "a3": 7, "": 1}
    assert found.passage("a3").stances[Stance.OPPOSE] == 1
    assert found.passage("a2") == Tally()
    assert counts_line(found) == "共收到9条，来自4人，归并相近的为8种。"
    assert "1条没有验证联系方式，1条已由本人新的意见代替" in counts_explained(found)
    assert comment_counts.newest_comment(work.session, period.id) == max(
        row.case_id for row in work.session.query(Comment))


def test_days_are_those_of_china(work: Work) -> None:
    period = period_in(work, State.OPEN)
    midnight = datetime(work.today.year, work.today.month, work.today.day, tzinfo=CHINA) + timedelta(days=1)
    for seconds in (-0.4, 0, 0.6, 3600):
        later = acting(work, CITIZEN, seconds=(midnight - work.now).total_seconds() + seconds)
        comment(later, period)
    assert dict(comment_counts.by_day(work.session, period.id)) == {
        work.today: 1, work.today + timedelta(days=1): 3}
    assert comment_counts.by_day(work.session, 0) == {}
    assert isinstance(next(iter(comment_counts.by_day(work.session, period.id))), date)


def test_what_stands_out_is_found_with_its_comments(work: Work) -> None:
    """C2: copied texts, shared sources and bursts, each with the comments behind it."""
    period, chance = period_in(work, State.OPEN), random.Random(5)
    for _ in range(12):
        received(work, period, text=factories_campaign.variant(chance), source="10.0.0.1", anchor="")
    for place in range(9):
        received(acting(work, CITIZEN, hours=1), period, text=factories_campaign.genuine(chance),
                 source=f"10.0.1.{place}")
    _confirmed(acting(work, CITIZEN, hours=2), period, text=factories_campaign.CAMPAIGN[0] * 2, source="10.0.0.1")
    assert comment_alike.compare_new(work, period.id, limit=15) == 15
    assert comment_alike.compare_new(work, period.id) == 7
    found = comment_campaigns.campaigns(work.session, period.id, period.opens_at, work.now + timedelta(hours=3))
    assert (found.copied, len(found.texts), len(found.sources), found.rushes) == (12, 1, 1, ())
    text, source = found.texts[0], found.sources[0]
    assert (text.count, text.people, text.copied, text.sources) == (12, 0, 12, 1)
    assert (source.count, source.people, source.copied, source.sources) == (13, 1, 12, 1)
    assert source.last_at == work.now + timedelta(hours=2)
    chosen = comment_campaigns.with_text_of(work.session, period.id, text.number)
    assert chosen is not None
    page = comment_campaigns.members(work.session, period.id, chosen, None)
    assert [one.anchor for one in page.rows] == [""] * 12
    assert comment_campaigns.first_member(work.session, period.id, chosen) == page.rows[0]
    assert comment_campaigns.from_source_of(work.session, period.id, "Y2026-999") is None
    assert comment_counts.clustered(work.session, period.id) == 11
    for row in work.session.query(Comment).filter_by(alike_id=text.first_id).limit(2):
        comment_alike.forget(work, row)
    assert comment_alike.compare_new(work, period.id) == 12
    assert comment_counts.clustered(work.session, period.id) == 11
