"""Moderating comments on a draft: until when one that was sent back may be mended, and what a decision must say.

No score decides here, and nothing is refused for what it wants (security.md C2); who may act is in permissions.py.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from rules.calendar import WorkCalendar
from rules.comment_words import AsideGround
from rules.errors import InputRefused, TransitionRefused
from rules.localtime import local_date, local_time, start_of_day
from rules.text_checks import storable, within
from rules.vocabulary import State

MEND_WORKING_DAYS = 5
WORDS_CHARACTERS = 500
SHORTEST_WORDS = 4
ONE_DAY = timedelta(days=1)
# While the result is in review, and after, every comment has its place in it.
_ACCOUNTED: dict[State, str] = {
    **dict.fromkeys((State.RESULT_DRAFTED, State.RESULT_REVIEWED),
                    "采纳情况已经送审，每条意见的去处都在里面。要改的，请先把采纳情况退回。"),
    State.RESULTED: "采纳情况已经公布，每条意见的去处都在里面，不能再改。个人信息仍然可以随时隐去。",
    State.CANCELLED: "这次征集已经终止，意见照原样留着，不再处理。",
}


def mend_until(closes_at: datetime, now: datetime, calendar: WorkCalendar) -> datetime:
    """Return the instant until which a comment that is sent back now may be mended and sent again.

    It is the end of the period, and never before the end of the fifth working day after today.
    """
    last = calendar.add_working_days(local_date(now), MEND_WORKING_DAYS)
    return max(closes_at, start_of_day(last + ONE_DAY))


def mend_words(until: datetime) -> str:
    """Return an instant until which a comment may be mended as people read it; midnight is 24:00 of the day before."""
    here = local_time(until)
    is_midnight = (here.hour, here.minute) == (0, 0)
    day = here.date() - ONE_DAY if is_midnight else here.date()
    return f"{day.year}年{day.month}月{day.day}日{'24:00' if is_midnight else f'{here:%H:%M}'}"


def accounted_words(period: str) -> str:
    """Return why no comment of a period may change its place any more, "" as long as it may (security.md C3)."""
    return _ACCOUNTED.get(State(period), "")


def require_unaccounted(period: str) -> None:
    """Raise TransitionRefused when the result of the period holds every comment already (security.md C3)."""
    if words := accounted_words(period):
        raise TransitionRefused(words)


def reason(words: str, field: str, label: str, empty: str) -> str:
    """Return what a decision says to the writer and on record. Raises InputRefused at `field` for none or too much."""
    said = within(storable(words, field, label), WORDS_CHARACTERS, field, label).strip()
    if len(said) < SHORTEST_WORDS:
        raise InputRefused(empty, field)
    return said


def aside_ground(slug: str, state: State, until: datetime | None, now: datetime) -> AsideGround:
    """Return the ground on which a comment is set aside. Raises InputRefused for none, or one that does not hold yet.

    That it was not mended holds for a comment that was sent back, once the time to mend it is over.
    """
    ground = next((one for one in AsideGround if one.value == slug), None)
    if ground is None:
        raise InputRefused("请选不列入统计的依据。", "ground")
    if ground is AsideGround.NOT_MENDED:
        if state is not State.MENDING or until is None:
            raise InputRefused("这条意见没有退回修改，不能按“退回后到期没有修改”处理。请选别的依据。", "ground")
        if now <= until:
            raise InputRefused(
                f"评论人到{mend_words(until)}还可以修改，到期以后才能按“退回后到期没有修改”处理。", "ground")
    return ground
