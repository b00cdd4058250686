"""Who is told of a rung: the rows that the desk shows, and the one owed mail per person and hour that gathers them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import insert, select, update

from models.rung import RungTelling
from models.staff import Staff
from models.types import table_of
from rules import gathering
from rules.actors import Role
from rules.audience import Directory, Person
from rules.delivery import Channel
from services import locking, notices
from services.notices import NoticeKind
from services.work import Work

_TELLING = insert(table_of(RungTelling))
_ABOVE = (Role.INTAKE, Role.SUPERVISOR, Role.LEADER, Role.DISCLOSURE)


def directory(work: Work, departments: Collection[int]) -> Directory:
    """Return who can be told: the people of these departments and those of the office, with an account in use."""
    rows = work.session.execute(
        select(Staff.id, Staff.role, Staff.department_id)
        .where(Staff.is_active, Staff.role.in_(_ABOVE) | Staff.department_id.in_(departments)))
    return Directory(Person(row.id, Role(row.role), row.department_id) for row in rows)


def tell(work: Work, told: Mapping[int, Iterable[int]]) -> None:
    """Tell people of rungs, {rung: staff}: each on the desk, and by mail where the account has an address.

    All that a person is told in an hour stands in one mail, which goes out in working hours.
    """
    pairs = [(rung_id, staff_id) for rung_id, people in told.items() for staff_id in people]
    _store(work, pairs, _gathered(work, sorted(_with_mail(work, {staff_id for _, staff_id in pairs}))))


def tell_at_once(work: Work, rung_id: int, people: Collection[int]) -> None:
    """Tell people of one rung in a mail of its own, now: somebody urges them."""
    mails = {staff_id: notices.owe_staff(work, staff_id, NoticeKind.DEADLINES, f"rung-{rung_id}")
             for staff_id in sorted(_with_mail(work, people))}
    _store(work, [(rung_id, staff_id) for staff_id in people], mails)


def note_seen(work: Work, up_to_id: int) -> int:
    """Note that the actor has had every telling up to this one on the screen; return how many were new."""
    seen = work.session.execute(
        update(RungTelling)
        .where(RungTelling.staff_id == work.actor.id, RungTelling.id <= up_to_id, RungTelling.seen_at.is_(None))
        .values(seen_at=work.now).returning(RungTelling.id).execution_options(synchronize_session=False))
    return len(seen.all())


def _with_mail(work: Work, people: Collection[int]) -> list[int]:
    return list(work.session.scalars(select(Staff.id).where(Staff.id.in_(people), Staff.email.is_not(None))))


def _gathered(work: Work, people: list[int]) -> dict[int, int]:
    """Return the notice of each person: that of this hour, or of a later one when this hour's has gone.

    The caller gives the people in ascending order, so that two sweeps never wait for one another's rows.
    """
    found: dict[int, int] = {}
    for at in gathering.windows(work.now, work.calendar):
        missing = [staff_id for staff_id in people if staff_id not in found]
        if not missing:
            break
        found |= locking.gather_notices(
            work.session, [_notice(work, staff_id, gathering.window_key(at), at) for staff_id in missing])
    return found


def _notice(work: Work, staff_id: int, window: str, at: datetime) -> dict[str, object]:
    kind = NoticeKind.DEADLINES.value
    return {"staff_id": staff_id, "case_id": None, "kind": kind, "channel": Channel.MAIL.value,
            "dedupe_key": f"{kind}:{staff_id}:{window}", "message_id": f"{kind}.staff-{staff_id}.{window}",
            "state": "owed", "owed_at": work.now, "next_attempt_at": at, "attempts": 0, "lease": 0, "abandoned": 0,
            "last_error": ""}


def _store(work: Work, pairs: list[tuple[int, int]], mails: Mapping[int, int]) -> None:
    if pairs:
        work.session.connection().execute(_TELLING, [
            {"rung_id": rung_id, "staff_id": staff_id, "notice_id": mails.get(staff_id)}
            for rung_id, staff_id in pairs])
