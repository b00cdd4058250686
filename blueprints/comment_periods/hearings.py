"""Hearings for the public: what is heard and when, registering without an account, and the way back."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, make_response, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from blueprints.comment_periods.area import blueprint
from blueprints.comment_periods.hearing_forms import CodeForm, RegisterForm
from blueprints.comment_periods.reading import PeriodPage, released
from queries import hearings as reading
from queries.hearings import HearingView
from rules import numbering
from rules.errors import InputRefused, NotFound, Refusal, TooMany, TransitionRefused
from services import hearing_registrations
from services import puzzles as puzzle_records
from services.hearing_registrations import Receipt, Standing
from services.hearings import NONE
from web import case_keys, limits, puzzles, sending
from web.access import public
from web.acts import attempt, status_of
from web.unit_of_work import current_work

Answer = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]
NO_RECEIPT = "回执只在报名的那台设备上能再打开。请用查询码看结果。"
WITHDRAWN = "已经撤回，姓名和电话已经删去。报名截止以前可以重新报名。"


@blueprint.get("/comment-periods/<number>/hearings/<int:hearing_id>")
@public
def hearing(number: str, hearing_id: int) -> str:
    period, view = _opened(number, hearing_id)
    return render_template("comment_periods/hearing.html", row=period.row, hearing=view,
                           takes=view.takes(current_work().now))


@blueprint.get("/comment-periods/<number>/hearings/<int:hearing_id>/register")
@public
def registering(number: str, hearing_id: int) -> Answer:
    period, view = _opened(number, hearing_id)
    if not view.takes(current_work().now):
        return redirect(url_for("comment_periods.hearing", number=number, hearing_id=hearing_id), 303)
    form = RegisterForm(formdata=None)
    form.form_token.data = sending.new_token()
    return _form(period, view, form)


@blueprint.post("/comment-periods/<number>/hearings/<int:hearing_id>/register")
@public
def register(number: str, hearing_id: int) -> Answer:
    period, view = _opened(number, hearing_id)
    form = RegisterForm()
    form.form_token.data = form.form_token.data or sending.new_token()
    if not form.validate():
        return _form(period, view, form), 422
    try:
        _register(view, form)
    except (InputRefused, TransitionRefused) as refusal:
        form.refuse(refusal)
        return _form(period, view, form), status_of(refusal)
    except TooMany as refusal:
        return _form(period, view, form, later=refusal.message), 429, limits.retry_after(refusal)
    case_keys.keep_receipt(session, _key(view), form.form_token.data)
    return redirect(url_for("comment_periods.hearing_receipt", number=number, hearing_id=hearing_id), 303)


@blueprint.get("/comment-periods/<number>/hearings/<int:hearing_id>/receipt")
@public
def hearing_receipt(number: str, hearing_id: int) -> Response:
    period, view = _opened(number, hearing_id)
    token = case_keys.receipt_token(session, _key(view))
    if token is None:
        raise NotFound(NO_RECEIPT)
    code = numbering.query_code(current_work().secrets.code, token)
    return _private(render_template("comment_periods/hearing_receipt.html", row=period.row, hearing=view, code=code))


@blueprint.get("/comment-periods/<number>/hearings/<int:hearing_id>/mine")
@public
def my_registration(number: str, hearing_id: int) -> Response:
    period, view = _opened(number, hearing_id)
    return _mine(period, view, CodeForm(formdata=None))


@blueprint.post("/comment-periods/<number>/hearings/<int:hearing_id>/mine")
@public
def open_registration(number: str, hearing_id: int) -> Response:
    """Show what became of a registration on this one answer."""
    period, view = _opened(number, hearing_id)
    form, found = CodeForm(), list[Standing]()
    refusal = _looked_up(lambda: found.append(
        hearing_registrations.mine(current_work(), view.id, form.code.data or "")))
    return _mine(period, view, form, refusal, found[0] if found else None)


@blueprint.post("/comment-periods/<number>/hearings/<int:hearing_id>/withdrawal")
@public
def withdraw_registration(number: str, hearing_id: int) -> Response:
    period, view = _opened(number, hearing_id)
    form = CodeForm()
    refusal = _looked_up(lambda: hearing_registrations.withdraw(current_work(), view.id, form.code.data or ""))
    if refusal is not None:
        return _mine(period, view, form, refusal)
    flash(WITHDRAWN)
    return redirect(url_for("comment_periods.hearing", number=number, hearing_id=hearing_id), 303)


def _opened(number: str, hearing_id: int) -> tuple[PeriodPage, HearingView]:
    """Return a released period and a hearing of it. Raises NotFound."""
    period = released(number)
    view = reading.one(current_work().session, period.row.id, hearing_id)
    if view is None:
        raise NotFound(NONE)
    return period, view


def _register(view: HearingView, form: RegisterForm) -> None:
    solved, work = sending.admit(form), current_work()
    made: list[Receipt] = []
    refusal = attempt(lambda: made.append(hearing_registrations.register(work, view.id, form.application())))
    if refusal is not None:
        raise refusal
    if solved is not None and not made[0].repeated:
        puzzle_records.spend(work, solved)


def _form(period: PeriodPage, view: HearingView, form: RegisterForm, later: str = "") -> str:
    return render_template("comment_periods/hearing_register.html", row=period.row, hearing=view, form=form,
                           later=later, puzzle=puzzles.offer(form))


def _looked_up(act: Callable[[], object]) -> Refusal | None:
    """Do something that needs the code of a registration; guesses are counted."""
    limits.count_lookup()
    return attempt(act)


def _mine(period: PeriodPage, view: HearingView, form: CodeForm, refusal: Refusal | None = None,
          mine: Standing | None = None) -> Response:
    if refusal is not None:
        form.code.errors = [refusal.message]
    page = render_template("comment_periods/hearing_mine.html", row=period.row, hearing=view, form=form, mine=mine,
                           is_to_come=view.is_to_come(current_work().now))
    return _private(page, status_of(refusal) if refusal else 200)


def _private(page: str, status: int = 200) -> Response:
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _key(view: HearingView) -> str:
    """Return the name under which the browser keeps the receipt of a registration."""
    return f"hearing-{view.id}"
