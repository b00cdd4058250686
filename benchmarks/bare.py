"""The bare application to compare with: a table of 200 rows in a page of any size, and an insert of one row."""

from __future__ import annotations

import os
from functools import lru_cache

from flask import Flask, render_template, request
from jinja2 import DictLoader
from sqlalchemy import Column, Integer, MetaData, Table, Text, create_engine, insert

from adapters import database

ROWS = 200
PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><table>
{% for row in rows %}<tr><td>{{ row.number }}<td>{{ row.text }}
{% endfor %}</table></body></html>"""
letters = Table("letter", MetaData(), Column("id", Integer, primary_key=True), Column("text", Text, nullable=False))


def create_app() -> Flask:
    """Return the application; BARE_DATABASE_URL names its database."""
    app = Flask("bare", static_folder=None)
    app.jinja_loader = DictLoader({"page.html": PAGE})
    url = os.environ["BARE_DATABASE_URL"]
    engine = create_engine(url, **database.engine_options(url))
    database.prepare(engine)
    letters.metadata.create_all(engine)
    engine.dispose()

    @app.get("/page/<int:size>")
    def page(size: int) -> str:
        return render_template("page.html", title="表", rows=rows_for(size))

    @app.post("/letters")
    def add() -> tuple[str, int]:
        with database.writing(), engine.begin() as connection:
            connection.execute(insert(letters).values(text=request.form["text"]))
        return "", 201

    return app


@lru_cache
def rows_for(size: int) -> list[dict[str, str]]:
    """Return rows with which the page has so many bytes, or as near as 200 rows can come."""
    frame = PAGE.split("{%")[0].replace("{{ title }}", "表") + "\n</table></body></html>"
    spare = max(0, size - len(frame.encode()) - ROWS * len("<tr><td>000<td>\n"))
    widths = [spare // ROWS + (place < spare % ROWS) for place in range(ROWS)]
    return [{"number": f"{place:03}", "text": "x" * width} for place, width in enumerate(widths)]
