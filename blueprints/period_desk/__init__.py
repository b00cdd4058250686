"""Periods for public comment at the desk: the list, and one period with every step on it."""

from blueprints.period_desk import (
    campaigns,
    comment,
    comment_files,
    comment_identity,
    comment_tables,
    comments,
    drafting,
    entering,
    hearing_people,
    materials,
    planning,
    results,
    routes,
    set_aside,
    sorting,
)
from blueprints.period_desk.area import blueprint

__all__ = ["blueprint", "campaigns", "comment", "comment_files", "comment_identity", "comment_tables", "comments",
           "drafting", "entering", "hearing_people", "materials", "planning", "results", "routes",
           "set_aside", "sorting"]
