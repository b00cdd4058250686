"""Making digests: once, frozen, agreeing with the cases behind them, and corrected by a version that says so."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import func, select, update

from models.counts import DailyCount
from models.department import Department
from models.digest import Bulletin, Digest
from models.event import CaseEvent
from queries import digests as reading
from rules import periods, reconciling
from rules.actors import IMPORTER, Role
from rules.audit import Audited
from rules.digest_body import DigestBody, ListName
from rules.errors import Conflict, InputRefused, NotPermitted
from rules.figures import UNASSIGNED, Dimension
from rules.vocabulary import State
from services import digests, importing, locking, sealing
from services.work import Work
from tests import factories
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock

TUESDAY, WEDNESDAY = "2026-11-24", "2026-11-25"


def close_days(edge: Edge) -> None:
    """Seal every day that is over."""
    horizon = edge.run(sealing.look)
    while edge.run(lambda work: sealing.seal_next(work, horizon)) is not None:
        pass


def frozen(edge: Edge, kind: str, period: str) -> tuple[str, DigestBody, str]:
    """Build a digest in a unit of work of its own; return its sha256, what it says, and its cases."""
    def look(work: Work) -> tuple[str, DigestBody, str]:
        made = digests.build(work, kind, period)
        return made.sha256, reading.body(made), made.cases

    return edge.run(look)


def numbers(body: DigestBody, name: ListName) -> list[str]:
    return [row.number for row in body.lists[name]]


def import_one(work: Work) -> None:
    """Put a letter of that Tuesday into the register afterwards."""
    report, rows = importing.check(work, [{"title": "路灯", "text": "路灯坏了一个月。", "time": f"{TUESDAY} 09:00"}])
    assert report.refused == []
    importing.store(work, rows)


@pytest.fixture
def day(edge: Edge, test_clock: SimulatedClock) -> dict[State, str]:
    """A Tuesday with a letter in each state, sealed on Wednesday morning; the numbers by state."""
    made = {}
    for state in (State.TRIAGE, State.ASSIGNED, State.DRAFTED, State.ANSWERED, State.DECLINED, State.RETURNED):
        wishes = {"consents_to_publication": True} if state is State.ANSWERED else {}
        made[state] = edge.run(lambda work, state=state, wishes=wishes: factories.letter_in(
            work, state, **wishes).number)
    test_clock.forward(days=1)
    close_days(edge)
    return made


def test_daily_list_names_every_letter_where_it_belongs(edge: Edge, day: dict[State, str]) -> None:
    sha256, body, cases = frozen(edge, "daily", TUESDAY)
    assert body.issue_on == date(2026, 11, 25)
    assert len(body.root) == 64
    assert sorted(numbers(body, ListName.RECEIVED)) == sorted(day.values())
    assert set(numbers(body, ListName.ASSIGNED)) == set(day.values()) - {day[State.TRIAGE]}
    assert numbers(body, ListName.CLOSED) == numbers(body, ListName.TO_PUBLISH) == [day[State.ANSWERED]]
    assert numbers(body, ListName.TO_REVIEW) == [day[State.DRAFTED]]
    assert [(row.number, row.department) for row in body.lists[ListName.RETURNED]] == [
        (day[State.RETURNED], UNASSIGNED)]
    assert body.figures.as_json() | {"received": 6, "closed": 1, "declined": 1, "open": 4, "overdue": 0} \
        == body.figures.as_json()
    [triage] = [row for row in body.lists[ListName.RECEIVED] if row.number == day[State.TRIAGE]]
    assert (triage.department, triage.state, triage.days) == (UNASSIGNED, "triage", 4)
    assert reconciling.check(body, json.loads(cases)) == ()
    assert "加压泵" not in body.to_json() + cases
    assert digests.sha256_of(body.to_json(), cases) == sha256


def test_second_build_is_the_first(edge: Edge, day: dict[State, str], test_clock: SimulatedClock) -> None:
    first = frozen(edge, "daily", TUESDAY)
    test_clock.forward(days=2)
    edge.run(lambda work: work.session.execute(update(Department).values(name="改了名的单位")))
    assert frozen(edge, "daily", TUESDAY) == first
    assert edge.run(lambda work: work.session.scalar(select(func.count(Digest.id)))) == 1
    acts = edge.run(lambda work: work.session.scalars(select(CaseEvent.act)).all())
    assert acts.count(Audited.DIGEST_MADE) == 1


def test_builders_at_once_make_one(edge: Edge, day: dict[State, str]) -> None:
    """P5: however many schedulers, one digest of each kind and period."""
    made = edge.race([lambda work: digests.build(work, "daily", TUESDAY).id] * 4)
    assert len(set(made)) == 1

    def read_apart(work: Work) -> object:
        locking.hold_still(work.session)
        return digests.compose(work, periods.read("2026-11-23"))

    composed = [edge.run(read_apart) for _ in range(2)]
    kept = edge.race([lambda work, one=one: digests.keep(work, one).id for one in composed])
    assert len(set(kept)) == 1
    assert edge.run(read_apart) is None


def test_period_that_is_not_over_or_not_sealed_is_refused(edge: Edge, day: dict[State, str],
                                                          test_clock: SimulatedClock) -> None:
    def refusal(kind: str, period: str) -> str:
        with pytest.raises(InputRefused) as refused:
            edge.run(lambda work: digests.build(work, kind, period))
        return refused.value.message

    assert "还没有结束" in refusal("daily", WEDNESDAY)
    assert "还没有结束" in refusal("quarterly", "2026-Q4")
    assert "还没有开始" in refusal("monthly", "2027-01")
    assert "不是季度" in refusal("quarterly", "2026-Q5")
    test_clock.forward(days=1)
    assert "还没有封存" in refusal("daily", WEDNESDAY)


def test_month_without_letters_and_the_first_month_divide_by_nothing(edge: Edge, day: dict[State, str],
                                                                     test_clock: SimulatedClock) -> None:
    test_clock.forward(days=40)
    close_days(edge)
    _, empty, _ = frozen(edge, "monthly", "2026-10")
    assert (empty.figures["received"], empty.figures["open"], empty.before, empty.series) == (0, 0, None, ())
    assert {one.rank for one in empty.ranking} == {None}
    _, first, _ = frozen(edge, "monthly", "2026-11")
    assert first.figures["received"] == 6
    assert (first.before, first.last_year) == (None, None)
    assert [month for month, _ in first.series] == ["2026-11"]
    _, second, _ = frozen(edge, "monthly", "2026-12")
    # The service began in the middle of November: nothing fair can be compared to it.
    assert (second.figures["opening"], second.figures["received"], second.before) == (4, 0, None)
    assert [month for month, _ in second.series] == ["2026-11", "2026-12"]
    assert len(second.overdue) == second.figures["overdue"] == 4
    assert second.oldest[0].number == day[State.TRIAGE]
    _, quarter, cases = frozen(edge, "quarterly", "2026-Q4")
    assert quarter.figures["received"] == 6
    assert reconciling.check(quarter, json.loads(cases), [empty, first, second]) == ()
    assert edge.run(lambda work: work.session.scalars(select(Bulletin.state)).all()) == ["draft"]


def test_department_that_was_merged_in_the_period_keeps_its_line_and_says_so(
        edge: Edge, day: dict[State, str], test_clock: SimulatedClock) -> None:
    def merge(work: Work) -> None:
        unit = work.session.get_one(Department, factories.department_id(work, "transport"))
        unit.valid_until, unit.successor_id = date(2026, 11, 26), factories.department_id(work, "housing")

    edge.run(merge)
    test_clock.forward(days=10)
    close_days(edge)
    _, body, _ = frozen(edge, "monthly", "2026-11")
    labels = {line.key: line.label for line in body.departments}
    assert labels["transport"] == "县交通运输局（2026年11月26日撤销，并入县住房和城乡建设局）"
    assert labels["housing"] == "县住房和城乡建设局"


def test_count_that_was_bent_is_counted_anew_and_never_frozen(edge: Edge, day: dict[State, str]) -> None:
    edge.run(lambda work: work.session.execute(
        update(DailyCount).where(DailyCount.dimension == "category").values(received=DailyCount.received + 1)))
    _, body, cases = frozen(edge, "daily", TUESDAY)
    assert sum(line.figures["received"] for line in body.breakdowns[Dimension.CATEGORY]) == 6
    assert reconciling.check(body, json.loads(cases)) == ()


def test_correction_is_a_version_that_names_what_it_corrects(edge: Edge, day: dict[State, str],
                                                            test_clock: SimulatedClock) -> None:
    first = frozen(edge, "daily", TUESDAY)

    def correct(work: Work, words: str = "漏计了一件导入的来信。", role: Role = Role.SUPERVISOR) -> int:
        acting = factories.acting(work, factories.staff(work, role))
        newest = reading.get(work.session, "daily", TUESDAY, 1)
        assert newest is not None
        return digests.correct(acting, newest.id, words).id

    with pytest.raises(InputRefused, match="完全一样"):
        edge.run(correct)
    with pytest.raises(NotPermitted):
        edge.run(lambda work: correct(work, role=Role.LEADER))
    edge.run(import_one, IMPORTER)
    with pytest.raises(InputRefused, match="写明"):
        edge.run(lambda work: correct(work, "  "))
    edge.run(correct)
    with pytest.raises(Conflict):
        edge.run(correct)
    newest = edge.run(lambda work: reading.versions(work.session, "daily", TUESDAY))
    assert [(one.version, one.is_corrected) for one in newest] == [(2, False), (1, True)]
    assert newest[1].sha256 == first[0]
    _, again, _ = frozen(edge, "daily", TUESDAY)
    assert (again.version, again.figures["received"]) == (2, 7)
