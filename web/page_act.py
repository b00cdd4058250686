"""The page of one case on which people act: its parts, and each act with its form, its service and its sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.work import Work
from web.forms import BaseForm

Run = Callable[[Work, int, Any], object]


@dataclass(frozen=True)
class PageAct:
    """One act as the page knows it: `done` is what the page says once the service has run."""

    form: type[BaseForm]
    run: Run
    done: str


@dataclass(frozen=True)
class Part:
    """A panel on a page: its template and what it shows."""

    template: str
    content: object

    @property
    def stands(self) -> bool:
        """Whether it has something to show; a step that may only be begun stands below, out of the way."""
        return bool(getattr(self.content, "stands", True))
