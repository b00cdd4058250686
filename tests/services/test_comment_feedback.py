"""A late feedback (采纳情况) climbs the ladder of all cases, and above the department stands its own office."""

from __future__ import annotations

from sqlalchemy import select

from models.rung import Rung, RungTelling
from models.staff import Staff
from queries import rungs
from queries.rungs import OverdueFilters
from rules.actors import SYSTEM, Actor, Role
from rules.vocabulary import CaseKind, State
from services import climbing, comment_openings, ledger, urging
from services.work import Work
from tests.factories import acting, answer_clock, staff
from tests.factories_comments import DAYS, comment, period_in


def told(work: Work, rung: str) -> set[str]:
    return set(work.session.scalars(
        select(Staff.role).join(RungTelling, RungTelling.staff_id == Staff.id)
        .join(Rung, Rung.id == RungTelling.rung_id).where(Rung.rung == rung)))


def late(work: Work, case_id: int, working_days: int, actor: Actor = SYSTEM) -> Work:
    """Return the service so many working days after the feedback of a period was due."""
    on = work.calendar.add_working_days(answer_clock(work, case_id).due_on, working_days)
    return acting(work, actor, days=(on - work.today).days)


def sorting(work: Work) -> int:
    """Return a period that has ended with one comment, which has no clock of its own."""
    period = period_in(work, State.OPEN)
    comment(work, period)
    comment_openings.end_due(acting(work, SYSTEM, days=DAYS + 2))
    return period.id


def test_late_feedback_climbs_to_the_county_leader(work: Work) -> None:
    """D6: 15 working days after closing 催办, then 督办单, then the leader; each once."""
    for role in (Role.INTAKE, Role.SUPERVISOR, Role.LEADER):
        staff(work, role)
    staff(work, Role.HANDLER, "transport")
    period_id = sorting(work)
    reached = []
    for days in (0, 1, 3, 5):
        climbing.climb(late(work, period_id, days))
        reached.append(work.session.scalars(select(Rung.rung).order_by(Rung.id.desc())).first())
    assert reached == ["today", "urge", "supervise", "circulate"]
    assert told(work, "urge") == {"handler", "lead"}
    assert told(work, "supervise") == {"handler", "lead", "disclosure"}
    assert told(work, "circulate") == {"lead", "disclosure", "leader"}
    assert set(work.session.scalars(select(Rung.case_id))) == {period_id}
    assert ledger.verify(work).first_bad is None


def test_late_feedback_stands_in_the_lists_of_those_who_see_to_it(work: Work) -> None:
    """I4: the office for open government and the department know of it; the letters office and others do not."""
    period_id = sorting(work)
    day = late(work, period_id, 3)
    climbing.climb(day)
    seen = {}
    for role, unit in ((Role.DISCLOSURE, ""), (Role.LEADER, ""), (Role.HANDLER, "housing"), (Role.HANDLER, "transport"),
                       (Role.SUPERVISOR, "")):
        reader = staff(work, role, unit or "housing")
        page = rungs.overdue(work.session, OverdueFilters(reader), None, day.today, work.calendar)
        seen[role, unit] = [(row.kind, row.number, row.step) for row in page.rows]
        assert rungs.totals(work.session, reader, day.today).late == len(page.rows)
    found = [(CaseKind.COMMENT_PERIOD, "Z2026-1", "")]
    assert seen == {(Role.DISCLOSURE, ""): found, (Role.LEADER, ""): found, (Role.HANDLER, "housing"): found,
                    (Role.HANDLER, "transport"): [], (Role.SUPERVISOR, ""): []}


def test_office_for_open_government_urges_a_late_feedback(work: Work) -> None:
    period_id = sorting(work)
    office = late(work, period_id, 1, staff(work, Role.DISCLOSURE))
    urging.urge(office, period_id, "请三天内把采纳情况送审。")
    order = urging.supervise(office, period_id, "请本周公布采纳情况。")
    assert order.number == "督〔2027〕1号"
    assert told(work, "urge_by_hand") == {"handler", "lead"}
