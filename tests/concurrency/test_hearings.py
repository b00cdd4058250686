"""One person, one lot, and one draw, however many do it at the same moment; on each engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from rules.actors import CITIZEN, Role
from rules.comment_words import Stance
from rules.errors import TransitionRefused
from rules.hearings import Times
from rules.localtime import start_of_day
from rules.vocabulary import State
from services import hearing_registrations, hearings, ledger
from services.hearing_registrations import Application
from services.hearings import HearingPlan
from services.work import Work
from tests import factories, factories_comments
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock

PEOPLE = 4


def _arranged(work: Work) -> int:
    period = factories_comments.period_in(work, State.OPEN)
    times = Times(start_of_day(work.today + timedelta(days=20)), start_of_day(work.today + timedelta(days=5)))
    handler = factories.acting(work, factories.staff(work, Role.HANDLER, "housing"))
    return hearings.arrange(handler, period.id, HearingPlan(times, "县政务服务中心三楼", 2)).id


def _refused(results: list[Any]) -> list[type]:
    return [type(one) for one in results if isinstance(one, Exception)]


def test_register_one_number_many_times_and_draw_twice_at_once_has_one_effect(
        edge: Edge, test_clock: SimulatedClock) -> None:
    hearing_id = edge.run(_arranged)

    def register(place: int, phone: str) -> Any:
        return lambda work: hearing_registrations.register(
            replace(work, actor=CITIZEN), hearing_id,
            Application(f"hearing-token-{place}", "林小舟", phone, Stance.OPPOSE))

    same = edge.race([register(place, "13812345678") for place in range(PEOPLE)])
    assert _refused(same) == [TransitionRefused] * (PEOPLE - 1)
    others = edge.race([register(PEOPLE + place, f"1391234567{place}") for place in range(PEOPLE)])
    assert _refused(others) == []
    test_clock.forward(days=6)

    def draw(work: Work) -> int:
        return hearings.draw(replace(work, actor=factories.staff(work, Role.HANDLER, "housing")), hearing_id)

    drawn = edge.race([draw, draw])
    assert _refused(drawn) == [TransitionRefused]
    assert [one for one in drawn if not isinstance(one, Exception)] == [2]
    assert edge.run(ledger.verify).first_bad is None
