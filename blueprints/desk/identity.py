"""Looking at who wrote: the letters office alone, with a reason, after showing password or code again."""

from __future__ import annotations

from flask import make_response, url_for
from werkzeug.wrappers import Response

from blueprints.desk import pages
from blueprints.desk.forms import RevealForm
from blueprints.desk.routes import blueprint
from queries import reveals as reading
from rules.actors import Role
from rules.errors import Refusal
from rules.reveals import FIELD_LABELS
from services import reveals
from web.access import staff
from web.acts import attempt, status_of
from web.office import render_office
from web.unit_of_work import current_work


@blueprint.get("/desk/letters/<number>/identity")
@staff(Role.INTAKE, Role.SUPERVISOR, fresh=True)
def identity(number: str) -> Response:
    return _page(number, RevealForm(formdata=None))


@blueprint.post("/desk/letters/<number>/identity")
@staff(Role.INTAKE, Role.SUPERVISOR, fresh=True)
def reveal(number: str) -> Response:
    """Show who wrote on this one answer; there is no address under which it could be opened again."""
    work, form = current_work(), RevealForm()
    letter = pages.open_letter(work, number)
    shown: dict[str, str] = {}
    refusal = attempt(lambda: shown.update(
        reveals.reveal(work, letter.id, form.reason.data or "", form.words.data or "")))
    if refusal is not None:
        form.refuse(refusal)
        return _page(number, form, refusal)
    return _page(number, form, shown=shown)


def _page(number: str, form: RevealForm, refusal: Refusal | None = None,
          shown: dict[str, str] | None = None) -> Response:
    work = current_work()
    letter = pages.open_letter(work, number)
    fields = [(FIELD_LABELS[name], value) for name, value in (shown or {}).items()]
    page = make_response(render_office(
        "desk/identity.html", number=number, form=form, refused=form if refusal else None,
        fields=fields, action=url_for("desk.reveal", number=number), back=url_for("desk.letter", number=number),
        looks=reading.of_case(work.session, letter.id)), status_of(refusal) if refusal else 200)
    page.headers["Cache-Control"] = "no-store"
    return page
