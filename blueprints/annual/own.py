"""A department's own returns: which years are asked for, and one with its figures, saved and handed in."""

from __future__ import annotations

from flask import flash, redirect, request, url_for

from blueprints.annual import return_page
from blueprints.annual.area import DEPARTMENTS, Answer, blueprint
from blueprints.annual.return_page import Typed
from queries import annual_returns as reading
from rules.annual_registers import Register
from rules.annual_returns import STATE_TONES, STATE_WORDS
from rules.errors import Conflict, Refusal
from services import annual_returns as services
from services.work import Work
from web.access import staff
from web.acts import attempt, status_of
from web.office import render_office
from web.unit_of_work import current_work


@blueprint.get("/desk/annual")
@staff(*DEPARTMENTS)
def own_returns() -> Answer:
    work = current_work()
    rows = reading.of_department(work.session, own_department(work), work.today)
    return render_office("annual/own_returns.html", rows=rows, words=STATE_WORDS, tones=STATE_TONES,
                         figures=len(Register))


@blueprint.get("/desk/annual/<int:year>")
@staff(*DEPARTMENTS)
def own_return(year: int) -> Answer:
    return _shown(current_work(), year)


@blueprint.post("/desk/annual/<int:year>")
@staff(*DEPARTMENTS)
def save_own_return(year: int) -> Answer:
    """Save the figures, and hand the return in when that button was pressed; what is refused keeps every word."""
    work, form = current_work(), return_page.sent()
    saved: list[int] = []
    refusal = attempt(lambda: saved.append(save(work, year, own_department(work), form)))
    if refusal is not None:
        return _shown(work, year, form, refusal)
    here = redirect(url_for("annual.own_return", year=year), 303)
    if request.form.get("do") != "submit":
        flash("已经存好。")
        return here
    refusal = attempt(lambda: services.submit(work, year, own_department(work), saved[0]))
    # What was filled in stays; the page says what still stands in the way.
    flash(f"已经存好，还没有报送。{refusal.message}" if refusal else "已经报送，由县政务公开办公室收。",
          "warn" if refusal else "calm")
    return here


def save(work: Work, year: int, department_id: int, form: Typed) -> int:
    """Save what was typed and return the revision after it. Raises InputRefused while a field cannot be read."""
    return_page.require_readable(form)
    return services.enter(work, year, department_id, form.revision, form.values)


def own_department(work: Work) -> int:
    """Return the department of the signed-in person; people of departments have one."""
    assert work.actor.department_id is not None, "the roles of departments belong to one"
    return work.actor.department_id


def _shown(work: Work, year: int, form: Typed | None = None, refusal: Refusal | None = None) -> Answer:
    page = return_page.build(work, year, own_department(work), form, refusal)
    shown = render_office("annual/return.html", page=page, words=STATE_WORDS, tones=STATE_TONES,
                          for_office=False, is_conflict=isinstance(refusal, Conflict))
    return shown if refusal is None else (shown, status_of(refusal))
