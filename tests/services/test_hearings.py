"""Hearings: arranged in time, registered for without an account, drawn once on record, and a seat that is passed on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from models.comment_period import CommentPeriod, Hearing, HearingRegistration
from models.event import CaseEvent
from rules import hearings as rules
from rules.actors import CITIZEN, Role
from rules.comment_words import Stance
from rules.errors import InputRefused, NotFound, NotPermitted, TransitionRefused
from rules.hearings import Registered, Times
from rules.vocabulary import State
from services import hearing_registrations, hearings
from services.hearing_registrations import Application
from services.hearings import HearingPlan
from services.work import Work
from tests import factories_comments
from tests.factories import acting, staff

HELD, UNTIL = datetime(2026, 12, 20, 1, tzinfo=UTC), datetime(2026, 12, 11, 16, tzinfo=UTC)
PLAN = HearingPlan(Times(HELD, UNTIL), "县政务服务中心三楼", 2, "收费标准是否合理")
SIDES = (Stance.SUPPORT, Stance.SUPPORT, Stance.OPPOSE, Stance.SUPPORT, Stance.SUGGEST)


def _handler(work: Work, days: int = 0) -> Work:
    return acting(work, staff(work, Role.HANDLER, "housing"), days=days)


def _arranged(work: Work, state: State = State.OPEN) -> tuple[CommentPeriod, Hearing]:
    period = factories_comments.period_in(work, state)
    return period, hearings.arrange(_handler(work), period.id, PLAN)


def _application(place: int, stance: Stance = Stance.SUPPORT, **fields: str) -> Application:
    values = {"token": f"hearing-token-{place}", "name": "林小舟", "phone": f"138123456{place:02}", **fields}
    return Application(stance=stance, **values)


def _all_registered(work: Work, hearing: Hearing) -> list[str]:
    return [hearing_registrations.register(acting(work, CITIZEN), hearing.id, _application(place, side)).code
            for place, side in enumerate(SIDES, 1)]


def _chosen(work: Work, hearing: Hearing) -> set[int]:
    return set(work.session.scalars(select(HearingRegistration.id).where(
        HearingRegistration.hearing_id == hearing.id, HearingRegistration.is_chosen.is_(True))))


def test_draw_participants_once_after_registration_is_on_record_and_can_be_repeated(work: Work) -> None:
    """条例 16: chosen openly; with the published seed anybody who has the list draws the same people."""
    _, hearing = _arranged(work)
    _all_registered(work, hearing)
    with pytest.raises(TransitionRefused, match="报名还没有截止"):
        hearings.draw(_handler(work, days=17), hearing.id)
    assert hearings.draw(_handler(work, days=18), hearing.id) == 2
    again = rules.draw([Registered(place, side) for place, side in enumerate(SIDES, 1)], 2, hearing.draw_seed)
    assert _chosen(work, hearing) == {one.id for one in again if one.is_chosen}
    event = work.session.scalars(select(CaseEvent.payload).order_by(CaseEvent.seq.desc())).first()
    assert event is not None
    assert hearing.draw_seed in event
    with pytest.raises(TransitionRefused, match="参加人已经遴选过"):
        hearings.draw(_handler(work, days=19), hearing.id)
    with pytest.raises(TransitionRefused, match="报名已经截止"):
        hearing_registrations.register(acting(work, CITIZEN, days=18), hearing.id, _application(9))


def test_withdraw_a_drawn_registration_forgets_the_person_and_passes_the_seat_on(work: Work) -> None:
    _, hearing = _arranged(work)
    codes = _all_registered(work, hearing)
    hearings.draw(_handler(work, days=18), hearing.id)
    first = min(_chosen(work, hearing))
    hearing_registrations.withdraw(acting(work, CITIZEN, days=18), hearing.id, codes[first - 1])
    row = work.session.get_one(HearingRegistration, first, populate_existing=True)
    assert (row.name, row.phone, row.phone_digest, row.is_chosen) == (None, None, None, False)
    assert len(_chosen(work, hearing)) == 2
    with pytest.raises(NotFound, match="查询码对不上"):
        hearing_registrations.withdraw(acting(work, CITIZEN), hearing.id, "0000-0000-0000-0000")


def test_register_again_repeats_the_receipt_and_the_same_number_counts_once(work: Work) -> None:
    """C1: one person is one lot in the draw, however the number is written."""
    _, hearing = _arranged(work)
    sent = _application(1)
    made = hearing_registrations.register(acting(work, CITIZEN), hearing.id, sent)
    again = hearing_registrations.register(acting(work, CITIZEN), hearing.id, sent)
    assert (again.id, again.code, again.repeated) == (made.id, made.code, True)
    with pytest.raises(TransitionRefused, match="已经报过名"):
        hearing_registrations.register(acting(work, CITIZEN), hearing.id,
                                       _application(2, phone="138 1234 5601"))
    hearing_registrations.withdraw(acting(work, CITIZEN), hearing.id, made.code)
    assert not hearing_registrations.register(acting(work, CITIZEN), hearing.id,
                                              _application(3, phone="13812345601")).repeated


@pytest.mark.parametrize(("fields", "words"), [
    pytest.param({"name": " "}, "请写姓名", id="no name"),
    pytest.param({"phone": ""}, "请写联系电话", id="no telephone"),
    pytest.param({"phone": "1381234560"}, "手机号码少了1位", id="a digit too few"),
])
def test_register_without_what_is_needed_is_refused(work: Work, fields: dict[str, str], words: str) -> None:
    _, hearing = _arranged(work)
    with pytest.raises(InputRefused, match=words):
        hearing_registrations.register(acting(work, CITIZEN), hearing.id, _application(1, **fields))


def test_hearing_of_a_period_that_is_not_released_is_nothing_to_the_public(work: Work) -> None:
    _, hearing = _arranged(work, State.RELEASE_DRAFTED)
    with pytest.raises(NotFound):
        hearing_registrations.register(acting(work, CITIZEN), hearing.id, _application(1))


def test_put_off_and_send_materials_keep_seven_days_between_them(work: Work) -> None:
    _, hearing = _arranged(work)
    _all_registered(work, hearing)
    later = _handler(work, days=21)
    with pytest.raises(TransitionRefused, match="还没有遴选参加人"):
        hearings.note_materials(later, hearing.id, date(2026, 12, 14))
    hearings.draw(later, hearing.id)
    with pytest.raises(InputRefused, match="请把听证会改到2026年12月21日或者以后"):
        hearings.note_materials(later, hearing.id, date(2026, 12, 14))
    with pytest.raises(InputRefused, match="只能往后改"):
        hearings.put_off(later, hearing.id, HELD - timedelta(days=1))
    hearings.put_off(later, hearing.id, HELD + timedelta(days=1))
    hearings.note_materials(later, hearing.id, date(2026, 12, 14))
    assert hearing.materials_sent_on == date(2026, 12, 14)


def test_list_of_people_is_the_department_s_with_a_reason_and_noted(work: Work) -> None:
    """I2: names and numbers are shown to who has to call them, and the audit says that somebody looked."""
    _, hearing = _arranged(work)
    _all_registered(work, hearing)
    with pytest.raises(InputRefused, match="请写打开名单的理由"):
        hearing_registrations.people(_handler(work), hearing.id, " ")
    with pytest.raises(NotPermitted):
        hearing_registrations.people(acting(work, staff(work, Role.HANDLER, "transport")), hearing.id, "通知参加人")
    found = hearing_registrations.people(_handler(work), hearing.id, "通知参加人")
    assert [(one.name, one.phone) for one in found][:2] == [("林小舟", "13812345601"), ("林小舟", "13812345602")]
    noted = work.session.scalars(select(CaseEvent.payload).where(CaseEvent.act == "hearing_list_opened")).one()
    assert "林" not in noted
