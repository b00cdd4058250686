"""What an act on a clock did, in a sentence for the writer and for staff; from the record's payload alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from rules.clock_kinds import CLOCK_LABELS, PAUSE_LABELS, UNIT_LABELS, ClockKind, PauseReason, row_for
from rules.transitions import Act
from rules.vocabulary import CATEGORY_LABELS, Category

Payload = Mapping[str, Any]
# What the writer reads of: the last day moved, or may have.
TOLD = frozenset({Act.EXTEND, Act.PAUSE, Act.RESUME, Act.RECLASSIFY})
# Steps between the department and the office, and days that only they have to keep.
INNER = frozenset({Act.ASK_EXTENSION, Act.REFUSE_EXTENSION, Act.ASK_PAUSE, Act.REFUSE_PAUSE, Act.STATE_DEADLINE})

_RESTARTING = frozenset({PauseReason.APPLICANT_CORRECTION.value, PauseReason.FEE.value})
# Why a clock is counted from zero again; what was recorded before there were fees says no reason.
_AGAIN = {"": "补正已经收到，从那天起重新计算。", PauseReason.FEE.value: "费用已经缴纳，从第二天起重新计算。"}


def of_payload(act: Act, payload: Payload) -> str:
    """Return the sentence for one act of TOLD or INNER."""
    if act is Act.EXTEND:
        return f"最后一天由{_day(payload['before'])}延长到{_day(payload['after'])}。"
    if act is Act.PAUSE and payload["reason"] in _RESTARTING and payload.get("notice"):
        return (f"原因是{_reason(payload)}，从第二天起不计入，最迟等到{_day(payload['limit'])}；"
                "收到以后重新计算答复期限。")
    if act is Act.PAUSE:
        return (f"原因是{_reason(payload)}，{_day(payload['from'])}以后的日子不计入，最迟{_day(payload['limit'])}恢复。"
                f"最后一天由{_day(payload['before'])}改为{_day(payload['after'])}，提早恢复的也提早。")
    if act is Act.RESUME:
        again = _AGAIN.get(payload.get("reason", ""), _AGAIN[""]) if payload.get("restart") else ""
        return f"{again}最后一天现在是{_day(payload['after'])}。"
    if act is Act.RECLASSIFY:
        return _reclassified(payload)
    return _inner(act, payload)


def _reclassified(payload: Payload) -> str:
    name = CATEGORY_LABELS[Category(payload["category"])]
    if payload["clock"] and payload["clock"][0] == ClockKind.PETITION_CONCLUSION:
        name = "信访事项"
    if payload["after"] is None:
        return f"改为“{name}”，不定答复期限。"
    moved = f"由{_day(payload['before'])}改为" if payload["before"] else "是"
    moved = "仍是" if payload["before"] == payload["after"] else moved
    return f"改为“{name}”，从收到那天算起，最后一天{moved}{_day(payload['after'])}。"


def _inner(act: Act, payload: Payload) -> str:
    if act is Act.STATE_DEADLINE:
        return f"{CLOCK_LABELS[ClockKind(payload['kind'])]}：{_day(payload['on'])}"
    if act in (Act.ASK_PAUSE, Act.REFUSE_PAUSE):
        return _reason(payload)
    unit = row_for(ClockKind(payload["kind"]), date.max).unit
    return f"{payload['length']}{UNIT_LABELS[unit]}"


def _reason(payload: Payload) -> str:
    return PAUSE_LABELS[PauseReason(payload["reason"])]


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.year}年{day.month}月{day.day}日"
