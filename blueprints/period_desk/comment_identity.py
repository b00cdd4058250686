"""Looking at who commented: the office for open government alone, with a reason, after showing password or code again.

The department that made the draft has no way to it: nobody is to be known to those whose plan they speak against.
"""

from __future__ import annotations

from flask import make_response, url_for
from werkzeug.wrappers import Response
from wtforms import RadioField, TextAreaField

from blueprints.period_desk import comment_page
from blueprints.period_desk.area import blueprint
from queries import reveals as reading
from queries.comment_file import CommentFile
from rules.actors import Role
from rules.errors import Refusal
from rules.reveals import FIELD_LABELS, REASON_LABELS
from services import reveals
from web.access import staff
from web.acts import attempt, status_of
from web.forms import BaseForm
from web.office import render_office
from web.unit_of_work import current_work


class IdentityForm(BaseForm):
    """Why somebody has to know who wrote."""

    reason = RadioField("为什么要看", validate_choice=False, choices={
        slug.value: label.replace("来信人", "评论人").replace("来信", "评论") for slug, label in REASON_LABELS.items()})
    words = TextAreaField("补充说明", description="选“其他”的，这里写明理由，至少4个字。评论人看不到这里写的话。")


@blueprint.get("/desk/comments/<number>/identity")
@staff(Role.DISCLOSURE, fresh=True)
def comment_identity(number: str) -> Response:
    return _page(comment_page.open_comment(current_work(), number), IdentityForm(formdata=None))


@blueprint.post("/desk/comments/<number>/identity")
@staff(Role.DISCLOSURE, fresh=True)
def reveal_comment(number: str) -> Response:
    """Show who wrote on this one answer; there is no address under which it could be opened again."""
    work, form = current_work(), IdentityForm()
    file = comment_page.open_comment(work, number)
    shown: dict[str, str] = {}
    refusal = attempt(lambda: shown.update(
        reveals.reveal(work, file.id, form.reason.data or "", form.words.data or "")))
    if refusal is not None:
        form.refuse(refusal)
    return _page(file, form, refusal, shown)


def _page(file: CommentFile, form: IdentityForm, refusal: Refusal | None = None,
          shown: dict[str, str] | None = None) -> Response:
    page = make_response(render_office(
        "period_desk/identity.html", number=file.number, form=form, refused=form if refusal else None,
        fields=[(FIELD_LABELS[name], value) for name, value in (shown or {}).items()],
        action=url_for("period_desk.reveal_comment", number=file.number),
        back=url_for("period_desk.comment", number=file.number),
        looks=reading.of_case(current_work().session, file.id)), status_of(refusal) if refusal else 200)
    page.headers["Cache-Control"] = "no-store"
    return page
