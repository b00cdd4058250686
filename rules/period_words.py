"""Where a period for public comment stands, in the words of its public pages: tags, days left, and its length."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from rules.clock_kinds import UNIT_LABELS, Unit
from rules.comment_figures import Tally
from rules.comment_periods import Window, closing_words, last_day, opening_words
from rules.comment_words import PublicPeriodState
from rules.localtime import local_date, start_of_day
from rules.vocabulary import State

# From this many days before the last one a period is closing soon; the last day itself is one of them.
SOON_DAYS = 3
CANCELLED_LABEL = "已终止"


class PeriodTab(StrEnum):
    """The lists of periods: `closing` is those of `open` that close soon."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    RESULTED = "resulted"


TAB_LABELS: dict[PeriodTab, str] = {
    PeriodTab.PLANNED: "即将开始", PeriodTab.OPEN: "正在征集", PeriodTab.CLOSING: "即将截止",
    PeriodTab.CLOSED: "已截止", PeriodTab.RESULTED: "已公布采纳情况",
}


def closes_soon(times: Window, now: datetime) -> bool:
    """Tell whether an open period takes comments for a few days more only."""
    return now <= times.closes_at <= soon_until(now)


def soon_until(now: datetime) -> datetime:
    """Return the last closing instant that is soon: the midnight that ends the third day after today."""
    return start_of_day(local_date(now) + timedelta(days=SOON_DAYS + 1))


def due_words(state: PublicPeriodState, times: Window, today: date) -> str:
    """Return the days left with their date, as the tag of an open or coming period prints it; "" for others."""
    if state is PublicPeriodState.PLANNED:
        on, hour, act = local_date(times.opens_at), opening_words(times).partition("日")[2], "开始"
    elif state is PublicPeriodState.OPEN:
        on, hour, act = last_day(times), closing_words(times).partition("日")[2], "截止"
    else:
        return ""
    left = (on - today).days
    return f"今天{hour}{act}" if left <= 0 else f"还有{left}天 · {on.month}月{on.day}日{act}"


def length_words(times: Window, working_days: int) -> str:
    """Return how long comments are taken; the day of publication is not counted, as in the rule for the shortest."""
    days = (last_day(times) - local_date(times.opens_at)).days
    return f"{days}日，其中{working_days}个工作日" if days else "当天截止"


def minimum_words(length: int | None, unit: str | None) -> str:
    """Return the shortest period that the rule of a kind allows, "" where there is none."""
    return "" if length is None or unit is None else f"不少于{length}{UNIT_LABELS[Unit(unit)]}"


def tally_words(tally: Tally) -> str:
    """Return where the comments of one place stand, so that all of them are accounted for; "" for none."""
    waiting = sum(tally.states.get(state, 0) for state in (State.HELD, State.MENDING))
    parts = [(tally.shown, "已公开"), (waiting, "等待公开"), (tally.replaced, "已由本人新的意见代替"),
             (tally.withdrawn, "已由本人撤回"), (tally.set_aside, "没有列入统计")]
    named = "，".join(f"{number}条{words}" for number, words in parts if number)
    return f"{named}。" if named else ""
