"""The acts on the page of one request: for each its form, its one service, and the sentence when it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from blueprints.request_desk.forms import PlainForm
from services import handling
from services.work import Work
from web.forms import BaseForm

Run = Callable[[Work, int, Any], object]


@dataclass(frozen=True)
class RequestAct:
    """One act as the page knows it."""

    form: type[BaseForm]
    run: Run
    done: str


def _accept(work: Work, case_id: int, _form: PlainForm) -> object:
    return handling.accept(work, case_id)


ACTS: dict[str, RequestAct] = {
    "accept": RequestAct(PlainForm, _accept, "已经签收，现在由您办理。"),
}
