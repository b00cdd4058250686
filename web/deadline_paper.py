"""The 期限说明单 on paper, the same for cases of both kinds; who may see it is asked before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import render_template, request

from queries import deadline_receipts
from queries.deadline_receipts import ClockReceipts, Reading
from rules import deadline_receipt
from rules.clock_kinds import UNIT_LABELS
from rules.errors import NotFound
from web.filters import full_day

NO_SUCH = "这一件没有这样的期限说明单。请回到办理情况页面，从那里打开。"
LONGEST_PLACE = 4


def page(receipts: list[ClockReceipts], head: Sequence[tuple[str, str]], made_at: datetime, back: str, *,
         of_request: bool = False) -> str:
    """Return the paper for the reading that the address asks for, the newest by default. Raises NotFound.

    `head` names the case above the counting.
    """
    reading = deadline_receipts.reading(receipts, _place(request.args.get("reading", "")))
    if reading is None:
        raise NotFound(NO_SUCH)
    earlier = () if reading.ended_at else next(one.earlier for one in receipts if one.current is reading)
    return render_template("documents/deadline.html", reading=reading, rows=[*head, *_rows(reading)], earlier=earlier,
                           made_at=made_at, back=back, service="政府信息公开" if of_request else "县长信箱",
                           office="县政府办公室" if of_request else "县信访局")


def _place(text: str) -> int | None:
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_PLACE else 0


def _rows(reading: Reading) -> list[tuple[str, str]]:
    """Return what the paper says above the counting, without a word of the case itself."""
    facts, due = reading.facts, reading.receipt.due
    length = facts.terms.label if facts.stated_on is None else "由有权的机关指定"
    if facts.extension:
        length += f"，延期{facts.extension}{UNIT_LABELS[facts.terms.unit]}"
    last = full_day(reading.due_on) + ("（暂定）" if reading.provisional else "")
    if reading.ended_at:
        last += "，后来有改变"
    rows = [("时限", f"{reading.label}，{length}"),
            ("依据", reading.article), (f"{reading.event}日期", full_day(facts.start_on)), ("最后一天", last),
            ("内部目标日", full_day(due.inner_on) if reading.receipt.is_rolled else "")]
    rows += [("中止", f"{full_day(span.after)}以后到{full_day(span.until)}，{deadline_receipt.pause_words(span)}")
             for span in facts.pauses]
    notices = "；".join(f"{place}. {notice}" for place, notice in enumerate(reading.receipt.notices, 1))
    rows += [("放假通知", notices), ("工作日历", f"第{reading.version}版")]
    return [(name, words) for name, words in rows if words]
