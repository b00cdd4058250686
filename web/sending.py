"""What every public form that takes something in does before it: the counts, the puzzle, and a repeat let through."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from wtforms import StringField

from rules.errors import Refusal
from services import intake
from services.puzzles import Solved
from web import limits, puzzles
from web.puzzles import PuzzleForm
from web.unit_of_work import current_work


class SendingForm(PuzzleForm):
    """A form with a token of its own, by which a repeat is known; `email` and `phone` are counted."""

    form_token = StringField()
    email: StringField
    phone: StringField


def admit(form: SendingForm, count: Callable[[str, str], None] = limits.count_letter) -> Solved | None:
    """Count what is sent and return the puzzle that was solved for it, None when none is demanded.

    `count` takes mail address and telephone number, and says how many of its kind may be sent.
    Raises TooMany, InputRefused; never for what is here already, whose receipt is all that is asked for.
    """
    try:
        count(form.email.data or "", form.phone.data or "")
        return puzzles.admit(form)
    except Refusal:
        if intake.was_sent(current_work(), form.form_token.data or ""):
            return None
        raise


def new_token() -> str:
    """Return a token for a form that is about to be shown for the first time."""
    return secrets.token_urlsafe(24)
