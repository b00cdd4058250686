"""The public site: writing, following and reading letters."""

from blueprints.mailbox import (
    calendar,
    deadline,
    home,
    person,
    privacy,
    published,
    record,
    statistics,
    status,
    withdrawing,
    writing,
)
from blueprints.mailbox.area import blueprint

__all__ = ["blueprint", "calendar", "deadline", "home", "person", "privacy", "published", "record", "statistics",
           "status", "withdrawing", "writing"]
