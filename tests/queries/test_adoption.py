"""The rows that answer a comment."""

from __future__ import annotations

from queries import adoption
from rules.actors import Role
from rules.comment_words import Adoption
from rules.vocabulary import State
from services import opinions
from services.work import Work
from tests.factories import acting, staff
from tests.factories_comments import period_in, shown


def test_row_of_a_comment_is_every_opinion_it_makes_once_released(work: Work) -> None:
    period = period_in(work, State.OPEN)
    by = acting(work, staff(work, Role.HANDLER, "housing"))
    mine, other = shown(work, period).id, shown(work, period).id
    longer = opinions.make(by, period.id, "a3", "延长免费时间", [mine, other])
    whole = opinions.make(by, period.id, "", "增加泊位", [mine])
    for opinion, comments in ((longer, 2), (whole, 1)):
        opinions.decide(by, period.id, opinion.id, Adoption.PARTLY, "已改为一小时")
        opinion.serial, opinion.comments = opinion.id, comments
    assert adoption.row_of(work.session, mine) is None
    period.resulted_at = work.now
    answered = adoption.row_of(work.session, mine)
    assert answered is not None
    assert (answered.period, [(row.passage, row.summary, row.decision, row.comments) for row in answered.rows]) == (
        period.number, [("第三条", "延长免费时间", "partly_adopted", 2), ("草案整体", "增加泊位", "partly_adopted", 1)])
    assert adoption.row_of(work.session, shown(work, period).id) is None
