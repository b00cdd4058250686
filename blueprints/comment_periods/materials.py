from __future__ import annotations

from werkzeug.wrappers import Response

from blueprints.comment_periods.area import blueprint
from blueprints.comment_periods.reading import released
from services import period_files
from web.access import public
from web.handed_files import sent
from web.unit_of_work import current_work


@blueprint.get("/comment-periods/<number>/files/<int:place>")
@public
def material(number: str, place: int) -> Response:
    """A material of a period: the copy without metadata, never what was sent in."""
    name, handed = period_files.public_copy(current_work(), released(number).row.id, place)
    return sent(handed, name)
