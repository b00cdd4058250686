"""The area of periods for public comment (意见征集) for staff.

Pages of their own import `blueprint` from here and are named in `__init__.py`.
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
