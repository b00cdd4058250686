"""The periods for public comment of the demonstration: one open, one being sorted, one whose loop is closed."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select

from cli.demo import UNITS
from cli.setup import read_units
from demo import periods
from demo.load import DemoCounty
from demo.order import in_order
from models.comment import Comment
from models.comment_period import CommentPeriod, CommentResult, DraftVersion
from queries import comment_counts
from rules.vocabulary import State
from services import ledger, seeding
from services.work import Work


def test_live_leaves_one_open_period_and_one_with_its_result(work: Work) -> None:
    """design.md 4: the demonstration always has one open comment period and one with its result."""
    seeding.import_departments(work, read_units(UNITS))
    with in_order(work):
        assert periods.live(DemoCounty(work, 7), 7) == 3
    found = {period.state: period for period in work.session.scalars(select(CommentPeriod))}
    assert set(found) == {State.OPEN, State.SORTING, State.RESULTED}
    of_open = comment_counts.counts(work.session, found[State.OPEN].id)
    assert (of_open.whole.raw, of_open.distinct) == (21, 20)
    assert of_open.clustered < of_open.distinct
    assert of_open.whole.states[State.HELD] >= 3
    states = Counter(work.session.scalars(
        select(Comment.state).where(Comment.period_id == found[State.RESULTED].id)))
    assert states == {State.RESPONDED: 12, State.SET_ASIDE: 1}
    assert work.session.scalar(select(func.count()).select_from(CommentResult)) == 1
    assert work.session.scalar(select(func.count()).select_from(DraftVersion).where(DraftVersion.is_final)) == 1
    assert ledger.verify(work).first_bad is None
