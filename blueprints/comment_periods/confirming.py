"""The page behind the link in the receipt mail of a comment: a button confirms, opening the page does not."""

from __future__ import annotations

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from blueprints.comment_periods.area import blueprint
from queries import comment_status
from queries.comment_status import CommentSaid
from rules.errors import NotFound
from services import comment_confirmations, confirmations
from services.confirmations import MOST_AT_ONCE
from web import case_keys
from web.access import public
from web.unit_of_work import current_work


@blueprint.get("/comment-periods/confirm/<token>")
@public
def confirm(token: str) -> str:
    address, said = _read(token)
    work = current_work()
    proof = comment_confirmations.contact_token(work, address.case_id)
    others = comment_status.unconfirmed_with(work.session, address.case_id, MOST_AT_ONCE)
    return render_template("comment_periods/confirm.html", address=address, said=said, token=token, proof=proof,
                           others=others)


@blueprint.post("/comment-periods/confirm/<token>")
@public
def confirm_address(token: str) -> Response:
    """Confirm; this browser then proves the same address for what it sends in the same period."""
    _, said = _read(token)
    work = current_work()
    address = confirmations.confirm_comments(work, token, request.form.getlist("also"))
    proof = comment_confirmations.contact_token(work, address.case_id)
    case_keys.keep_proof(session, said.period, proof)
    return redirect(url_for("comment_periods.confirm", token=token), 303)


def _read(token: str) -> tuple[confirmations.Address, CommentSaid]:
    """Return what a link belongs to; that of a comment that was taken back belongs to nothing any more."""
    work = current_work()
    address = confirmations.read(work, token)
    said = comment_status.receipt(work.session, address.number)
    if said is None:
        raise NotFound(confirmations.WRONG_LINK)
    return address, said
