"""When a period for public comment is open, and how long it must be at least. The server's clock decides, no state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rules import clocks
from rules.calendar import WorkCalendar
from rules.clock_kinds import UNIT_LABELS, ClockKind, KindRow, NoRegime, row_for
from rules.clocks import ClockFacts
from rules.comment_words import DRAFT_KIND_LABELS, DraftKind, PublicPeriodState
from rules.errors import InputRefused, TransitionRefused
from rules.localtime import local_date, local_time, start_of_day
from rules.vocabulary import State

GRACE = timedelta(minutes=10)
ONE_DAY = timedelta(days=1)
LONGEST_DAYS = 366
REASON_CHARACTERS = 500
# Important plans are major decisions by article 3 of the same rules, and come under the same thirty days.
# From here on the figures of a result are fixed.
SIGNED = frozenset({State.RESULT_DRAFTED, State.RESULT_REVIEWED, State.RESULTED})
_MINIMA: dict[tuple[DraftKind, bool], ClockKind] = {
    **{(kind, market): ClockKind.DECISION_COMMENT
       for kind in (DraftKind.MAJOR_DECISION, DraftKind.PLAN) for market in (False, True)},
    (DraftKind.NORMATIVE_DOCUMENT, False): ClockKind.NORMATIVE_COMMENT,
    (DraftKind.NORMATIVE_DOCUMENT, True): ClockKind.MARKET_COMMENT,
}


@dataclass(frozen=True)
class Window:
    """When comments are taken: from `opens_at` up to and including `closes_at`, two UTC instants."""

    opens_at: datetime
    closes_at: datetime

    @property
    def shuts_at(self) -> datetime:
        """The last instant at which a comment may still come in, from a form that was opened in time."""
        return self.closes_at + GRACE


def window(opens_on: date, closes_on: date, released_at: datetime | None = None) -> Window:
    """Return the instants of two days in China, both inclusive; a period never opens before it was released."""
    opens_at = start_of_day(opens_on)
    return Window(max(opens_at, released_at or opens_at), start_of_day(closes_on + ONE_DAY))


def admit(times: Window, now: datetime, opened_at: datetime | None) -> bool:
    """Tell whether a comment that comes in now is in the minutes of grace; False when it is simply in time.

    `opened_at` is when its form was opened, None for what has no form, such as the API (design.md 6.14).
    Raises TransitionRefused for a comment that is too early or too late.
    """
    if now < times.opens_at:
        raise TransitionRefused(f"这次征集{opening_words(times)}开始，请到时再来提意见。")
    if now <= times.closes_at:
        return False
    if opened_at is not None and opened_at <= times.closes_at and now <= times.shuts_at:
        return True
    raise TransitionRefused(
        f"这次征集已经在{closing_words(times)}截止。采纳情况会在这一页公布；还想反映的，可以写信给县长信箱。")


def arrival(times: Window, arrived_on: date, now: datetime) -> datetime:
    """Return the instant from which a comment counts that arrived on paper on a day in China, however late it is typed.

    Raises InputRefused at `arrived_on` for a day outside of the period, or one that has not come yet.
    """
    first, last = local_date(times.opens_at), last_day(times)
    if arrived_on > local_date(now):
        raise InputRefused(f"{_day(arrived_on)}还没有到。请填实际收到的日期。", "arrived_on")
    if not first <= arrived_on <= last:
        raise InputRefused(f"这次征集从{_day(first)}到{_day(last)}，{_day(arrived_on)}收到的不在这几天里，"
                           "不能登记为征集意见。", "arrived_on")
    return min(now, max(times.opens_at, start_of_day(arrived_on)))


def public_state(state: str, times: Window, now: datetime) -> PublicPeriodState | None:
    """Return where a period stands for the public now, None for one that the public does not see."""
    known = State(state)
    if known is State.RESULTED:
        return PublicPeriodState.RESULTED
    if known in (State.PLANNED, State.RELEASE_DRAFTED, State.RELEASE_REVIEWED):
        return None
    if now < times.opens_at:
        return PublicPeriodState.PLANNED
    is_open = now <= times.closes_at and known is not State.CANCELLED
    return PublicPeriodState.OPEN if is_open else PublicPeriodState.CLOSED


def minimum(kind: DraftKind, is_about_market: bool, opens_on: date) -> KindRow | None:
    """Return the rule for the shortest period of a draft, None where there is none (domain.md 1.7)."""
    clock = _MINIMA.get((kind, is_about_market))
    try:
        return None if clock is None else row_for(clock, opens_on)
    except NoRegime:
        return None


def require_running(state: str) -> None:
    """Raise TransitionRefused for a period that was ended before its time, whatever its clock says."""
    if State(state) is State.CANCELLED:
        raise TransitionRefused("这次征集已经终止，不再收意见。理由写在征集页上；还想反映的，可以写信给县长信箱。")


def counts_change(state: str) -> bool:
    """Tell whether what is counted of a period may still change: until its result goes to be signed."""
    return State(state) not in SIGNED


def earliest_close(kind: DraftKind, is_about_market: bool, opens_on: date, calendar: WorkCalendar) -> date | None:
    """Return the first day that may be the last one of a period, None where no rule sets one.

    The day of publication is not counted. A minimum is not moved past a holiday: the days have been open all the same.
    """
    row = minimum(kind, is_about_market, opens_on)
    if row is None:
        return None
    return clocks.due(ClockFacts(clocks.terms_of(row), opens_on), calendar).inner_on


def check_days(kind: DraftKind, is_about_market: bool, days: tuple[date, date], short_reason: str,
               calendar: WorkCalendar) -> None:
    """Raise InputRefused for days out of order, too far apart, or too few without a reason to publish.

    `days` are the first and the last one, both inclusive.
    """
    opens_on, closes_on = days
    if closes_on < opens_on:
        raise InputRefused("截止日期不能早于开始日期。", "closes_on")
    if (closes_on - opens_on).days > LONGEST_DAYS:
        raise InputRefused(f"征集最长{LONGEST_DAYS}天。请检查截止日期。", "closes_on")
    row, earliest = minimum(kind, is_about_market, opens_on), earliest_close(kind, is_about_market, opens_on, calendar)
    if row is None or earliest is None or closes_on >= earliest or short_reason.strip():
        return
    raise InputRefused(
        f"{DRAFT_KIND_LABELS[kind]}草案征求意见一般不少于{row.length}{UNIT_LABELS[row.unit]}（{row.article}），"
        f"{_day(opens_on)}开始的，最早到{_day(earliest)}截止。确实要缩短的，请写明理由，理由会一同公布。",
        "short_reason")


def is_short(kind: DraftKind, is_about_market: bool, days: tuple[date, date], calendar: WorkCalendar) -> bool:
    """Tell whether a period is shorter than the rule for its kind, so that its reason is to be published."""
    earliest = earliest_close(kind, is_about_market, days[0], calendar)
    return earliest is not None and days[1] < earliest


def last_day(times: Window) -> date:
    """Return the last day in China on which comments are taken."""
    return local_date(times.closes_at - timedelta(microseconds=1))


def opening_words(times: Window) -> str:
    """Return when a period begins, as notices print it."""
    here = local_time(times.opens_at)
    return f"{_day(here.date())}{here:%H:%M}"


def closing_words(times: Window) -> str:
    """Return when a period ends; midnight is 24:00 of the last day."""
    here = local_time(times.closes_at)
    last = last_day(times)
    return f"{_day(last)}24:00" if here.date() > last else f"{_day(last)}{here:%H:%M}"


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
