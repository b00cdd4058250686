from __future__ import annotations

from flask import flash, redirect, render_template, url_for

from blueprints.mailbox.area import blueprint
from blueprints.mailbox.status import Answer, opened
from services import withdrawal
from web.access import public
from web.opening import to_find
from web.unit_of_work import current_work


@blueprint.get("/status/<number>/withdrawal")
@public
def confirm_withdrawal(number: str) -> Answer:
    """Say what withdrawing means before it is final."""
    letter = opened(number)
    if letter is None:
        return to_find(number)
    if not letter.may_withdraw:
        return redirect(url_for("mailbox.status", number=number), 303)
    return render_template("mailbox/withdraw.html", letter=letter)


@blueprint.post("/status/<number>/withdrawal")
@public
def withdraw(number: str) -> Answer:
    letter = opened(number)
    if letter is None:
        return to_find(number)
    withdrawal.withdraw(current_work(), letter.case_id)
    flash("信已经撤回，不再办理。用它的编号和查询码，现在什么也查不到。")
    return redirect(url_for("mailbox.find"), 303)
