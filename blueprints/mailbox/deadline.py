from __future__ import annotations

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from blueprints.mailbox.area import blueprint
from blueprints.mailbox.status import opened, to_find
from queries import deadline_receipts
from queries.deadline_receipts import Reading
from queries.status import StatusView
from rules import deadline_receipt
from rules.clock_kinds import UNIT_LABELS
from rules.errors import NotFound
from web.access import public
from web.filters import full_day
from web.unit_of_work import current_work

NO_SUCH = "这一件没有这样的期限说明单。请回到办理情况页面，从那里打开。"
LONGEST_PLACE = 4


@blueprint.get("/status/<number>/deadline")
@public
def deadline(number: str) -> str | Response:
    """The receipt on paper: for whoever wants to show it to another office."""
    letter = opened(number)
    if letter is None:
        return to_find(number)
    work = current_work()
    receipts = deadline_receipts.receipts_of(work.session, work.settings, letter)
    reading = deadline_receipts.reading(receipts, _place(request.args.get("reading", "")))
    if reading is None:
        raise NotFound(NO_SUCH)
    earlier = () if reading.ended_at else next(one.earlier for one in receipts if one.current is reading)
    return render_template("documents/deadline.html", reading=reading, rows=_rows(letter, reading), earlier=earlier,
                           made_at=work.now, back=url_for("mailbox.status", number=letter.number))


def _place(text: str) -> int | None:
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_PLACE else 0


def _rows(letter: StatusView, reading: Reading) -> list[tuple[str, str]]:
    """Return what the paper says above the counting, without a word of the letter itself."""
    facts, due = reading.facts, reading.receipt.due
    length = facts.terms.label if facts.stated_on is None else "由有权的机关指定"
    if facts.extension:
        length += f"，延期{facts.extension}{UNIT_LABELS[facts.terms.unit]}"
    last = full_day(reading.due_on) + ("（暂定）" if reading.provisional else "")
    if reading.ended_at:
        last += "，后来有改变"
    rows = [("编号", letter.number), ("信箱", letter.mailbox), ("时限", f"{reading.label}，{length}"),
            ("依据", reading.article), (f"{reading.event}日期", full_day(facts.start_on)), ("最后一天", last),
            ("内部目标日", full_day(due.inner_on) if reading.receipt.is_rolled else "")]
    rows += [("中止", f"{full_day(span.after)}以后到{full_day(span.until)}，{deadline_receipt.pause_words(span)}")
             for span in facts.pauses]
    notices = "；".join(f"{place}. {notice}" for place, notice in enumerate(reading.receipt.notices, 1))
    rows += [("放假通知", notices), ("工作日历", f"第{reading.version}版")]
    return [(name, words) for name, words in rows if words]
