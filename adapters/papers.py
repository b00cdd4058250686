"""Official papers as pages: a template with facts becomes HTML that carries its styles and fetches nothing.

Owns no words: those are in templates/documents. How a page becomes a PDF is in `adapters/pdf.py`.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from flask import Flask
from jinja2 import Environment

STATIC = Path(__file__).resolve().parent.parent / "static"
_STYLES = re.compile(r'<link rel="stylesheet" href="/static/(css/\w+)\.[0-9a-f]{12}\.css">')


class Papers:
    """The templates of the application, without a request."""

    def __init__(self) -> None:
        self._environment = Environment(autoescape=True)
        self.county = ""

    def init_app(self, app: Flask) -> None:
        self._environment = app.jinja_env
        self.county = app.extensions["mailbox.config"].county

    def html(self, template: str, **facts: object) -> str:
        """Return a paper as a page that stands by itself; the same facts give the same bytes."""
        page = self._environment.get_template(template).render(**facts)
        return _STYLES.sub(lambda found: f"<style>{_sheet(found[1])}</style>", page)


@cache
def _sheet(name: str) -> str:
    return (STATIC / f"{name}.css").read_text(encoding="utf-8")


papers = Papers()
