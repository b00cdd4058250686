"""The record of a period for public comment in words for staff: one entry per event, newest first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from queries.letter_file import EventRow
from queries.period_file import PeriodFile
from queries.record_words import SHARED, Entry
from rules import machines
from rules.localtime import local_date
from rules.transitions import Act
from rules.vocabulary import CaseKind

# What went back, or ended before its time.
GRAVE = frozenset({Act.SEND_BACK_RELEASE, Act.SEND_BACK_RESULT, Act.CANCEL_PERIOD, Act.VOID_PAPER})


def entries(period: PeriodFile) -> tuple[Entry, ...]:
    """Return the timeline of a period."""
    return tuple(_entry(period, event, place) for place, event in enumerate(period.events))


def _entry(period: PeriodFile, event: EventRow, place: int) -> Entry:
    act = Act(event.act)
    words = WORDS[act](period, event) if act in WORDS else ""
    tone = "urge" if act in GRAVE else "now" if place == 0 else ""
    who = period.names.get(event.actor, event.actor)
    return Entry(event.effective_at, machines.act_label(CaseKind.COMMENT_PERIOD, act), who, words, tone)


def _days(_period: PeriodFile, event: EventRow) -> str:
    """Name the days that were planned; the record of a new text of the draft has none."""
    if passages := event.payload.get("passages"):
        return f"草案正文，{passages}条段"
    if event.payload.get("files") or event.payload.get("removed"):
        return f"加上{len(event.payload['files'])}个附件" if "files" in event.payload else "删去1个附件"
    if not event.payload.get("opens"):
        return ""
    return f"{day(event.payload['opens'])}至{day(event.payload['closes'])}"


def _sent_back(period: PeriodFile, event: EventRow) -> str:
    """Say why, for the newest time only: the words of an earlier one have been written over."""
    newest = next((one for one in period.events if one.act == event.act), None)
    words = period.release_words if event.act == Act.SEND_BACK_RELEASE else period.result_back_words
    return words if event is newest else ""


def _moved(_period: PeriodFile, event: EventRow) -> str:
    before, after = event.payload.get("before"), event.payload.get("after")
    return f"截止日期由{day(before)}改为{day(after)}" if before and after else ""


def _new_text(period: PeriodFile, event: EventRow) -> str:
    moved = _moved(period, event)
    return f"新的文本{event.payload['passages']}段{f'；{moved}' if moved else ''}"


def _hearing(_period: PeriodFile, event: EventRow) -> str:
    """Say which step of a hearing it was; an instant is told as the day of it in China."""
    payload = event.payload
    if payload["step"] == "drawn":
        return f"遴选参加人{len(payload['chosen'])}人"
    if payload["step"] == "called_off":
        return "取消听证会"
    if payload["step"] == "materials":
        return f"材料{day(payload['sent'])}送达参加人"
    on = local_date(datetime.fromisoformat(payload["held"]))
    return f"{'改到' if payload['step'] == 'put_off' else ''}{on.year}年{on.month}月{on.day}日举行"


def _cancelled(period: PeriodFile, _event: EventRow) -> str:
    return period.cancel_reason


def day(text: str) -> str:
    """Return a day of a payload as it is read."""
    on = date.fromisoformat(text[:10])
    return f"{on.year}年{on.month}月{on.day}日"


WORDS: dict[Act, Callable[[PeriodFile, EventRow], str]] = {
    **SHARED, Act.PLAN_PERIOD: _days, Act.CHANGE_PERIOD: _days, Act.CANCEL_PERIOD: _cancelled,
    Act.HOLD_HEARING: _hearing,
    **dict.fromkeys((Act.SEND_BACK_RELEASE, Act.SEND_BACK_RESULT), _sent_back),
    Act.LENGTHEN_PERIOD: _moved, **dict.fromkeys((Act.REPLACE_DRAFT, Act.PUBLISH_FINAL), _new_text),
}
