"""What writers ask about their own data and a person must decide; the rest was done at once on their page."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from queries import rights_requests
from rules.actors import Role
from rules.errors import Refusal
from rules.vocabulary import CaseKind
from services import rights as services
from web.access import staff
from web.acts import attempt, status_of
from web.forms import BaseForm
from web.office import render_office
from web.unit_of_work import current_work

Answer = str | Response | tuple[str, int]
OFFICE = (Role.INTAKE, Role.SUPERVISOR, Role.DISCLOSURE)
DECIDE = "/office/rights/<int(max=2147483647):request_id>/<any(grant, refuse):act>"


class DecisionForm(BaseForm):
    reason = TextAreaField("意见", description="不同意的要写理由和法律依据，申请人会看到；同意的可以空着。")


def register(blueprint: Blueprint) -> None:
    """Bind the page and its one act to their addresses."""
    blueprint.get("/office/rights")(rights)
    blueprint.post(DECIDE)(decide_right)


@staff(*OFFICE)
def rights() -> Answer:
    return _page()


@staff(*OFFICE)
def decide_right(request_id: int, act: str) -> Answer:
    form = DecisionForm(prefix=f"r{request_id}-")
    refusal = attempt(lambda: services.decide(current_work(), request_id, act == "grant", form.reason.data or ""))
    if refusal is not None:
        return _page(request_id, form, refusal), status_of(refusal)
    flash("已经办理，申请人会收到告知。" if act == "grant" else "没有同意，申请人会看到理由。")
    return redirect(url_for("supervision.rights"), 303)


def _page(request_id: int = 0, refused: DecisionForm | None = None, refusal: Refusal | None = None) -> str:
    """Return the page; after a refusal the posted form stands at its request with its words and the reason."""
    work = current_work()
    kind = CaseKind.DISCLOSURE_REQUEST if work.actor.role is Role.DISCLOSURE else CaseKind.LETTER
    rows = rights_requests.waiting(work.session, work.cipher, work.today, work.calendar, kind)
    forms = {row.line.id: DecisionForm(formdata=None, prefix=f"r{row.line.id}-") for row in rows}
    if refused is not None and refusal is not None:
        refused.refuse(refusal)
        forms[request_id] = refused
    return render_office("supervision/rights.html", rows=rows, forms=forms, refused=refused,
                         decided=rights_requests.decided(work.session, work.cipher, kind))
