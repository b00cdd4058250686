"""Mail that is held after a restore: nothing goes out, and on release what went out before is dropped or sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.event import CaseEvent
from models.notice import Notice
from rules.actors import Role
from rules.delivery import Channel
from rules.errors import NotPermitted
from services import ledger, mail_hold, outbox
from services.work import Work
from tests import factories
from tests.fixtures.engines import Edge

TERMS = outbox.Terms(Channel.MAIL, 60, 6000)


def notice_id(work: Work) -> int:
    return work.session.scalars(select(Notice.id).where(Notice.state == "owed").order_by(Notice.id)).all()[-1]


def owed(work: Work) -> int:
    factories.letter_with_email(work)
    return notice_id(work)


def state(work: Work, wanted: int) -> tuple[str, str]:
    row = work.session.execute(select(Notice.state, Notice.last_error).where(Notice.id == wanted)).one()
    return row.state, row.last_error


def test_claim_while_mail_is_held_is_none_and_after_release_goes_on(edge: Edge) -> None:
    one = edge.run(owed)
    edge.run(lambda work: mail_hold.hold(work, work.now))
    assert edge.run(lambda work: outbox.next_turn(work, TERMS)).notice_id is None
    assert edge.run(lambda work: mail_hold.release(work)).owed == 1
    assert edge.run(lambda work: outbox.next_turn(work, TERMS)).notice_id == one


def test_release_that_drops_what_went_out_before_leaves_later_mail_owed(edge: Edge) -> None:
    early = edge.run(owed)

    def late(work: Work) -> int:
        work.now += timedelta(hours=1)
        return owed(work)

    later = edge.run(late)
    edge.run(lambda work: mail_hold.hold(work, work.now))
    done = edge.run(lambda work: mail_hold.release(work, work.now + timedelta(minutes=30)))
    assert (done.owed, done.dropped) == (1, 1)
    assert edge.run(lambda work: state(work, early)) == ("failed", "恢复备份前已经发出")
    assert edge.run(lambda work: state(work, later)) == ("owed", "")


def test_hold_and_release_stand_in_the_record(edge: Edge) -> None:
    edge.run(lambda work: mail_hold.hold(work, work.now))
    edge.run(lambda work: mail_hold.release(work))
    acts = edge.run(lambda work: work.session.scalars(
        select(CaseEvent.act).where(CaseEvent.case_id.is_(None)).order_by(CaseEvent.seq)).all())
    assert acts[-2:] == ["mail_held", "mail_released"]
    assert edge.run(ledger.verify).ok


def test_release_of_mail_that_is_not_held_does_nothing(edge: Edge) -> None:
    one = edge.run(owed)
    assert edge.run(lambda work: mail_hold.release(work, work.now + timedelta(days=1))) == mail_hold.Release(0, 0)
    assert edge.run(lambda work: state(work, one))[0] == "owed"


@pytest.mark.parametrize("role", [Role.INTAKE, Role.LEAD])
def test_release_by_another_role_is_refused(edge: Edge, role: Role) -> None:
    edge.run(lambda work: mail_hold.hold(work))
    actor = edge.run(lambda work: factories.staff(work, role, "housing"))
    with pytest.raises(NotPermitted):
        edge.run(lambda work: mail_hold.release(work), actor)
