"""Signing in and out, and the first accounts of an empty start."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from blueprints.accounts.area import blueprint
from blueprints.accounts.forms import SetupForm, SignInForm
from rules.actors import ROLE_LABELS, Role
from rules.errors import InputRefused
from services import bootstrap, signing_in
from web import sign_in as browser
from web.access import public
from web.acts import attempt, status_of
from web.addresses import local_path
from web.office import landing
from web.unit_of_work import current_work

Answer = str | AnyResponse | tuple[str, int]


@blueprint.get("/sign-in")
@public
def sign_in() -> Answer:
    signed_in = browser.load_staff()
    if signed_in is not None:
        return redirect(landing(Role(signed_in.role)), 303)
    form = SignInForm(data={"next": local_path(request.args.get("next")) or ""})
    return render_template("accounts/sign_in.html", form=form)


@blueprint.post("/sign-in")
@public
def enter() -> Answer:
    form = SignInForm()
    try:
        found = signing_in.sign_in(current_work(), form.login.data or "", form.password.data or "",
                                   form.code.data or "", browser.place())
    except InputRefused as refusal:
        found, words = None, refusal.message
    else:
        words = signing_in.WRONG
    if found is None:
        form.form_errors.append(words)
        # 200, not an error status: the failure must be counted, and an error answer would undo it.
        return render_template("accounts/sign_in.html", form=form)
    staff, token = found
    browser.hold(token)
    return redirect(local_path(form.next.data) or landing(Role(staff.role)), 303)


@blueprint.post("/sign-out")
@public
def sign_out() -> Answer:
    row = browser.load_session()
    if row is not None:
        signing_in.sign_out(current_work(), row)
    browser.drop()
    flash("您已经退出。")
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.route("/setup", methods=["GET", "POST"])
@public
def setup() -> Answer:
    form = SetupForm()
    if not form.is_submitted():
        return render_template("accounts/setup.html", form=form, made=[])
    made: list[bootstrap.Made] = []
    refusal = attempt(lambda: made.extend(bootstrap.use_token(current_work(), form.token.data or "", form.people())))
    if refusal is not None:
        form.refuse_named(refusal)
        return render_template("accounts/setup.html", form=form, made=[]), status_of(refusal)
    # Answered without a redirect: the passwords may stand on this one page only, not in a cookie or an address.
    return render_template("accounts/setup.html", form=form, made=made, roles=ROLE_LABELS)
