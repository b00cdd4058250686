"""One act on the page of a request: its form, the one service it runs, and the sentence when it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.work import Work
from web.forms import BaseForm

Run = Callable[[Work, int, Any], object]


@dataclass(frozen=True)
class RequestAct:
    """One act as the page knows it."""

    form: type[BaseForm]
    run: Run
    done: str
