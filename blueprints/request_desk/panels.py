"""The parts of the page of a request, in their order: each a template with what it shows. How to add one: area.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from queries.request_file import RequestFile
from rules.errors import Refusal
from services.work import Work
from web.forms import BaseForm

AnyForm = TypeVar("AnyForm", bound=BaseForm)


@dataclass(frozen=True)
class Posted:
    """The form that was refused just now, if any: it stands again where it stood."""

    act: str = ""
    submitted: BaseForm | None = None
    refusal: Refusal | None = None

    def form(self, act: str, kind: type[AnyForm]) -> AnyForm:
        """Return the form of an act: the refused one, else an empty one."""
        if self.act == act and isinstance(self.submitted, kind):
            return self.submitted
        return kind(formdata=None, prefix=f"{act}-")


NOTHING_REFUSED = Posted()


@dataclass(frozen=True)
class Panel:
    """One part: its template, and what puts it together; None from that leaves it out."""

    template: str
    build: Callable[[Work, RequestFile, Posted], object | None]


PANELS: tuple[Panel, ...] = ()
