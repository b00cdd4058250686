"""The letters office: giving letters to units, all letters, publication, bulletins, the calendar, and messages."""

from blueprints.supervision import (
    bulletins,
    calendar,
    demands,
    ladder,
    notices,
    overdue,
    publication,
    redacting,
    requests,
    rights,
    terms,
)
from blueprints.supervision.routes import blueprint

notices.register(blueprint)
publication.register(blueprint)
redacting.register(blueprint)
calendar.register(blueprint)
overdue.register(blueprint)
requests.register(blueprint)
rights.register(blueprint)
ladder.register(blueprint)
terms.register(blueprint)
bulletins.register(blueprint)
demands.register(blueprint)

__all__ = ["blueprint"]
