"""The list of who has registered for a hearing, with names and telephone numbers, for print: with a reason, noted."""

from __future__ import annotations

from flask import make_response
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from blueprints.period_desk import pages
from blueprints.period_desk.area import blueprint
from queries import hearings as reading
from rules.actors import Role
from rules.errors import NotFound, Refusal
from services import hearing_registrations, hearings
from services.hearing_registrations import Person
from web.access import staff
from web.acts import attempt, status_of
from web.forms import BaseForm
from web.office import render_office
from web.unit_of_work import current_work


class ListForm(BaseForm):
    reason = TextAreaField("打开名单的理由",
                           description="例如：通知参加人、核对身份证件。谁在什么时候打开过，审计人员看得到。")


@blueprint.get("/desk/periods/<number>/hearings/<int:hearing_id>/people")
@staff(Role.HANDLER, Role.LEAD, fresh=True)
def hearing_people(number: str, hearing_id: int) -> Response:
    return _page(number, hearing_id, ListForm(formdata=None))


@blueprint.post("/desk/periods/<number>/hearings/<int:hearing_id>/people")
@staff(Role.HANDLER, Role.LEAD, fresh=True)
def open_people(number: str, hearing_id: int) -> Response:
    """Show the list on this one answer; there is no address under which it could be opened again."""
    work, form, found = current_work(), ListForm(), list[Person]()
    file = pages.open_period(work, number)
    hearings.require_of(work, file.id, hearing_id)
    refusal = attempt(lambda: found.extend(hearing_registrations.people(work, hearing_id, form.reason.data or "")))
    if refusal is not None:
        form.refuse(refusal)
    return _page(number, hearing_id, form, refusal, found)


def _page(number: str, hearing_id: int, form: ListForm, refusal: Refusal | None = None,
          people: list[Person] | None = None) -> Response:
    work = current_work()
    file = pages.open_period(work, number)
    view = reading.one(work.session, file.id, hearing_id)
    if view is None:
        raise NotFound(hearings.NONE)
    page = make_response(
        render_office("period_desk/hearing_people.html", file=file, hearing=view, form=form, people=people or []),
        status_of(refusal) if refusal else 200)
    page.headers["Cache-Control"] = "no-store"
    return page
