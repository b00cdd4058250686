from __future__ import annotations

from flask import Response

from blueprints.comment_periods.area import blueprint
from blueprints.comment_periods.reading import released
from queries import adoption
from services import published_comments
from web import limits
from web.access import public
from web.page_cache import shared
from web.time_limits import exporting
from web.unit_of_work import current_work

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/comment-periods/<number>/comments.xlsx")
@public
@shared
def comments_file(number: str) -> Response:
    """The public comments of a period as a table; one is made at a time, and kept until something public changes."""
    period, work = released(number).row, current_work()
    limits.count_search()
    with exporting():
        content = published_comments.xlsx_file(work, period, adoption.passages(work.session, period.id))
    answer = Response(content, mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="comments-{period.number}.xlsx"'
    return answer
