"""Shared public pages, kept per process. A page is right the moment the data changes: its key holds their revision.

Pages of a period for public comment also change with every comment that comes in (`shared_by`): that bumps nothing.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from contextlib import closing
from functools import lru_cache
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request
from sqlalchemy import Dialect, Select
from sqlalchemy.engine.interfaces import Compiled
from sqlalchemy.exc import OperationalError

from adapters.clock import now
from extensions import db
from rules.localtime import local_date
from services.counting import COUNTS_REVISION
from services.publication import PUBLIC_REVISION
from web.cookies import wants_large_type

View = TypeVar("View", bound=Callable[..., Any])
Value = TypeVar("Value")
LONGEST_KEY = 400
ETAG_DIGITS = 32
KEPT_HEADERS = ("ETag", "Content-Disposition")
MAX_BYTES = 24 * 1024 * 1024
# Both only grow, so that their sum is another one whenever either has changed.
_REVISION = f"SELECT SUM(value) FROM revision WHERE name IN ('{PUBLIC_REVISION}', '{COUNTS_REVISION}')"  # noqa: S608


class PageCache:
    """The most recently used pages, at most `MAX_BYTES` of them; `values` are parts of pages, with their version.

    Of each page there is one, the newest: a draft that is commented on all day would else fill the memory alone.
    """

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[object, ...], tuple[object, Response]] = OrderedDict()
        self._bytes = 0
        self.values: dict[str, tuple[object, Any]] = {}

    def get(self, key: tuple[object, ...], version: object) -> Response | None:
        kept, page = self._pages.get(key, (None, None))
        if page is None or kept != version:
            return None
        self._pages.move_to_end(key)
        return page

    def put(self, key: tuple[object, ...], version: object, page: Response) -> None:
        self._forget(key)
        self._pages[key] = version, page
        self._bytes += len(page.get_data())
        while self._bytes > MAX_BYTES:
            self._forget(next(iter(self._pages)))

    def _forget(self, key: tuple[object, ...]) -> None:
        _, page = self._pages.pop(key, (None, None))
        self._bytes -= len(page.get_data()) if page is not None else 0


def shared(view: View) -> View:
    """Declare a public view that shows every visitor the same page: it may read nothing of the visitor."""
    view.is_shared = True  # type: ignore[attr-defined]
    return view


def shared_by(newest: Select[Any]) -> Callable[[View], View]:
    """Declare a shared view whose page is another one whenever the one value of a statement is.

    The parameters of the statement have the names of those in the address.
    """
    def declare(view: View) -> View:
        view.newest = newest  # type: ignore[attr-defined]
        return shared(view)

    return declare


def shared_value(name: str, make: Callable[[], Value]) -> Value:
    """Return what a shared page shows to everyone besides; made anew when the public data or the day has changed."""
    version = g.get("shared_version")
    values = current_app.extensions["page_cache"].values
    kept_version, value = values.get(name, (None, None))
    if version is None or version != kept_version:
        value = make()
        values[name] = (version, value)
    return value  # type: ignore[no-any-return]


def init_app(app: Flask) -> None:
    app.extensions["page_cache"] = PageCache()
    app.before_request(_serve)
    app.after_request(_keep)


def _serve() -> Response | None:
    view = current_app.view_functions.get(request.endpoint or "")
    g.page_key, g.was_kept = None, False
    if request.method != "GET" or not getattr(view, "is_shared", False) or len(request.full_path) > LONGEST_KEY:
        return None
    g.shared_version = (*_version(getattr(view, "newest", None)), local_date(now()))
    g.page_key = (request.full_path, wants_large_type())
    g.is_shared = True
    kept: Response | None = current_app.extensions["page_cache"].get(g.page_key, g.shared_version)
    if kept is None:
        return None
    g.was_kept = True
    return _if_changed(_again(kept))


def _if_changed(response: Response) -> Response:
    """Return 304 without the page to whoever has it already."""
    if "If-None-Match" not in request.headers:
        return response
    response.make_conditional(request)
    return response


def _again(kept: Response) -> Response:
    """Return a kept page as an answer of its own, with the headers that belong to it."""
    answer = Response(kept.get_data(), kept.status_code, mimetype=kept.mimetype)
    for name in KEPT_HEADERS:
        if name in kept.headers:
            answer.headers[name] = kept.headers[name]
    return answer


def _version(newest: Select[Any] | None) -> tuple[object, ...]:
    """Read what the page follows from past SQLAlchemy: for a page that is kept, its work would be the larger part."""
    engine = db.engine
    try:
        with closing(engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute(_REVISION)
            found = [cursor.fetchone()]
            if newest is not None:
                written = _written(newest, engine.dialect)
                cursor.execute(written.string, _values(written))
                found.append(cursor.fetchone())
            return tuple(row[0] if row else None for row in found)
    except engine.dialect.loaded_dbapi.Error as fault:
        # The driver's own errors would be taken for a fault of ours instead of a database that is away.
        raise OperationalError(_REVISION, None, fault) from fault


@lru_cache(maxsize=64)
def _written(statement: Select[Any], dialect: Dialect) -> Compiled:
    return statement.compile(dialect=dialect)


def _values(written: Compiled) -> Any:
    """Return the parameters of a statement as its driver takes them: in order, or by name.

    What no stored text can be is asked for as nothing: PostgreSQL would refuse it.
    """
    given = {name: str(value) if str(value).isprintable() and str(value).isascii() else ""
             for name, value in (request.view_args or {}).items()}
    values = {name: given.get(name, value) for name, value in written.params.items()}
    order = getattr(written, "positiontup", None)
    return values if order is None else tuple(values[name] for name in order)


def _keep(response: Response) -> Response:
    key = g.get("page_key")
    if key is None or response.status_code != 200 or g.get("was_kept"):
        return response
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:ETAG_DIGITS])
    current_app.extensions["page_cache"].put(key, g.shared_version, _again(response))
    return _if_changed(response)
