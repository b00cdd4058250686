"""The area of periods for public comment (意见征集) for staff, and how the page of a period is put together.

**A panel** is one part of that page: a row of `panels.PANELS` with its template under templates/period_desk/panels/
(it reads `panel`, what its `build` returned, and `page`, the PeriodPage; a `build` that returns None leaves it out).
`build(work, file, posted)` puts queries and forms together; it takes each form from `posted.form(slug, FormClass)`
(web/posted.py), so that after a refusal the form stands there with its words.

**An act** is a row of `acts.ACTS`: slug → form, the one service it runs, and the sentence when it is done. It is
posted to `period_desk.act`; the macros of `components/page_act.html` have the form around the fields. Pages of their
own import `blueprint` from here, open the period with `pages.open_period`, and are named in `__init__.py`.
"""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from rules.actors import Role

blueprint = Blueprint("period_desk", __name__)
Answer = str | Response | tuple[str, int]
# Who may open periods and comments at all; which ones is decided by rules/permissions.READ_RIGHTS.
READERS = (Role.HANDLER, Role.LEAD, Role.DISCLOSURE, Role.LEADER)
# Who works on them.
WORKERS = (Role.HANDLER, Role.LEAD, Role.DISCLOSURE)
