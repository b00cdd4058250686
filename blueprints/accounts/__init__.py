"""Signing in and out, the first account of an empty start, and one's own password."""

from blueprints.accounts.routes import blueprint

__all__ = ["blueprint"]
