"""Logs of the web process: one line per event, ids only, never what was typed, never the query string."""

from __future__ import annotations

import logging
import sys

from flask import Flask

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


def init_app(app: Flask) -> None:
    """Log to standard error; what runs us decides where that goes."""
    if not logging.getLogger().handlers:
        logging.basicConfig(stream=sys.stderr, level=logging.INFO, format=FORMAT)
    app.logger.propagate = True
