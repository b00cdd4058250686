"""How letters look in JSON: stable names, days as YYYY-MM-DD, instants in China time with their offset."""

from __future__ import annotations

from typing import Any

from queries import publications
from queries.status import StatusView
from rules.localtime import local_time
from rules.timeline import Entry
from rules.transitions import ACT_LABELS, Act
from rules.vocabulary import DECLINE_ADVICE, DECLINE_LABELS, DeclineGround


def own_letter(view: StatusView) -> dict[str, Any]:
    """Return a letter as its writer may see it: the same facts as on the page."""
    return {
        "number": view.number, "state": view.state.value, "department": view.department,
        "due_on": view.due.due_on if view.due else None,
        "timeline": [_entry(entry, view) for entry in view.timeline],
        "reply": None if view.reply is None else {
            "text": view.reply.text, "department": view.reply.department, "issued_on": view.reply.issued_on,
            "sha256": view.reply.digest},
    }


def published_letter(publication: publications.Publication) -> dict[str, Any]:
    """Return a published letter whole; its texts were masked before they were published."""
    return {
        "id": publication.public_id, "state": publication.state, "title": publication.title,
        "category": publication.category, "department": publication.department_name,
        "mailbox": publication.mailbox_name, "received_on": publication.received_on,
        "due_on": publication.due_on, "answered_on": publication.answered_on, "rating": publication.rating,
        "text": publication.text, "reply": publication.reply,
    }


def _entry(entry: Entry, view: StatusView) -> dict[str, Any]:
    words = entry.words
    if entry.title == ACT_LABELS[Act.DECLINE] and view.declined_ground:
        words = _why_declined(DeclineGround(view.declined_ground), view.declined_words)
    return {"at": local_time(entry.at).isoformat(timespec="seconds"), "title": entry.title, "by": entry.who,
            "words": words}


def _why_declined(ground: DeclineGround, words: str) -> str:
    return "。".join(filter(None, (DECLINE_LABELS[ground], words.rstrip("。"), DECLINE_ADVICE[ground])))
