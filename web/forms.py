"""The base of every form: the token is checked for all of them at once, so that a form has only its own fields."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import ValidationError

from rules import text_checks
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


class RowForm(BaseForm):
    """An act on one of several rows, which the address names."""

    row: int = 0


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


Check = Callable[[BaseForm, StringField], None]


class Fits:
    """A text that can be stored and is not too long; `empty` is the sentence for one that is missing."""

    def __init__(self, longest: int, empty: str = "") -> None:
        self.longest, self.empty = longest, empty

    def __call__(self, _form: BaseForm, field: StringField) -> None:
        text, label = field.data or "", field.label.text
        if self.empty and not text.strip():
            raise ValidationError(self.empty)
        try:
            text_checks.within(text_checks.storable(text, field.name, label), self.longest, field.name, label)
        except InputRefused as refusal:
            raise ValidationError(refusal.message) from None


def readable(refusal_of: Callable[[str], str]) -> Check:
    """Check an optional line with a rule that says what is wrong with it."""
    def check(_form: BaseForm, field: StringField) -> None:
        message = refusal_of(field.data or "")
        if message:
            raise ValidationError(message)
    return check
