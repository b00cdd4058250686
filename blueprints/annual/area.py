"""The annual report for staff: the office's pages under /office/annual, the departments' under /desk/annual.

What the public reads of it is in blueprints/disclosure/annual.py.
"""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from rules.actors import Role

blueprint = Blueprint("annual", __name__)
Answer = str | Response | tuple[str, int]
OFFICE = (Role.DISCLOSURE,)
READERS = (Role.DISCLOSURE, Role.LEADER)
DEPARTMENTS = (Role.HANDLER, Role.LEAD)
