"""信息处理费 (条例 42, 国办函〔2020〕109号): the tariff by application or by page, and what may be asked of whom. Pure.

Amounts are whole yuan. Each step of the tariff holds for what lies in it only (超额累进).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from rules.calendar import WorkCalendar
from rules.clock_kinds import ClockKind, NoRegime, row_for
from rules.errors import InputRefused, TransitionRefused

RULE = "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）"
FREE_APPLICATIONS, FREE_PAGES = 10, 30
MOST_QUANTITY = 9999
ONLY_ONE = "这一件已经发过收费通知，不能再收（条例第四十二条）。"
NOT_OVER = "缴费期限到{}，还没有过，不能终止办理（国办函〔2020〕109号）。"
BEFORE_THE_RULE = "2021年1月1日以前收到的申请没有信息处理费的标准，不能收费（国办函〔2020〕109号）。"
LATE = "答复期限已过，不能再收费（条例第三十三条、第四十二条）。请尽快答复。"
IS_FREE = "这个数量在免费范围内，不能收费（条例第四十二条）。"


class FeeBasis(StrEnum):
    """By what a fee is counted. One application is charged by one of them, never both."""

    PER_CASE = "per_case"
    PER_PAGE = "per_page"


BASIS_LABELS: Mapping[FeeBasis, str] = {FeeBasis.PER_CASE: "按件计收", FeeBasis.PER_PAGE: "按量计收"}
STANDARDS: Mapping[FeeBasis, str] = {
    FeeBasis.PER_CASE: "同一申请人一个自然月内的申请：10件以下（含10件）不收费；11—30件（含30件）的部分，每件100元；"
                       "31件以上的部分，以10件为一档，每增加一档，每件收费标准提高100元。",
    FeeBasis.PER_PAGE: "30页以下（含30页）不收费；31—100页（含100页）的部分，每页10元；"
                       "101—200页（含200页）的部分，每页20元；"
                       "201页以上的部分，每页40元。",
}
# (first page of the step, yuan a page)
_PAGE_STEPS = ((31, 10), (101, 20), (201, 40))


def of_application(place: int) -> int:
    """Return what the applicant's application number `place` in one calendar month costs by itself, in yuan."""
    if place <= FREE_APPLICATIONS:
        return 0
    return 100 if place <= 30 else 200 + (place - 31) // 10 * 100


def of_applications(count: int) -> int:
    """Return what so many applications in one month cost together, in yuan."""
    return sum(of_application(place) for place in range(1, count + 1))


def of_pages(pages: int) -> int:
    """Return what so many pages cost, in yuan; each step holds for the pages in it."""
    total = 0
    for place, (first, price) in enumerate(_PAGE_STEPS):
        last = _PAGE_STEPS[place + 1][0] - 1 if place + 1 < len(_PAGE_STEPS) else pages
        total += max(0, min(pages, last) - first + 1) * price
    return total


def most(basis: FeeBasis, quantity: int) -> int:
    """Return the most that one application may cost: `quantity` is its place in the month, or its pages."""
    return of_application(quantity) if basis is FeeBasis.PER_CASE else of_pages(quantity)


def require_amount(basis: FeeBasis, quantity: int, amount: int) -> None:
    """Raise InputRefused for an amount above the tariff, for one that is free, and for none."""
    if not 1 <= quantity <= MOST_QUANTITY:
        raise InputRefused(f"请填1到{MOST_QUANTITY}之间的整数。", "quantity")
    tariff = most(basis, quantity)
    if not tariff:
        raise InputRefused(IS_FREE, "quantity")
    if amount > tariff:
        raise InputRefused(f"按标准最多收{tariff}元，不能多收（国办函〔2020〕109号）。", "amount")
    if amount < 1:
        raise InputRefused("请填要收多少元；不收费的，不用发收费通知。", "amount")


def require_count(place: int, received: int) -> None:
    """Raise InputRefused for a place in the month beyond what the agency received in it at all."""
    if place > received:
        raise InputRefused(f"本机关这个月一共收到{received}件申请，不会是第{place}件（国办函〔2020〕109号）。",
                           "quantity")


def require_rule(received_on: date) -> None:
    """Raise TransitionRefused for a request received before there was a tariff."""
    try:
        row_for(ClockKind.DISCLOSURE_FEE_PAYMENT, received_on)
    except NoRegime:
        raise TransitionRefused(BEFORE_THE_RULE) from None


def last_day(issued_on: date, calendar: WorkCalendar) -> date:
    """Return the last day to pay: 20 working days from the day after the notice."""
    return calendar.add_working_days(issued_on, row_for(ClockKind.DISCLOSURE_FEE_PAYMENT, issued_on).length)


def require_over(due_on: date, today: date) -> None:
    """Raise TransitionRefused while the applicant still has time to pay."""
    if today <= due_on:
        raise TransitionRefused(NOT_OVER.format(f"{due_on.year}年{due_on.month}月{due_on.day}日"))


def require_paid_on(issued_on: date, paid_on: date, today: date) -> None:
    """Raise InputRefused for a payment before its notice or in the future."""
    if paid_on > today:
        raise InputRefused("缴费的日子不能在今天以后。", "paid_on")
    if paid_on < issued_on:
        raise InputRefused("缴费的日子不能早于发出收费通知的那一天。", "paid_on")


def lines(basis: FeeBasis, quantity: int, amount: int) -> tuple[str, ...]:
    """Return how the amount comes about, for the notice: one line a step."""
    if basis is FeeBasis.PER_CASE:
        return (f"本件是同一申请人本月第{quantity}件申请，标准为{of_application(quantity)}元，实收{amount}元",)
    steps = []
    for place, (first, price) in enumerate(_PAGE_STEPS):
        last = _PAGE_STEPS[place + 1][0] - 1 if place + 1 < len(_PAGE_STEPS) else quantity
        count = max(0, min(quantity, last) - first + 1)
        if count:
            steps.append(f"第{first}页至第{min(quantity, last)}页，{count}页，每页{price}元，计{count * price}元")
    return (f"共{quantity}页，前{FREE_PAGES}页不收费", *steps, f"实收{amount}元")
