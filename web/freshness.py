"""Showing password or code again before a weighty act (security.md N9): nothing that was typed is lost on the way."""

from __future__ import annotations

from flask import make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from models.staff import StaffSession
from rules.errors import InputRefused
from services import sessions, signing_in
from web.office import render_office
from web.unit_of_work import SAFE_METHODS, apart, current_work

SECRET = "confirm_secret"  # noqa: S105
WRONG = "密码或者动态码不对，请核对后再试。"
NOT_SENT_ON = frozenset({SECRET, "csrf_token"})


def demand(row: StaffSession) -> Response | None:
    """Return the page that asks for password or code, None when they were shown a short while ago or just now.

    A page that was opened comes after the asking. A form that was sent is asked about where it is: its fields go
    along, and the one press that shows the password does the act as well.
    """
    if sessions.is_fresh(row, current_work().now):
        return None
    if request.method in SAFE_METHODS:
        return redirect(url_for("accounts.confirm", next=request.full_path.rstrip("?")))
    typed = request.form.get(SECRET)
    refused = "" if typed is None else show(row, typed)
    if refused is None:
        return None
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_SENT_ON]
    page = render_office("accounts/confirm.html", action=request.full_path.rstrip("?"), kept=kept, refused=refused)
    # 403: nothing has been done so far.
    return make_response(page, 403)


def show(row: StaffSession, typed: str) -> str | None:
    """Take what was typed as password or code; return why it does not do, None when it does. Commits by itself."""
    try:
        with apart() as work:
            return None if signing_in.verify_again(work, row, typed) else WRONG
    except InputRefused as refused:
        current_work().session.rollback()
        return refused.message
