"""The parts of the page of a request, in their order: each a template with what it shows. How to add one: area.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from blueprints.request_desk import conferring_panel, identity_panel, paper_panel, reply_panel, step_panels
from queries.request_file import RequestFile
from services.work import Work
from web.posted import Posted


@dataclass(frozen=True)
class Panel:
    """One part: its template, and what puts it together; None from that leaves it out."""

    template: str
    build: Callable[[Work, RequestFile, Posted], object | None]


PANELS: tuple[Panel, ...] = (
    Panel("request_desk/panels/receipt.html", step_panels.receipt),
    Panel("request_desk/panels/identity.html", identity_panel.build),
    Panel("request_desk/panels/correction.html", step_panels.correction),
    Panel("request_desk/panels/letters.html", step_panels.letters),
    Panel("request_desk/panels/excess.html", step_panels.excess),
    Panel("request_desk/panels/fee.html", step_panels.fee),
    Panel("request_desk/panels/clock.html", step_panels.clock),
    Panel("request_desk/panels/conferring.html", conferring_panel.build),
    Panel("request_desk/panels/reply.html", reply_panel.build),
    Panel("request_desk/panels/delivery.html", reply_panel.delivery),
    Panel("request_desk/panels/proactive.html", conferring_panel.proactive_of),
    Panel("request_desk/panels/remedies.html", conferring_panel.remedies_of),
    Panel("request_desk/panels/papers.html", paper_panel.build),
    Panel("request_desk/panels/others.html", step_panels.others),
    Panel("request_desk/panels/ending.html", step_panels.ending),
)
