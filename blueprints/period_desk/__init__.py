"""Periods for public comment at the desk: the list, and one period with every step on it."""

from blueprints.period_desk import routes
from blueprints.period_desk.area import blueprint

__all__ = ["blueprint", "routes"]
