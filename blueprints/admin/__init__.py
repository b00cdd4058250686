"""The pages of administration: accounts, and how the service runs."""

from blueprints.admin import breaches, operations, routes
from blueprints.admin.area import blueprint

__all__ = ["blueprint", "breaches", "operations", "routes"]
