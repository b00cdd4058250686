"""The areas of the site: one folder each, registered here in one place."""

from __future__ import annotations

from flask import Flask


def register_blueprints(app: Flask) -> None:
    """Bind every area to its addresses."""
