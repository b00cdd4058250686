"""Periods for public comment at the desk: the list, and one period with every step on it."""

from blueprints.period_desk import (
    comment,
    comment_files,
    comment_identity,
    comments,
    planning,
    results,
    routes,
    sorting,
)
from blueprints.period_desk.area import blueprint

__all__ = ["blueprint", "comment", "comment_files", "comment_identity", "comments", "planning", "results", "routes",
           "sorting"]
