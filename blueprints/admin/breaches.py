"""Breaches of personal data: recorded, told to the authority and to the people, closed; with the notices to print."""

from __future__ import annotations

from datetime import datetime

from flask import abort, flash, redirect, url_for
from werkzeug.wrappers import Response
from wtforms import SelectMultipleField, StringField, TextAreaField, widgets

from blueprints.admin.area import blueprint
from queries import breaches as reading
from rules.actors import Role
from rules.breaches import BREACH_LABELS, WORDS, BreachDraft, BreachKind
from rules.errors import InputRefused
from rules.localtime import aware, local_time
from services import breaches
from services.work import Work
from web.access import staff as for_staff
from web.acts import attempt, status_of
from web.forms import BaseForm, narrowed, stripped
from web.office import render_office
from web.unit_of_work import current_work

Answer = str | Response | tuple[str, int]
ONE = "/admin/breaches/<int(max=2147483647):breach_id>"
SAID = {"authority": "已经记下：报告了网信部门。", "persons": "已经记下。", "close": "这一件已经结束。"}


class BreachForm(BaseForm):
    noticed_at = StringField("什么时候发现的", filters=[stripped], description="例如2026-11-24 10:30。")
    kinds = SelectMultipleField("涉及哪些信息", choices={kind.value: label for kind, label in BREACH_LABELS.items()},
                                validate_choice=False, option_widget=widgets.CheckboxInput())
    persons = StringField("涉及多少人", filters=[narrowed], description="还不清楚的空着。")
    cause = TextAreaField(WORDS["cause"], description="不写人名，不抄来信。")
    harm = TextAreaField(WORDS["harm"])
    measures = TextAreaField(WORDS["measures"])
    advice = TextAreaField(WORDS["advice"], description="例如换查询码、当心冒充工作人员的电话。")


class TellForm(BaseForm):
    why_not = TextAreaField("可以不告诉个人的理由",
                            description="已经告诉了的空着；补救措施能避免危害的，写明理由（第五十七条第二款）。")


@blueprint.get("/admin/breaches")
@for_staff(Role.SECURITY_ADMIN)
def breaches_page() -> Answer:
    form = BreachForm(formdata=None)
    form.noticed_at.data = f"{local_time(current_work().now):%Y-%m-%d %H:%M}"
    return _list(form)


@blueprint.post("/admin/breaches")
@for_staff(Role.SECURITY_ADMIN)
def record_breach() -> Answer:
    form, work = BreachForm(), current_work()
    refusal = attempt(lambda: breaches.record(work, _draft(form)))
    if refusal is not None:
        form.refuse(refusal)
        return _list(form), status_of(refusal)
    flash("已经记下。请先止住泄露，再报告网信部门，告诉受影响的人。")
    return redirect(url_for("admin.breaches_page"), 303)


@blueprint.get(ONE)
@for_staff(Role.SECURITY_ADMIN)
def breach(breach_id: int) -> Answer:
    return _one(breach_id, TellForm(formdata=None))


@blueprint.post(f"{ONE}/<any(authority, persons, close):act>")
@for_staff(Role.SECURITY_ADMIN)
def tell_breach(breach_id: int, act: str) -> Answer:
    form, work = TellForm(), current_work()
    refusal = attempt(lambda: _do(work, breach_id, act, form.why_not.data or ""))
    if refusal is not None:
        form.refuse(refusal)
        return _one(breach_id, form), status_of(refusal)
    flash(SAID[act])
    return redirect(url_for("admin.breach", breach_id=breach_id), 303)


@blueprint.get(f"{ONE}/<any(authority, persons):to>")
@for_staff(Role.SECURITY_ADMIN)
def breach_notice(breach_id: int, to: str) -> Answer:
    """Show the notice to print: to the authority, or to the people concerned."""
    work = current_work()
    row = reading.read(work.session, breach_id, work.now) or abort(404)
    return render_office("documents/breach.html", row=row, to=to, today=work.today)


def _do(work: Work, breach_id: int, act: str, why_not: str) -> object:
    if act == "authority":
        return breaches.note_authority_told(work, breach_id)
    return breaches.note_persons_told(work, breach_id, why_not) if act == "persons" else breaches.close(work, breach_id)


def _draft(form: BreachForm) -> BreachDraft:
    """Return what was typed; raises InputRefused for a time or a number that cannot be read."""
    try:
        noticed_at = aware(datetime.fromisoformat(narrowed(form.noticed_at.data).replace("/", "-")))
    except (ValueError, OverflowError):
        raise InputRefused("请填时间，例如2026-11-24 10:30。", "noticed_at") from None
    persons = form.persons.data or ""
    if persons and not (persons.isascii() and persons.isdigit() and len(persons) < 9):
        raise InputRefused("请填人数，例如35；还不清楚的空着。", "persons")
    kinds = tuple(kind for kind in BreachKind if kind.value in (form.kinds.data or ()))
    return BreachDraft(noticed_at, kinds, int(persons) if persons else None,
                       *((getattr(form, field).data or "") for field in WORDS))


def _list(form: BreachForm) -> str:
    work = current_work()
    return render_office("admin/breaches.html", form=form, rows=reading.rows(work.session, work.now), now=work.now)


def _one(breach_id: int, form: TellForm) -> str:
    work = current_work()
    row = reading.read(work.session, breach_id, work.now) or abort(404)
    return render_office("admin/breach.html", row=row, form=form)
