from __future__ import annotations

from flask import render_template

from blueprints.mailbox.area import blueprint
from rules import privacy as notice
from rules.retention import TABLE
from rules.rights import WORKING_DAYS
from web.access import public
from web.page_cache import shared


@blueprint.get("/privacy")
@public
@shared
def privacy() -> str:
    return render_template("mailbox/privacy.html", notice=notice, days=WORKING_DAYS,
                           rows=[row for row in TABLE if row.is_public])
