"""Everything about one's own account: password, second factor, sessions, and showing again who one is."""

from __future__ import annotations

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from blueprints.accounts.area import blueprint
from blueprints.accounts.forms import ConfirmForm, FactorForm, FirstPasswordForm, PasswordForm
from rules.actors import Role
from rules.audit import Audited
from rules.errors import InputRefused
from services import audit, passwords, second_factor, sessions, signing_in
from services.signing_in import FirstStep
from web import freshness, qr_code
from web import sign_in as browser
from web.access import staff
from web.acts import attempt, status_of
from web.addresses import local_path
from web.office import landing, render_office
from web.unit_of_work import current_work

Answer = str | Response | tuple[str, int]
QR_SIDE_PX = 240


@blueprint.get("/account")
@staff()
def account() -> Answer:
    work = current_work()
    return render_office(
        "accounts/account.html", rows=sessions.own(work), here=g.staff_session.id, person=g.staff,
        expires_at=g.staff.password_set_at + work.passwords.max_age,
        codes_left=second_factor.recovery_codes_left(work, g.staff.id))


@blueprint.post("/account/sessions/end")
@staff()
def end_session() -> Answer:
    work, chosen = current_work(), request.form.get("session", "")
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 10:
        sessions.end_own(work, int(chosen))
    else:
        sessions.end_all(work, g.staff.id, sessions.Ended.BY_OWNER, but=g.staff_session.id)
    audit.note(work, Audited.SESSION_ENDED)
    flash("已经退出。")
    return redirect(url_for("accounts.account"), 303)


@blueprint.route("/account/password", methods=["GET", "POST"])
@staff()
def password() -> Answer:
    form = PasswordForm()
    if not form.is_submitted():
        return render_office("accounts/password.html", form=form)
    changed: list[object] = []
    refusal = attempt(lambda: changed.append(passwords.change_own(
        current_work(), form.old.data or "", form.new_password.data or "")))
    if refusal is not None:
        form.refuse(refusal)
        return render_office("accounts/password.html", form=form), status_of(refusal)
    if changed[0] is None:
        form.refuse(InputRefused("现在的密码不对，请核对后再试。", "old"))
        return render_office("accounts/password.html", form=form)
    browser.go_on(g.staff)
    flash("密码已经改好，其他地方的登录都已退出。")
    return redirect(url_for("accounts.account"), 303)


@blueprint.route("/account/first-password", methods=["GET", "POST"])
@staff(before_use=True)
def first_password() -> Answer:
    if signing_in.first_step(current_work(), g.staff_session) is not FirstStep.PASSWORD:
        return password()  # nothing is due: the usual page, which asks for the present one
    form = FirstPasswordForm()
    if not form.is_submitted():
        return render_office("accounts/first_password.html", form=form, person=g.staff)
    refusal = attempt(lambda: passwords.choose_own(current_work(), g.staff, form.new_password.data or ""))
    if refusal is not None:
        form.refuse(refusal)
        return render_office("accounts/first_password.html", form=form, person=g.staff), status_of(refusal)
    browser.go_on(g.staff)
    return redirect(landing(Role(g.staff.role)), 303)


@blueprint.route("/account/factor", methods=["GET", "POST"])
@staff(before_use=True)
def factor() -> Answer:
    work, form, codes = current_work(), FactorForm(), []
    if not form.is_submitted():
        return _factor_page(form)
    refusal = attempt(lambda: codes.extend(second_factor.confirm(work, g.staff.id, form.code.data or "")))
    if refusal is not None:
        form.refuse(refusal)
        return _factor_page(form), status_of(refusal)
    browser.go_on(g.staff)
    # Answered without a redirect: the codes may stand on this one page only.
    return render_office("accounts/recovery_codes.html", codes=codes, then=landing(Role(g.staff.role)))


@blueprint.post("/account/factor/new")
@staff(fresh=True)
def new_factor() -> Answer:
    second_factor.begin(current_work(), g.staff)
    return redirect(url_for("accounts.factor"), 303)


@blueprint.post("/account/recovery-codes")
@staff(fresh=True)
def recovery_codes() -> Answer:
    codes = second_factor.renew_recovery_codes(current_work(), g.staff)
    return render_office("accounts/recovery_codes.html", codes=codes, then=url_for("accounts.account"))


@blueprint.route("/account/confirm", methods=["GET", "POST"])
@staff()
def confirm() -> Answer:
    form = ConfirmForm(data={"next": local_path(request.args.get("next")) or ""})
    then = local_path(form.next.data) or landing(Role(g.staff.role))
    kept, action = [("next", then)], url_for("accounts.confirm")
    if not form.is_submitted():
        return render_office("accounts/confirm.html", action=action, kept=kept, refused="")
    refused = freshness.show(g.staff_session, request.form.get(freshness.SECRET, ""))
    if refused is None:
        return redirect(then, 303)
    return render_office("accounts/confirm.html", action=action, kept=kept, refused=refused)


def _factor_page(form: FactorForm) -> str:
    enrolment = second_factor.pending(current_work(), g.staff, browser.service_name())
    picture = qr_code.picture(enrolment.address, "绑定验证器的二维码", QR_SIDE_PX) if enrolment else None
    return render_office("accounts/factor.html", form=form, enrolment=enrolment, picture=picture,
                         is_first=g.staff.totp_seed is None)
