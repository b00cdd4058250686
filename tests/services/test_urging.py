from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from models.event import CaseEvent
from models.notice import Notice
from models.rung import Rung, RungTelling
from models.staff import Staff
from rules.actors import Actor, Role
from rules.errors import InputRefused, NotPermitted, TransitionRefused
from rules.vocabulary import Category, State
from services import climbing, tellings, urging
from services.notices import DELIVER_JOB
from services.work import Work
from tests import factories

WORDS = "请今天回电来信人，三天内答复。"
ACTS: dict[str, Callable[[Work, int, str], Rung]] = {"urge": urging.urge, "order": urging.supervise}


@pytest.fixture
def supervisor(work: Work) -> Actor:
    return factories.staff(work, Role.SUPERVISOR)


@pytest.fixture
def case_id(work: Work) -> int:
    factories.staff(work, Role.LEAD)
    made = factories.letter_in(work, State.ACCEPTED)
    for one in work.session.scalars(select(Staff).where(Staff.role.in_(("handler", "lead")))):
        one.email = "unit@example.cn"
    return made.id


@pytest.mark.parametrize("act", ACTS)
def test_urging_by_hand_tells_those_who_have_the_letter_at_once(work: Work, supervisor: Actor, case_id: int,
                                                                act: str) -> None:
    acting = factories.acting(work, supervisor)
    rung = ACTS[act](acting, case_id, WORDS)
    told = list(work.session.scalars(select(RungTelling.staff_id).where(RungTelling.rung_id == rung.id)))
    assert {work.session.get_one(Staff, one).role for one in told} == {"handler", "lead"}
    mails = list(work.session.scalars(select(Notice).where(Notice.staff_id.in_(told))))
    assert [one.next_attempt_at for one in mails] == [acting.now] * 2
    assert acting.jobs == [(DELIVER_JOB, ("mail",))]
    assert (rung.words, rung.raised_by) == (WORDS, supervisor.slug)


@pytest.mark.parametrize("act", ACTS)
def test_urging_by_hand_is_on_the_record_without_its_words(work: Work, supervisor: Actor, case_id: int,
                                                           act: str) -> None:
    ACTS[act](factories.acting(work, supervisor), case_id, WORDS)
    event: Any = work.session.scalars(select(CaseEvent).where(CaseEvent.case_id == case_id)
                                      .order_by(CaseEvent.seq.desc())).first()
    assert event.act == {"urge": "urge", "order": "supervise"}[act]
    assert event.actor == supervisor.slug
    assert set(json.loads(event.payload)) == {"clock", "rung", "of", "told"}


def test_urge_twice_on_one_day_is_refused_and_possible_the_next(work: Work, supervisor: Actor, case_id: int) -> None:
    urging.urge(factories.acting(work, supervisor), case_id, WORDS)
    with pytest.raises(TransitionRefused, match="今天已经催办过"):
        urging.urge(factories.acting(work, supervisor, hours=1), case_id, WORDS)
    urging.urge(factories.acting(work, supervisor, days=1), case_id, WORDS)


def test_order_by_hand_is_numbered_and_takes_the_place_of_the_automatic_one(work: Work, supervisor: Actor,
                                                                             case_id: int) -> None:
    order = urging.supervise(factories.acting(work, supervisor), case_id, WORDS)
    assert (order.number, order.of_on) == ("督〔2026〕1号", date(2026, 12, 1))
    with pytest.raises(TransitionRefused, match="已经发过督办单"):
        urging.supervise(factories.acting(work, supervisor, days=1), case_id, WORDS)
    climbing.climb(factories.acting(work, factories.SYSTEM, days=10))
    found = work.session.scalars(select(Rung.rung).order_by(Rung.id))
    assert list(found) == ["supervise", "half", "soon", "today", "urge"]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", [Role.HANDLER, Role.LEAD, Role.INTAKE, Role.LEADER, Role.PUBLISHER])
def test_urging_by_anybody_but_the_supervisor_is_refused(work: Work, case_id: int, role: Role, act: str) -> None:
    with pytest.raises(NotPermitted):
        ACTS[act](factories.acting(work, factories.staff(work, role)), case_id, WORDS)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("words", ["", "  \n", "催" * 301, "请\0办"], ids=["none", "blanks", "too long", "unstorable"])
def test_urging_with_unfit_words_is_refused(work: Work, supervisor: Actor, case_id: int, act: str, words: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        ACTS[act](factories.acting(work, supervisor), case_id, words)
    assert refusal.value.field == "words"


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", [State.ANSWERED, State.DECLINED])
def test_urging_what_has_ended_is_refused(work: Work, supervisor: Actor, act: str, state: State) -> None:
    ended = factories.letter_in(work, state)
    with pytest.raises(TransitionRefused):
        ACTS[act](factories.acting(work, supervisor), ended.id, WORDS)


def test_urge_of_praise_is_refused_since_nothing_is_due(work: Work, supervisor: Actor) -> None:
    praise = factories.letter_in(work, State.ACCEPTED, category=Category.PRAISE)
    with pytest.raises(TransitionRefused, match="没有办理期限"):
        urging.urge(factories.acting(work, supervisor), praise.id, WORDS)


def test_tellings_noted_as_seen_are_those_on_the_screen_and_ones_own(work: Work, supervisor: Actor,
                                                                    case_id: int) -> None:
    for days in (0, 1, 2):
        urging.urge(factories.acting(work, supervisor, days=days), case_id, WORDS)
    handler = factories.staff(work, Role.HANDLER)
    own = list(work.session.scalars(select(RungTelling.id).where(RungTelling.staff_id == handler.id)
                                    .order_by(RungTelling.id)))
    assert tellings.note_seen(factories.acting(work, handler), own[1]) == 2
    assert tellings.note_seen(factories.acting(work, handler), own[1]) == 0
    unseen = work.session.scalars(select(RungTelling.id).where(RungTelling.seen_at.is_(None)))
    assert own[2] in set(unseen)
