"""The record of a letter in words for staff: one entry per event, newest first, with who, what and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Protocol

from queries.letter_file import EventRow, LetterFile
from rules import clock_words
from rules.calendar_change import Recount
from rules.clock_kinds import CLOCK_LABELS, ClockKind
from rules.ladder import RUNG_LABELS, RungName
from rules.subjects import SUBJECT_LABELS, Subject
from rules.transitions import ACT_LABELS, Act
from rules.vocabulary import DECLINE_LABELS, RATING_LABELS, DeclineGround, Rating

WHERE_WORDS = {"title": "标题", "text": "正文", "place": "地点"}


@dataclass(frozen=True)
class Entry:
    """One line of the timeline. `tone`: `now` for the newest, `urge` for what went back or was refused."""

    at: datetime
    title: str
    who: str
    words: str
    tone: str = ""


class Recorded(Protocol):
    """A case of whatever kind as far as the words of its record need it."""

    @property
    def names(self) -> dict[str, str]: ...


GRAVE = frozenset({Act.RETURN, Act.SEND_BACK, Act.DECLINE, Act.UNPUBLISH, Act.WITHDRAW, Act.REWORK, Act.RECALL,
                   Act.SEND_BACK_PUBLICATION})


def entries(letter: LetterFile) -> tuple[Entry, ...]:
    """Return the timeline of a letter."""
    return tuple(_entry(letter, event, place) for place, event in enumerate(letter.events))


def why_here(letter: LetterFile) -> str:
    """Return one sentence that says why the letter came to its department, with the words that decided."""
    current = letter.current
    if current is None or current.ended_how == "returned":
        return ""
    by = current.reasons.get("by")
    if by == "rework":
        return f"县信访局退回重办：{current.reasons['reason']}"
    if by == "addressee":
        return f"来信写给{letter.mailbox}，直接转到本单位。"
    if by == "words":
        found = "、".join(f"{WHERE_WORDS.get(one['where'], '')}里的“{one['word']}”"
                         for one in current.reasons.get("words", ())[:5])
        return f"系统按来信的用词转来：{found}。把握{round(current.reasons.get('confidence', 0) / 10)}%。"
    return f"{letter.names.get(current.assigned_by, '县信访局')}转来。"


def _entry(letter: LetterFile, event: EventRow, place: int) -> Entry:
    act = Act(event.act)
    words = WORDS[act](letter, event) if act in WORDS else ""
    tone = "urge" if act in GRAVE else "now" if place == 0 else ""
    return Entry(event.effective_at, ACT_LABELS[act], letter.names.get(event.actor, event.actor), words, tone)


def _to_department(letter: LetterFile, event: EventRow) -> str:
    name = letter.names.get(f"department:{event.payload.get('department')}")
    return f"承办单位：{name}" if name else ""


def _of_department(letter: LetterFile, event: EventRow) -> str:
    return _units(letter, [event.payload["department"]])


def _suggested(letter: LetterFile, event: EventRow) -> str:
    about = _units(letter, event.payload.get("barred", ()))
    if about:
        return f"来信反映的是{about}，不转给它，由信访局确定承办单位"
    if event.payload.get("about") == "unknown":
        return "来信人写明了反映的单位或人，系统认不出是哪个单位，由信访局确定承办单位"
    name = letter.names.get(f"department:{event.payload.get('suggested')}")
    return f"系统拿不准，最像是{name}的事" if name else "来信里没有能认出承办单位的词"


def _barred(letter: LetterFile, event: EventRow) -> str:
    return f"这一件反映的是{_units(letter, event.payload['departments'])}"


def _lift_proposed(letter: LetterFile, event: EventRow) -> str:
    unit = event.payload["department"]
    reason = next((one.proposal_reason for one in letter.bars if one.department_id == unit), "")
    return f"{_units(letter, [unit])}：{reason}" if reason else _units(letter, [unit])


def _units(letter: LetterFile, ids: Iterable[int]) -> str:
    names = [letter.names.get(f"department:{one}", "") for one in ids]
    return "、".join(name for name in names if name)


def _returned(letter: LetterFile, event: EventRow) -> str:
    for one in letter.assignments:
        if one.ended_how == "returned" and one.department_id == event.payload.get("department"):
            return one.return_reason + (f"（建议：{one.proposed}）" if one.proposed else "")
    return ""


def _version(letter: LetterFile, event: EventRow) -> str:
    return f"第{event.payload.get('version')}稿"


def _sent_back(letter: LetterFile, event: EventRow) -> str:
    return next((one.send_back_reason for one in letter.replies if one.version == event.payload.get("version")), "")


def _declined(letter: LetterFile, event: EventRow) -> str:
    label = DECLINE_LABELS[DeclineGround(event.payload["ground"])]
    return f"{label}。{letter.declined_words}" if letter.declined_words else label


def _rated(letter: LetterFile, event: EventRow) -> str:
    label = RATING_LABELS[Rating(event.payload["rating"])]
    words = _words_of_rating(letter, event)
    return f"{label}：{words}" if words else label


def _words_of_rating(letter: LetterFile, event: EventRow) -> str:
    """Return what the writer said with a rating: of the one in force, or of the one before an order to rework."""
    newer = takewhile(lambda one: one is not event, letter.events)
    if not any(one.act == Act.REWORK for one in newer):
        return letter.rating_words
    return next((str(one.reasons["rating_words"]) for one in letter.assignments if one.reasons.get("by") == "rework"),
                "")


def _reworked(letter: LetterFile, _event: EventRow) -> str:
    return rework_reason(letter)


def rework_reason(letter: LetterFile) -> str:
    """Return why the office sent the answer back, "" for a letter whose answer it never sent back."""
    return next((str(one.reasons["reason"]) for one in letter.assignments if one.reasons.get("by") == "rework"), "")


def _merged(letter: LetterFile, event: EventRow) -> str:
    words = "答复也给这位来信人看" if event.payload["shares_reply"] else "答复不给这位来信人看"
    number = letter.names.get(f"case:{event.payload['into']}", "")
    return f"合并到{number}，{words}"


def _rung(case: Recorded, event: EventRow) -> str:
    """Return which rung it was and who was told, by name; of several reached at once only the highest is told."""
    label = RUNG_LABELS[RungName(event.payload["rung"])]
    people = [case.names.get(f"staff:{one}", "") for one in event.payload.get("told", ())]
    told = "、".join(name for name in people if name)
    demand = case.names.get("rung:{clock}:{rung}:{of}".format_map(event.payload), "")
    words = f"{label}。要求：{demand}" if demand else f"{label}。"
    if told:
        return f"{words} 告诉了：{told}" if demand else f"{words}告诉了：{told}"
    return words if demand or people else f"{words}没有另行告诉，同时到了更高的一档"


def _not_public(letter: LetterFile, _event: EventRow) -> str:
    return letter.publication_reason


def _recounted(_case: Recorded, event: EventRow) -> str:
    recount = Recount.of_payload(event.payload)
    return f"{CLOCK_LABELS[ClockKind(recount.kind)]}：{recount.words}"


def _subject(_letter: LetterFile, event: EventRow) -> str:
    return f"改为：{SUBJECT_LABELS[Subject(event.payload['subject'])]}"


def _on_the_clock(_case: Recorded, event: EventRow) -> str:
    return clock_words.of_payload(Act(event.act), event.payload)


# How acts read that every kind of case knows.
SHARED: dict[Act, Callable[[Recorded, EventRow], str]] = {
    **dict.fromkeys((Act.REMIND, Act.URGE, Act.SUPERVISE, Act.CIRCULATE, Act.ALARM), _rung),
    Act.RECOUNT: _recounted, **dict.fromkeys(clock_words.TOLD | clock_words.INNER, _on_the_clock),
}
WORDS: dict[Act, Callable[[LetterFile, EventRow], str]] = {
    **SHARED,
    Act.ROUTE: _to_department, Act.ASSIGN: _to_department, Act.TRANSFER: _to_department, Act.ACCEPT: _to_department,
    Act.SET_SUBJECT: _subject, Act.BAR: _barred, Act.PROPOSE_LIFT: _lift_proposed,
    **dict.fromkeys((Act.RECALL, Act.REFUSE_LIFT, Act.LIFT_BAR), _of_department),
    Act.REFER: _suggested, Act.RETURN: _returned, Act.SAVE_DRAFT: _version, Act.DRAFT: _version,
    Act.APPROVE: _version, Act.SEND_BACK: _sent_back, Act.ISSUE: _version, Act.DECLINE: _declined, Act.RATE: _rated,
    Act.REWORK: _reworked, Act.MERGE: _merged, Act.WITHHOLD: _not_public,
    Act.UNPUBLISH: _not_public,
}
