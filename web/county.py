"""What the county has set for its own papers, for views; templates read the county's name from their globals."""

from __future__ import annotations

from flask import current_app

from config import Config


def document_code() -> str:
    """Return what stands before the year in the number of a bulletin (发文机关代字)."""
    config: Config = current_app.extensions["mailbox.config"]
    return config.document_code


def name() -> str:
    """Return the county's name, which stands in the titles of its papers."""
    config: Config = current_app.extensions["mailbox.config"]
    return config.county
