"""The forms of sorting: where the chosen comments go, and what is done with one opinion. Shape only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from rules.comment_words import ADOPTION_LABELS
from web.forms import BaseForm, stripped

NEW = "new"


class SortForm(BaseForm):
    """Where the chosen comments go: into an opinion of the passage, or into a new one."""

    into = SelectField("归入", default=NEW, validate_choice=False)
    summary = StringField("新的归并意见", filters=[stripped], description="选“新的”时填，用一句话写明，会公布。")


class DecideForm(BaseForm):
    decision = RadioField("是否采纳", choices={one.value: label for one, label in ADOPTION_LABELS.items()},
                          validate_choice=False)
    reason = TextAreaField("理由", description="会公布，也会告诉提这条意见的每一个人。")


class RewordForm(BaseForm):
    summary = StringField("归并意见", filters=[stripped], description="用一句话写明，会公布。")


class MoveForm(BaseForm):
    anchor = SelectField("移到", validate_choice=False)
    after = SelectField("排在", validate_choice=False)


class MergeForm(BaseForm):
    into = SelectField("并入", validate_choice=False)


class SplitForm(BaseForm):
    """What is done with the chosen comments of an opinion."""

    summary = StringField("拆成新的归并意见", filters=[stripped], validators=[Optional()],
                          description="拆出去时填，用一句话写明，会公布。")


def chosen(form: Mapping[str, str] | object, name: str) -> list[int]:
    """Return the ids that were ticked; what is none is left out."""
    listed: Sequence[str] = form.getlist(name)  # type: ignore[union-attr]
    return [int(one) for one in listed if one.isascii() and one.isdigit() and len(one) < 10]


def id_of(text: str | None) -> int:
    """Return an id that was chosen from a list, 0 for none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
