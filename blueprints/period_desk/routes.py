"""The addresses of the list of periods and of the page of one."""

from __future__ import annotations

from flask import request

from blueprints.period_desk import listing
from blueprints.period_desk.area import READERS, Answer, blueprint
from web import searches
from web.access import staff
from web.office import render_office
from web.unit_of_work import current_work


@blueprint.get("/desk/periods")
@staff(*READERS)
def periods() -> Answer:
    searches.note()
    work = current_work()
    return render_office("period_desk/periods.html", today=work.today, page=listing.list_page(work, request.args))
