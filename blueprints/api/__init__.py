"""The public JSON API, version 1, for other systems. It has no session: no cookie is read or set."""

from blueprints.api import comment_periods, comments, requests
from blueprints.api.routes import blueprint

__all__ = ["blueprint", "comment_periods", "comments", "requests"]
