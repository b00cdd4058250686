"""How letters look in JSON: stable names, days as YYYY-MM-DD, instants in China time with their offset."""

from __future__ import annotations

from datetime import date
from typing import Any

from queries import publications
from queries.status import StatusView
from rules.localtime import local_time
from rules.statistics import LEAST_SHOWN, MonthFigures, month_before, month_of, shown_part
from rules.timeline import Entry
from rules.transitions import ACT_LABELS, Act
from rules.vocabulary import DECLINE_ADVICE, DECLINE_LABELS, DeclineGround

FIRST_MONTH = date(2000, 1, 1)


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


def month(text: str, today: date) -> date | None:
    """Return the first day of the month asked for, by default the last whole one; None for what cannot be one."""
    if not text:
        return month_before(today)
    asked = month_of(text)
    return asked if asked is not None and FIRST_MONTH <= asked <= today else None


def month_figures(figures: MonthFigures) -> dict[str, Any]:
    """Return the figures of a month; every rate as its part and its base, the part of a small base as null."""
    return {
        "month": f"{figures.month:%Y-%m}", "received": figures.received, "answered": figures.answered,
        "average_working_days": float(figures.average) if figures.answered >= LEAST_SHOWN else None,
        "due": figures.due, "on_time": shown_part(figures.on_time, figures.due),
        "rated": figures.rated, "satisfied": shown_part(figures.satisfied, figures.rated),
        "categories": [{"name": group.label, "received": group.count} for group in figures.categories],
        "departments": [{"name": group.label, "due": group.count, "on_time": group.good}
                        for group in figures.departments],
    }


def _entry(entry: Entry, view: StatusView) -> dict[str, Any]:
    words = entry.words
    if entry.title == ACT_LABELS[Act.DECLINE] and view.declined_ground:
        words = _why_declined(DeclineGround(view.declined_ground), view.declined_words)
    return {"at": local_time(entry.at).isoformat(timespec="seconds"), "title": entry.title, "by": entry.who,
            "words": words}


def _why_declined(ground: DeclineGround, words: str) -> str:
    return "。".join(filter(None, (DECLINE_LABELS[ground], words.rstrip("。"), DECLINE_ADVICE[ground])))
