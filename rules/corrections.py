"""补正 (条例 30): one notice, within seven working days of receipt, with a reasonable time to answer. Pure.

What happens to the clock follows from it: it stands still from the notice on and begins anew with the answer.
"""

from __future__ import annotations

from datetime import date

from rules.calendar import WorkCalendar
from rules.errors import InputRefused, TransitionRefused
from rules.request_next import correction_notice_by

# The law says 合理; practice gives five to fifteen working days (domain.md 1.1 row 6).
FEWEST_DAYS, MOST_DAYS, USUAL_DAYS = 5, 15, 10
# A letter posted on the last day is on its way: nothing lapses by itself before these working days are over.
GRACE_DAYS = 5
MOST_ITEMS = 10
ONLY_ONCE = ("补正要一次性告知，这一件已经告知过一次，不能再发（条例第三十条）。"
             "补正后仍不明确的，请按“补正后仍不明确”答复。")
UNDER_THE_OLD_TEXT = ("2019年5月15日以前收到的申请，没有补正中止的规定。内容不明确的，请用答复告知申请人更改、补充"
                      "（2007年《条例》第二十一条第四项）。")
NOT_OVER = "补正期限到{}，还没有过，不能按放弃申请处理（条例第三十条）。"


def require_first(issued_before: bool) -> None:
    """Raise TransitionRefused for a second notice."""
    if issued_before:
        raise TransitionRefused(ONLY_ONCE)


def require_in_time(received_on: date, today: date, calendar: WorkCalendar) -> None:
    """Raise TransitionRefused for a notice after its seven working days: the clock then runs on (domain.md 7.2)."""
    last = correction_notice_by(received_on, calendar)
    if last is None:
        raise TransitionRefused(UNDER_THE_OLD_TEXT)
    if today > last:
        raise TransitionRefused(
            f"补正要在收到申请之日起7个工作日内告知，{_day(last)}已经过了（条例第三十条）。期限照常计算，请按现有内容答复。")


def require_period(days: int) -> None:
    """Raise InputRefused for a time to answer that is not reasonable."""
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        raise InputRefused(f"补正期限要合理，请填{FEWEST_DAYS}到{MOST_DAYS}之间的工作日数（条例第三十条）。", "days")


def items_of(typed: str) -> tuple[str, ...]:
    """Return what is to be mended, one item a line. Raises InputRefused for none or too many."""
    items = tuple(line.strip() for line in typed.splitlines() if line.strip())
    if not items:
        raise InputRefused("请写需要补正的事项，一行一项（条例第三十条）。", "items")
    if len(items) > MOST_ITEMS:
        raise InputRefused(f"最多写{MOST_ITEMS}项，请合并相近的事项。", "items")
    return items


def last_day(issued_on: date, days: int, calendar: WorkCalendar) -> date:
    """Return the last day on which the applicant may answer a notice."""
    return calendar.add_working_days(issued_on, days)


def lapses_after(due_on: date, calendar: WorkCalendar) -> date:
    """Return the last day on which an answer is still waited for by the service, days in the post included."""
    return calendar.add_working_days(due_on, GRACE_DAYS)


def require_over(due_on: date, today: date) -> None:
    """Raise TransitionRefused while the applicant still has time."""
    if today <= due_on:
        raise TransitionRefused(NOT_OVER.format(_day(due_on)))


def require_taken_on(issued_on: date, taken_on: date, today: date) -> None:
    """Raise InputRefused for an answer before its notice or in the future."""
    if taken_on > today:
        raise InputRefused("收到的日子不能在今天以后。", "taken_on")
    if taken_on < issued_on:
        raise InputRefused(f"收到补正的日子不能早于发出补正告知书的{_day(issued_on)}（条例第三十条）。", "taken_on")


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
