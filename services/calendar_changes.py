"""Changes of the work calendar: proposed by one person of the letters office, decided by another, in force by version.

What a change does to running clocks is services/calendar_recount.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, insert, select, update

from models.calendar import CalendarChange, CalendarDay
from models.types import table_of
from queries.settings import SETTINGS_REVISION
from rules import calendar_change, permissions
from rules.calendar import WorkCalendar
from rules.calendar_notice import Notice, NoticeDay, WrittenNotice, checked
from rules.errors import Conflict, InputRefused, NotFound
from rules.text_checks import storable, within
from services import audit, locking
from services.publication import PUBLIC_REVISION
from services.work import Work

RECOUNT_JOB = "workers.calendar.recount"
PROPOSED, IN_FORCE, REJECTED, UNCHANGED = "proposed", "in_force", "rejected", "unchanged"
WORDS_CHARACTERS = 500
SAME = "这些日子和现在的日历一样，没有要改的。"
WAITS = "{year}年已经有一份等着另一人核定的修改，请先办完那一份。"
TWO_PEOPLE = "提出和核定要两个人。这一份是您提出的，请信访局另一位同事核定。"
DECIDED = "这一份别人刚刚核定过了，请刷新页面。"
_DAYS = insert(table_of(CalendarDay))


@dataclass(frozen=True)
class Loaded:
    """What loading a notice did: in force with its version, proposed to a second person, or nothing to change."""

    year: int
    version: int | None
    state: str


def propose(work: Work, written: WrittenNotice, year: int | None, title: str, *,
            is_whole_year: bool) -> CalendarChange:
    """Put a change of the calendar before a second person. Raises NotPermitted, InputRefused."""
    calendar_change.require_editor(work.actor)
    locking.lock_system_chain(work.session)
    return _propose(work, examined(work, written, year, title, is_whole_year=is_whole_year))


def examined(work: Work, written: WrittenNotice, year: int | None, title: str, *, is_whole_year: bool) -> Notice:
    """Return the notice that would be proposed; nothing is stored. Raises InputRefused."""
    notice = checked(written, year, title, work.calendar, is_whole_year=is_whole_year)
    if is_same(notice, work.calendar):
        raise InputRefused(SAME, "days")
    if _open_proposal(work, notice.year) is not None:
        raise InputRefused(WAITS.format(year=notice.year), "year")
    return notice


def approve(work: Work, change_id: int, words: str = "") -> int:
    """Bring a proposed change into force and return its version; the clocks are recounted after the commit.

    Raises NotPermitted for whoever proposed it (security.md D7), NotFound, Conflict when it is decided already.
    """
    change = _to_decide(work, change_id)
    words = _words(words)
    version = _next_version(work)
    _decide(work, change, IN_FORCE, words, version)
    return version


def reject(work: Work, change_id: int, words: str) -> None:
    """Turn a proposed change down with a reason. Raises as `approve` does, and InputRefused without a reason."""
    change = _to_decide(work, change_id)
    words = _words(words)
    if not words:
        raise InputRefused("请写不同意的理由，提出的人要照着改。", "words")
    _decide(work, change, REJECTED, words, None)


def load(work: Work, written: WrittenNotice, year: int | None, title: str) -> Loaded:
    """Take a whole year's notice in from the command line.

    A year without a notice takes it at once; over one in force it becomes a proposal for a second person; the same
    days again change nothing. Raises InputRefused.
    """
    locking.lock_system_chain(work.session)
    notice = checked(written, year, title, work.calendar, is_whole_year=True)
    if is_same(notice, work.calendar):
        return Loaded(notice.year, None, UNCHANGED)
    waiting = _open_proposal(work, notice.year)
    if waiting is not None:
        if _days_of(work, waiting.id) == {day.on: day.is_working for day in notice.days}:
            return Loaded(notice.year, None, PROPOSED)
        raise InputRefused(WAITS.format(year=notice.year), "year")
    change = _propose(work, notice)
    if notice.year in work.calendar.years:
        return Loaded(notice.year, None, PROPOSED)
    version = _next_version(work)
    _decide(work, change, IN_FORCE, "", version)
    return Loaded(notice.year, version, IN_FORCE)


def is_same(notice: Notice, calendar: WorkCalendar) -> bool:
    """Tell whether the calendar says all of this already, names and titles aside."""
    if notice.is_whole_year and notice.year not in calendar.years:
        return False
    said = {day.on: _said(calendar, day.on) for day in notice.days}
    if notice.is_whole_year:
        said |= {on: day.working for on, day in calendar.special.items() if on.year == notice.year}
    return said == {day.on: day.is_working for day in notice.days}


def _said(calendar: WorkCalendar, on: date) -> bool | None:
    special = calendar.special.get(on)
    return None if special is None else special.working


def _propose(work: Work, notice: Notice) -> CalendarChange:
    change = CalendarChange(
        year=notice.year, is_whole_year=notice.is_whole_year, notice=notice.title, state=PROPOSED,
        proposed_by=work.actor.id, proposed_at=work.now, decision_words="")
    work.session.add(change)
    work.session.flush()  # its days need the change's id
    work.session.connection().execute(_DAYS, [
        {"change_id": change.id, "on": day.on, "is_working": day.is_working, "name": day.name}
        for day in notice.days])
    _record(work, "calendar_proposed", change, notice.days)
    return change


def _to_decide(work: Work, change_id: int) -> CalendarChange:
    calendar_change.require_editor(work.actor)
    locking.lock_system_chain(work.session)
    change = work.session.get(CalendarChange, change_id, populate_existing=True)
    if change is None:
        raise NotFound("没有这一份日历修改，请回到日历页再看。")
    permissions.require_four_eyes(work.actor, [change.proposed_by], TWO_PEOPLE)
    if change.state != PROPOSED:
        raise Conflict(DECIDED)
    return change


def _decide(work: Work, change: CalendarChange, state: str, words: str, version: int | None) -> None:
    work.session.execute(
        update(CalendarChange).where(CalendarChange.id == change.id)
        .values(state=state, version=version, decided_by=work.actor.id, decided_at=work.now, decision_words=words))
    work.session.refresh(change)
    days = [NoticeDay(on, is_working, "") for on, is_working in _days_of(work, change.id).items()]
    _record(work, f"calendar_{state}", change, days)
    if version is None:
        return
    locking.bump_revision(work.session, SETTINGS_REVISION)
    locking.bump_revision(work.session, PUBLIC_REVISION)
    work.after_commit(RECOUNT_JOB, version)


def _record(work: Work, act: str, change: CalendarChange, days: list[NoticeDay] | tuple[NoticeDay, ...]) -> None:
    """Record an act on the system chain: ids and counts, the words stay in the table."""
    kinds = [day.is_working for day in days]
    audit.note(work, act, change=change.id, version=change.version, year=change.year,
               whole_year=change.is_whole_year, holidays=kinds.count(False), workdays=kinds.count(True),
               given_back=kinds.count(None))


def _open_proposal(work: Work, year: int) -> CalendarChange | None:
    return work.session.scalar(
        select(CalendarChange).where(CalendarChange.year == year, CalendarChange.state == PROPOSED))


def _days_of(work: Work, change_id: int) -> Mapping[date, bool | None]:
    rows = work.session.execute(
        select(CalendarDay.on, CalendarDay.is_working).where(CalendarDay.change_id == change_id))
    return {on: is_working for on, is_working in rows}


def _next_version(work: Work) -> int:
    """Return the version after the newest; the lock of the system chain keeps others from taking the same."""
    return (work.session.scalar(select(func.max(CalendarChange.version))) or 0) + 1


def _words(words: str) -> str:
    return within(storable(words, "words", "核定意见"), WORDS_CHARACTERS, "words", "核定意见").strip()
