"""The area of disclosure requests for staff, and how its pages are put together.

**A panel** is one part of the page of a request: a row of `panels.PANELS` with its template under
templates/request_desk/panels/ (it reads `panel`, what its `build` returned, and `page`, the RequestPage; a `build`
that returns None leaves it out). `build(work, file, posted)` puts queries and forms together; it takes each form from
`posted.form(slug, FormClass)` (web/posted.py), so that after a refusal the form stands there with its words.

**An act** is a row of `acts.ACTS`: slug → form, the one service it runs, and the sentence when it is done. It is
posted to `request_desk.act` with `number`, `act` and `seen=page.file.standing`; the macros of
`components/page_act.html` have the form around the fields. A panel imports the macros it uses itself. Pages of
their own import `blueprint` from here and are named in `__init__.py`.
"""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from rules.actors import Role

blueprint = Blueprint("request_desk", __name__)
Answer = str | Response | tuple[str, int]
# Who may open requests at all; which ones is decided by rules/permissions.READ_RIGHTS.
READERS = (Role.HANDLER, Role.LEAD, Role.DISCLOSURE, Role.LEADER)
# Who works on them.
WORKERS = (Role.HANDLER, Role.LEAD, Role.DISCLOSURE)
