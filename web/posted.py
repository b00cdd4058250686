"""The form that was refused just now, as the panels of the page take it: it stands again where it stood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from rules.errors import Refusal
from web.forms import BaseForm

AnyForm = TypeVar("AnyForm", bound=BaseForm)


@dataclass(frozen=True)
class Posted:
    """The form that was refused just now, if any: it stands again where it stood."""

    act: str = ""
    submitted: BaseForm | None = None
    refusal: Refusal | None = None
    row: int = 0

    def form(self, act: str, kind: type[AnyForm], row: int = 0) -> AnyForm:
        """Return the form of an act: the refused one, else an empty one. `row` tells forms of one act apart."""
        if self.act == act and self.row == row and isinstance(self.submitted, kind):
            return self.submitted
        return kind(formdata=None, prefix=prefix_of(act, row))


def prefix_of(act: str, row: int = 0) -> str:
    """Return what the names of a form's fields begin with."""
    return f"{act}-{row}-" if row else f"{act}-"


NOTHING_REFUSED = Posted()
