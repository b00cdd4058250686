"""The record of a disclosure request in words for staff: one entry per event, newest first.

What an act says beside its name comes from the event's payload; whoever adds an act adds its words to `WORDS`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from queries.letter_file import EventRow
from queries.record_words import SHARED, Entry
from queries.request_file import RequestFile
from rules import machines
from rules.paper_forms import KIND_LABELS, PaperKind
from rules.request_words import RECEIPT_LABELS, REQUEST_CHANNEL_LABELS, ReceiptRule
from rules.transitions import Act
from rules.vocabulary import CaseKind, Channel

_APPLICANT = "申请人"
# What went back, ended without a reply, or was refused.
GRAVE = frozenset({Act.SEND_BACK, Act.LAPSE, Act.WITHDRAW, Act.REWORK, Act.VOID_PAPER})


def entries(request: RequestFile) -> tuple[Entry, ...]:
    """Return the timeline of a request."""
    return tuple(_entry(request, event, place) for place, event in enumerate(request.events))


def _entry(request: RequestFile, event: EventRow, place: int) -> Entry:
    act = Act(event.act)
    words = WORDS[act](request, event) if act in WORDS else ""
    tone = "urge" if act in GRAVE else "now" if place == 0 else ""
    who = _APPLICANT if event.actor == "citizen" else request.names.get(event.actor, event.actor)
    return Entry(event.effective_at, machines.act_label(CaseKind.DISCLOSURE_REQUEST, act), who, words, tone)


def _came(_request: RequestFile, event: EventRow) -> str:
    channel, rule = event.payload.get("channel"), event.payload.get("rule")
    words = REQUEST_CHANNEL_LABELS.get(Channel(channel), "") if channel else ""
    return f"{words}。{RECEIPT_LABELS[ReceiptRule(rule)]}" if rule else words


def _version(_request: RequestFile, event: EventRow) -> str:
    version = event.payload.get("version")
    return f"第{version}稿" if version else ""


def _paper(_request: RequestFile, event: EventRow) -> str:
    """Name the paper; one of an act that had no paper of its own in the record says nothing."""
    kind, serial = event.payload.get("paper_kind"), event.payload.get("serial")
    words = KIND_LABELS[PaperKind(kind)] if kind else ""
    return f"{words}，{event.payload['year']}年{serial}号" if serial else words


def day(text: str) -> str:
    """Return a day of a payload as it is read."""
    on = date.fromisoformat(text)
    return f"{on.year}年{on.month}月{on.day}日"


WORDS: dict[Act, Callable[[RequestFile, EventRow], str]] = {
    **SHARED,
    Act.SUBMIT: _came, Act.ARRIVE: _came,
    **dict.fromkeys((Act.SAVE_DRAFT, Act.DRAFT, Act.APPROVE, Act.ISSUE), _version),
    **dict.fromkeys((Act.ISSUE_PAPER, Act.VOID_PAPER), _paper),
}
