"""The base of every form: the token is checked for all of them at once, so that a form has only its own fields."""

from __future__ import annotations

from flask_wtf import FlaskForm

from rules.errors import Refusal


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


def stripped(value: str | None) -> str:
    """Return a typed line without blanks at its ends."""
    return (value or "").strip()


def narrowed(value: str | None) -> str:
    """Return a typed line with full-width letters, digits and signs as plain ones, for numbers and addresses."""
    return "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in stripped(value))
