"""The base of every form: the token is checked for all of them at once, so that a form has only its own fields."""

from __future__ import annotations

from datetime import date

from flask_wtf import FlaskForm

from rules.errors import InputRefused, Refusal


class BaseForm(FlaskForm):
    """A form of ours. The extension in `extensions.py` checks the token of every POST before a view sees it."""

    class Meta:
        csrf = False

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal of a rule at its field, or above the form when it has none here."""
        field = self._fields.get(getattr(refusal, "field", None) or "")
        if field is None:
            self.form_errors.append(refusal.message)
        else:
            field.errors = [*field.errors, refusal.message]


def typed_day(value: str | None, field: str) -> date:
    """Return a day that was typed or picked as 2026-11-24; raises InputRefused for anything else."""
    try:
        return date.fromisoformat(narrowed(value).replace("/", "-"))
    except ValueError:
        raise InputRefused("请填日期，例如2026-11-24。", field) from None


def typed_number(value: str | None, field: str) -> int:
    """Return a whole number that was typed, at most four digits; raises InputRefused for anything else."""
    text = narrowed(value)
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise InputRefused("请填整数，例如5。", field)
    return int(text)


def stripped(value: str | None) -> str:
    """Return a typed line without blanks at its ends."""
    return (value or "").strip()


def narrowed(value: str | None) -> str:
    """Return a typed line with full-width letters, digits and signs as plain ones, for numbers and addresses."""
    return "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in stripped(value))
