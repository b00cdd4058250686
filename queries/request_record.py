"""The record of a disclosure request in words for staff: one entry per event, newest first.

What an act says beside its name comes from the event's payload; whoever adds an act adds its words to `WORDS`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from queries.letter_file import EventRow
from queries.record_words import SHARED, Entry
from queries.request_file import RequestFile
from rules import machines
from rules.consultations import PARTY_LABELS, POSITION_LABELS, SILENCE, Party, Position
from rules.localtime import local_date
from rules.outcomes import BY_OUTCOME, Outcome
from rules.paper_forms import KIND_LABELS, PaperKind
from rules.request_words import RECEIPT_LABELS, REQUEST_CHANNEL_LABELS, ReceiptRule
from rules.transitions import Act
from rules.vocabulary import CaseKind, Channel

_APPLICANT = "申请人"
_STEPS = {"correction": "补正告知书", "fee": "收费通知书"}
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


def _confirmed(_request: RequestFile, event: EventRow) -> str:
    on = local_date(datetime.fromisoformat(event.payload["received"]))
    return f"收到之日：{day(on.isoformat())}，答复期限从第二天算起"


def _until(_request: RequestFile, event: EventRow) -> str:
    amount = event.payload.get("amount")
    words = f"{amount}元，" if amount else ""
    return f"{words}最晚{day(event.payload['due'])}"


def _proposed(_request: RequestFile, event: EventRow) -> str:
    return _STEPS[event.payload["step"]]


def _taken(_request: RequestFile, event: EventRow) -> str:
    return f"{day(event.payload['received'])}收到，答复期限重新计算"


def _paid(_request: RequestFile, event: EventRow) -> str:
    return f"{event.payload['amount']}元，{day(event.payload['paid'])}缴纳，答复期限从第二天重新计算"


def _asked(_request: RequestFile, event: EventRow) -> str:
    party = PARTY_LABELS[Party(event.payload["party"])]
    if served := event.payload.get("served"):
        return f"{party}{day(served)}收到，答复意见最晚{day(event.payload['due'])}"
    return f"{party}，答复意见最晚{day(event.payload['due'])}"


def _opinion(_request: RequestFile, event: EventRow) -> str:
    party, position = Party(event.payload["party"]), Position(event.payload["position"])
    if position is Position.SILENT:
        return SILENCE[party]
    return f"{PARTY_LABELS[party]}{POSITION_LABELS[position]}"


def _decided(_request: RequestFile, event: EventRow) -> str:
    return "决定公开" if event.payload["decision"] == "disclose" else "决定不公开"


def _reasons(_request: RequestFile, event: EventRow) -> str:
    if given := event.payload.get("given"):
        return f"{day(given)}收到申请人的理由"
    return f"请申请人说明理由，最晚{day(event.payload['due'])}"


def _judged(_request: RequestFile, event: EventRow) -> str:
    if not event.payload["reasonable"]:
        return "理由不合理"
    delay = event.payload["delay"]
    return f"理由合理，延迟答复{delay}个工作日" if delay else "理由合理"


def _lapsed(_request: RequestFile, event: EventRow) -> str:
    return BY_OUTCOME[Outcome(event.payload["outcome"])].label


def day(text: str) -> str:
    """Return a day of a payload as it is read."""
    on = date.fromisoformat(text)
    return f"{on.year}年{on.month}月{on.day}日"


WORDS: dict[Act, Callable[[RequestFile, EventRow], str]] = {
    **SHARED,
    Act.SUBMIT: _came, Act.ARRIVE: _came, Act.CONFIRM_RECEIPT: _confirmed,
    Act.PROPOSE_STEP: _proposed, Act.REFUSE_STEP: _proposed, Act.DEMAND_CORRECTION: _until, Act.CHARGE: _until,
    Act.TAKE_CORRECTION: _taken, Act.TAKE_PAYMENT: _paid, Act.CONSULT: _asked, Act.TAKE_OPINION: _opinion,
    Act.DECIDE_OPINION: _decided, Act.ASK_REASONS: _reasons, Act.JUDGE_REASONS: _judged, Act.LAPSE: _lapsed,
    **dict.fromkeys((Act.SAVE_DRAFT, Act.DRAFT, Act.APPROVE, Act.ISSUE), _version),
    **dict.fromkeys((Act.ISSUE_PAPER, Act.VOID_PAPER), _paper),
}
