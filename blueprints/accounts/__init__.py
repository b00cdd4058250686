"""Signing in and out, the first accounts of an empty start, and everything about one's own account."""

from blueprints.accounts import own, routes
from blueprints.accounts.area import blueprint

__all__ = ["blueprint", "own", "routes"]
