"""What a redaction desk posts, whatever it redacts: decisions by mark, the count of edits, a selected place."""

from __future__ import annotations

from flask import request

from rules.errors import InputRefused
from rules.redaction_marks import Decision, Part
from services.redaction_edits import Change

UNREADABLE = "这一页放得太久了，请刷新后再办。"


def edits_of(typed: str | None) -> int:
    """Return how often the draft that was looked at had been changed. Raises InputRefused for no number."""
    text = typed or ""
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise InputRefused(UNREADABLE)
    return int(text)


def mark_ids() -> list[int]:
    """Return the marks that the form was about, by the fields that are named after them."""
    return [int(name.partition("-")[2]) for name in request.form
            if name.startswith("public-") and name[7:].isascii() and name[7:].isdigit() and len(name) < 20]


def change_of(key: int, *, with_ground: bool = False) -> Change:
    """Return what the form says of one mark; what it does not say stays as it is. Only documents have grounds."""
    decision = next((one for one in Decision if one.value == request.form.get(f"decision-{key}")), None)
    ground = request.form.get(f"ground-{key}") or None
    return Change(key, decision, request.form.get(f"public-{key}"), ground if with_ground else None)


def place_of(typed: str | None) -> tuple[Part, int, int] | None:
    """Read what the script says of a selection, such as text:12:18; anything else is no place."""
    name, *ends = (typed or "").split(":")
    part = next((one for one in Part if one.value == name), None)
    if part is None or len(ends) != 2 or not all(end.isascii() and end.isdigit() and len(end) < 7 for end in ends):
        return None
    return part, int(ends[0]), int(ends[1])
