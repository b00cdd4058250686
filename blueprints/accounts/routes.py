from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from blueprints.accounts.forms import PasswordForm, SetupForm, SignInForm
from rules.actors import Role
from rules.errors import InputRefused
from services import accounts
from web import sign_in as session
from web.access import public, staff
from web.acts import attempt, status_of
from web.addresses import local_path
from web.office import landing, render_office
from web.unit_of_work import current_work

blueprint = Blueprint("accounts", __name__)
Answer = str | AnyResponse | tuple[str, int]


@blueprint.get("/sign-in")
@public
def sign_in() -> Answer:
    signed_in = session.load_staff()
    if signed_in is not None:
        return redirect(landing(Role(signed_in.role)), 303)
    form = SignInForm(data={"next": local_path(request.args.get("next")) or ""})
    return render_template("accounts/sign_in.html", form=form)


@blueprint.post("/sign-in")
@public
def enter() -> Answer:
    form = SignInForm()
    try:
        found = accounts.sign_in(current_work(), form.login.data or "", form.password.data or "", session.source())
    except InputRefused as refusal:
        found, words = None, refusal.message
    else:
        words = accounts.WRONG
    if found is None:
        form.form_errors.append(words)
        # 200, not an error status: the failure must be counted, and an error answer would undo it.
        return render_template("accounts/sign_in.html", form=form)
    session.start(found)
    return redirect(local_path(form.next.data) or landing(Role(found.role)), 303)


@blueprint.post("/sign-out")
@public
def sign_out() -> Answer:
    session.end()
    flash("您已经退出。")
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.route("/setup", methods=["GET", "POST"])
@public
def setup() -> Answer:
    form = SetupForm()
    if not form.is_submitted():
        return render_template("accounts/setup.html", form=form)
    made = []
    refusal = attempt(lambda: made.append(accounts.use_bootstrap_token(
        current_work(), form.token.data or "", form.login.data or "", form.name.data or "", form.password.data or "")))
    if refusal is not None:
        form.refuse(refusal)
        return render_template("accounts/setup.html", form=form), status_of(refusal)
    session.start(made[0])
    flash("安全管理员的账号已经建好。请接着为各单位建账号。")
    return redirect(landing(Role.SECURITY_ADMIN), 303)


@blueprint.route("/account/password", methods=["GET", "POST"])
@staff()
def password() -> Answer:
    form = PasswordForm()
    if not form.is_submitted():
        return render_office("accounts/password.html", form=form)
    changed = []
    refusal = attempt(lambda: changed.append(accounts.change_own_password(
        current_work(), form.old.data or "", form.new_password.data or "")))
    if refusal is not None:
        form.refuse(refusal)
        return render_office("accounts/password.html", form=form), status_of(refusal)
    if changed[0] is None:
        form.refuse(InputRefused("现在的密码不对，请核对后再试。", "old"))
        return render_office("accounts/password.html", form=form)
    # A new password ends every session of the account; this one goes on.
    session.start(changed[0])
    flash("密码已经改好，其他地方的登录都已退出。")
    return redirect(url_for("accounts.password"), 303)
