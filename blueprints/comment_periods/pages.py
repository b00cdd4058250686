from __future__ import annotations

from flask import render_template

from blueprints.comment_periods.area import blueprint
from queries import comment_periods
from web.access import public
from web.unit_of_work import current_work


@blueprint.get("/comment-periods")
@public
def listed() -> str:
    """Every period that was released, what can still be commented on first."""
    work = current_work()
    return render_template("comment_periods/list.html", periods=comment_periods.released(work.session, work.now))
