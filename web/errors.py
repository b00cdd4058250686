"""Refusals and faults as pages: one mapping from exception to status, and typed words are always given back."""

from __future__ import annotations

import logging
import secrets

from flask import Flask, Response, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

from extensions import db
from rules.errors import (
    Busy,
    Conflict,
    Hidden,
    InputRefused,
    NotFound,
    NotPermitted,
    Refusal,
    TooMany,
    TransitionRefused,
)
from web import problems, refusals

log = logging.getLogger(__name__)

STATUS: dict[type[Refusal], int] = {
    InputRefused: 422, TransitionRefused: 409, Conflict: 409, NotPermitted: 403, NotFound: 404, Hidden: 404,
    TooMany: 429, Busy: 503}
# What PostgreSQL says of a text that it cannot hold; SQLite finds nothing under it.
NUL = "cannot contain NUL"
WORDS: dict[int, str] = {
    400: "这个请求不完整，请返回上一页再试一次。",
    403: "您的账号没有看这一页的权限，请联系县信访局。",
    404: "没有这一页。地址可能抄错了，或者内容已经撤下。",
    405: "请从页面上的按钮办理这一步。",
    413: "寄来的文件太大。每个附件不超过10 MB，最多5个；按返回键回到表单，您写的内容还在。",
    429: "试的次数多了，请过15分钟再试。",
    500: "页面暂时打不开，请过几分钟再试，或拨打12345。",
    503: Busy.default,
}
STALE_FORM = "这一页放得太久，或者浏览器没有保存登录信息。您写的内容都在下面，请再按一次。"
# Fields that are never shown back.
HIDDEN_FIELDS = frozenset({"csrf_token", "password", "old", "new_password", "token", "code", "confirm_secret"})
LONGEST_KEPT = 20_000
# What a PostgreSQL standby says to a write, until it is promoted.
READ_ONLY = "25006"


def init_app(app: Flask) -> None:
    app.register_error_handler(Refusal, _refusal)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(PoolTimeout, _database)
    app.register_error_handler(Exception, _fault)


def page(status: int, message: str, incident: str = "") -> tuple[object, int]:
    """Return the error page, or a problem document for the API; it asks the database nothing."""
    if _is_for_programs():
        return problems.response(status, message)
    kept = kept_fields() if request.method == "POST" and status != 413 else []
    return render_template("errors/error.html", status=status, message=message, kept=kept, incident=incident), status


def kept_fields() -> list[tuple[str, str]]:
    """Return what was typed, to be given back with the error."""
    return [(name, value[:LONGEST_KEPT]) for name, values in request.form.lists() for value in values
            if name not in HIDDEN_FIELDS]


def _refusal(refusal: Refusal) -> object:
    db.session.rollback()
    refusals.mark(refusal)
    answer = make_response(page(STATUS.get(type(refusal), 400), refusal.message))
    if isinstance(refusal, TooMany):
        answer.headers["Retry-After"] = str(refusal.wait_s)
    return answer


def _stale_form(_error: CSRFError) -> object:
    return page(400, STALE_FORM)


def _http(error: HTTPException) -> object:
    status = error.code or 500
    if status < 400:
        return error
    if isinstance(error, SecurityError) and not _is_for_programs():
        # For a host that is not ours no address can be made, and so no page that has links.
        return Response(WORDS[400], 400, mimetype="text/plain")
    answer = make_response(page(status, _words(status)))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer


def _database(error: Exception) -> object:
    """A store that is locked, full or away: nothing was saved, the words are given back, and trying again is right."""
    db.session.rollback()
    if NUL in str(getattr(error, "orig", "")):
        return page(400, _words(400))
    if not _passes(error):
        return _fault(error)
    log.error("The database refused: %s", type(error).__name__, exc_info=error)
    return page(503, _words(503))


def _passes(error: Exception) -> bool:
    """Tell whether a fault of the database goes away by itself: no connection, no room, no time, or a standby."""
    if isinstance(error, OperationalError | InterfaceError | PoolTimeout):
        return True
    return isinstance(error, DBAPIError) and (
        error.connection_invalidated or getattr(error.orig, "sqlstate", "") == READ_ONLY)


def _fault(error: Exception) -> object:
    incident = secrets.token_hex(4)
    db.session.rollback()
    log.error("Incident %s", incident, exc_info=error, extra={"incident": incident, "endpoint": request.endpoint})
    g.pop("work", None)
    return page(500, _words(500), incident)


def _is_for_programs() -> bool:
    return request.path.startswith("/api/")


def _words(status: int) -> str:
    words = WORDS | problems.WORDS if _is_for_programs() else WORDS
    return words.get(status, words[400 if status < 500 else 500])
