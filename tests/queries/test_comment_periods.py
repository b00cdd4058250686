"""What the public reads of periods and their comments, on each engine."""

from __future__ import annotations

from sqlalchemy import select

from models.comment_period import CommentPeriod
from queries import comment_periods, drafts, shown_comments
from queries.shown_comments import Filters
from rules.comment_words import Stance
from rules.period_words import PeriodTab
from rules.transitions import Act
from rules.vocabulary import State
from services import events
from services.work import Work
from tests.factories_comments import comment, period_in
from tests.fixtures.engines import Edge


def test_pages_are_read_alike_on_each_engine(edge: Edge) -> None:
    def prepare(work: Work) -> str:
        period = period_in(work, State.OPEN)
        made = [comment(work, period, text=f"意见之{at}，百分之100%。", stance=Stance.OPPOSE) for at in range(5)]
        for one in made[:4]:
            one.state, one.alike_id = State.SHOWN.value, made[0].id
            events.record(work, one, Act.SHOW)
        made[1].state, made[1].replaced_by_id = State.REPLACED.value, made[3].id
        return period.number

    number = edge.run(prepare)

    def read(work: Work) -> None:
        session, now = work.session, work.now
        row = comment_periods.listed(session, now, PeriodTab.OPEN, "停车 泊位").rows[0]
        assert (row.number, row.comments, row.due) == (number, 5, "还有30天 · 12月24日截止")
        assert comment_periods.numbers(session, now)[PeriodTab.OPEN] == 1
        assert comment_periods.addresses(session) == [(number, work.today)]
        page = shown_comments.page(session, Filters(row.id, "a3", Stance.OPPOSE, query="100%"), limit=2)
        assert [(one.text[:4], one.alike, len(one.earlier)) for one in page.rows] == [
            ("意见之3", 4, 1), ("意见之2", 4, 0)]
        version = drafts.in_force(session, row.id)
        assert version is not None
        first = shown_comments.first_ones(session, row.id, version.id)
        assert {anchor: [one.text[:4] for one in some] for anchor, some in first.items()} == {"a3": ["意见之3"]}
        assert [one.text[:4] for one in shown_comments.every(session, row.id)] == ["意见之0", "意见之2", "意见之3"]

    edge.run(read)
    client = edge.app.test_client()
    address = f"/comment-periods/{number}"
    assert all(client.get(path).status_code == 200 for path in (address, address, "/comment-periods"))
    edge.run(lambda work: comment(work, work.session.scalars(select(CommentPeriod)).one()))
    assert "共收到6条" in client.get(address).text
