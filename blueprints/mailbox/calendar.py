"""The work calendar for everybody: which days of a year count towards a deadline."""

from __future__ import annotations

from flask import abort, render_template, url_for

from blueprints.mailbox.area import blueprint
from queries import calendar_years
from web import year_months
from web.access import public
from web.page_cache import shared
from web.unit_of_work import current_work

FIRST_YEAR, YEARS_AHEAD = 2004, 1


@blueprint.get("/calendar")
@blueprint.get("/calendar/<int(fixed_digits=4):year>")
@public
@shared
def calendar(year: int | None = None) -> str:
    """Show this year or another one, from the first whose notice is known to the next one."""
    work = current_work()
    year = work.today.year if year is None else year
    last = max(*work.calendar.years, work.today.year + YEARS_AHEAD)
    if not FIRST_YEAR <= year <= last:
        abort(404)
    view = calendar_years.view(work.session, work.calendar, year)
    return render_template(
        "mailbox/calendar.html", view=view, spans=calendar_years.spans(view.days),
        months=year_months.months(work.calendar, year, work.today),
        earlier=url_for("mailbox.calendar", year=year - 1) if year > FIRST_YEAR else "",
        later=url_for("mailbox.calendar", year=year + 1) if year < last else "")
