"""The areas of the site: one folder each, registered here in one place."""

from __future__ import annotations

from flask import Flask

from blueprints import (
    accounts,
    admin,
    annual,
    api,
    bulletins,
    comment_periods,
    desk,
    disclosure,
    mailbox,
    period_desk,
    request_desk,
    supervision,
)

AREAS = (accounts, admin, annual, api, bulletins, comment_periods, desk, disclosure, mailbox, period_desk,
         request_desk, supervision)


def register_blueprints(app: Flask) -> None:
    """Bind every area to its addresses."""
    for area in AREAS:
        app.register_blueprint(area.blueprint)
