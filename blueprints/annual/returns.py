"""The office's side of returns: the years, who has reported and who is missing, one return, taken or sent back."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, redirect, request, url_for

from blueprints.annual import own, return_page
from blueprints.annual.area import OFFICE, READERS, Answer, blueprint
from blueprints.annual.return_page import Typed
from queries import annual_report
from queries import annual_returns as reading
from rules import annual_returns as rules
from rules.annual_registers import Register
from rules.annual_reports import STATE_WORDS as REPORT_WORDS
from rules.annual_returns import STATE_TONES, STATE_WORDS, ReturnState
from rules.errors import Conflict, InputRefused, NotFound, Refusal
from services import annual_returns as services
from services.work import Work
from web.access import staff
from web.acts import attempt, status_of
from web.forms import typed_day, typed_number
from web.office import render_office
from web.unit_of_work import current_work


@blueprint.get("/office/annual")
@staff(*READERS)
def years() -> Answer:
    return _years(current_work())


@blueprint.post("/office/annual")
@staff(*OFFICE)
def open_year() -> Answer:
    """Ask the departments for their returns of a year by a day, or set another day."""
    work = current_work()
    refusal = attempt(lambda: services.open_year(work, typed_number(request.form.get("year"), "year"),
                                                 typed_day(request.form.get("due_on"), "due_on")))
    if refusal is not None:
        return _years(work, refusal), status_of(refusal)
    year = request.form.get("year", "").strip()
    flash(f"{year}年度的报送期限已经定好，各单位负责人会收到邮件。")
    return redirect(url_for("annual.years"), 303)


@blueprint.get("/office/annual/<int:year>")
@staff(*READERS)
def returns(year: int) -> Answer:
    work = current_work()
    due_on = reading.due_on(work.session, year)
    if due_on is None:
        raise NotFound(services.NO_YEAR)
    rows = reading.listed(work.session, year, work.today)
    return render_office(
        "annual/returns.html", year=year, due_on=due_on, rows=rows, words=STATE_WORDS, tones=STATE_TONES,
        missing=[row for row in rows if row.state is ReturnState.DRAFT], figures=len(Register), today=work.today,
        report=annual_report.newest(work.session, year), report_words=REPORT_WORDS)


@blueprint.get("/office/annual/<int:year>/returns/<int:department>")
@staff(*READERS)
def one_return(year: int, department: int) -> Answer:
    return _shown(current_work(), year, department)


@blueprint.post("/office/annual/<int:year>/returns/<int:department>/<any(enter, submit, take, send_back):act>")
@staff(*OFFICE)
def act_on_return(year: int, department: int, act: str) -> Answer:
    work = current_work()
    form = return_page.sent() if act == "enter" else None
    run, done = _acts(work, year, department, form).get(act) or abort(404)
    refusal = attempt(run)
    if refusal is not None:
        return _shown(work, year, department, form, refusal)
    flash(done)
    if act == "take":
        return redirect(url_for("annual.returns", year=year), 303)
    return redirect(url_for("annual.one_return", year=year, department=department), 303)


def _acts(work: Work, year: int, department: int, form: Typed | None) -> dict[str, tuple[Callable[[], object], str]]:
    seen = return_page.revision_of(request.form)
    return {
        "enter": (lambda: own.save(work, year, department, form) if form else None, "已经存好，记在您的名下。"),
        "submit": (lambda: services.submit(work, year, department, seen, request.form.get("stead_reason", "")),
                   "已经代为报送，要由另一个人收。"),
        "take": (lambda: services.take(work, year, department, seen), "已经收下，计入全县的数字。"),
        "send_back": (lambda: services.send_back(work, year, department, seen, request.form.get("reason", "")),
                      "已经退回，单位负责人会收到邮件。")}


def _years(work: Work, refusal: Refusal | None = None) -> str:
    last = work.today.year - 1
    errors = {refusal.field: refusal.message} if isinstance(refusal, InputRefused) and refusal.field else {}
    return render_office(
        "annual/years.html", rows=reading.years(work.session), reports=annual_report.states(work.session),
        report_words=REPORT_WORDS, errors=errors, refused=refusal, may_open=work.actor.role is rules.OFFICE,
        typed_year=request.form.get("year", str(last)),
        typed_due=request.form.get("due_on", rules.usual_due(last, work.today).isoformat()))


def _shown(work: Work, year: int, department: int, form: Typed | None = None,
           refusal: Refusal | None = None) -> Answer:
    page = return_page.build(work, year, department, form, refusal)
    shown = render_office("annual/return.html", page=page, words=STATE_WORDS, tones=STATE_TONES, for_office=True,
                          is_conflict=isinstance(refusal, Conflict), reason=request.form.get("reason", ""),
                          stead_reason=request.form.get("stead_reason", ""))
    return shown if refusal is None else (shown, status_of(refusal))
