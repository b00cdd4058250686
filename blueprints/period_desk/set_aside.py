"""Everything that was set aside in any period, for the office for open government: read, and restored where due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import request

from blueprints.period_desk.area import Answer, blueprint
from queries import comment_desk, departments, paging
from queries.comment_desk import CommentLine
from rules.actors import Role
from web import lists
from web.access import staff
from web.office import render_office
from web.unit_of_work import current_work


@dataclass(frozen=True)
class AsidePage:
    """The list. `units` are the departments to choose among."""

    rows: tuple[CommentLine, ...]
    before: str
    after: str
    units: list[tuple[str, str]]
    department: str


@blueprint.get("/desk/comments/set-aside")
@staff(Role.DISCLOSURE, Role.LEADER)
def set_aside() -> Answer:
    work = current_work()
    names = departments.names(work.session, work.today)
    chosen = next((one for one in names if str(one) == request.args.get("department")), None)
    page = comment_desk.set_aside(work.session, chosen, paging.read_cursor(request.args, datetime))
    before, after = lists.neighbours(page)
    units = [("", "全部单位"), *((str(one), name) for one, name in names.items())]
    return render_office("period_desk/set_aside.html",
                         page=AsidePage(page.rows, before, after, units, str(chosen) if chosen else ""))
