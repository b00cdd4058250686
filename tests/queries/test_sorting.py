"""What officers sort, and what is not accounted for, on each engine."""

from __future__ import annotations

from queries import adoption_table, sorting
from rules.actors import Role
from rules.comment_words import Adoption
from rules.vocabulary import State
from services import comment_moderation, opinions
from services.work import Work
from tests.factories import acting, staff
from tests.factories_comments import comment, period_in, shown
from tests.fixtures.engines import Edge


def test_sorting_lists_groups_and_counts_the_same_on_each_engine(edge: Edge) -> None:
    """C3: held, sent back, unsorted and undecided are told apart; alike texts stand together, the largest group first.
    """
    def sort(work: Work) -> None:
        period = period_in(work, State.OPEN)
        by = acting(work, staff(work, Role.HANDLER, "housing"))
        alone, first, second, held, late = (
            *(shown(work, period) for _ in range(3)), comment(work, period), comment(work, period))
        first.alike_id = second.alike_id = first.id
        comment_moderation.ask_to_mend(by, late.id, "请去掉别人的姓名")
        opinion = opinions.make(by, period.id, "", "增加泊位", [alone.id])
        [whole, third] = sorting.passages(work.session, period.id)
        assert (whole.opinions, whole.comments) == (1, 0)
        assert (third.name, third.comments, third.left) == ("第三条", 5, 4)
        groups, count = sorting.groups(work.session, period.id, "a3")
        assert (count, groups[0].first_id, groups[0].count) == (3, first.id, 2)
        assert [one.standing for one in groups[1].comments] == ["待公开"]
        assert [one.id for one in sorting.members(work.session, opinion.id)] == [alone.id]
        missing = adoption_table.accounting(work.session, period.id, work.now)
        assert (missing.held, missing.mending, missing.unmended, missing.unsorted) == (1, 1, 0, 2)
        assert (missing.undecided, missing.numbers["held"]) == (["增加泊位"], [held.number])
        assert adoption_table.accounting(work.session, period.id, late.mend_until).unmended == 0
        opinions.decide(by, period.id, opinion.id, Adoption.ADOPTED, "已经改好")
        [row] = adoption_table.opinions(work.session, period.id)
        assert (row.comments, row.people, row.texts, row.writers) == (1, 1, 1, ("朱*云",))
        assert opinions.put_alike(by, period.id, opinion.id, "a3", first.id) == 2
        assert adoption_table.accounting(work.session, period.id, work.now).unsorted == 0

    edge.run(sort)
