"""How a log line looks: one line per event, ids and not content, nothing in it that moves the reader's cursor (G1).

Also how a fault is told: by its kind and its place in the code. Its words may quote what somebody typed.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from flask import Flask
from sqlalchemy.exc import OperationalError

from config import LogFormat

log = logging.getLogger(__name__)
# Ends of line, escapes, and characters that turn or hide the text around them.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}
LONGEST_FIELD = 200
FRAMES = 30
# Which request caused what is logged now, and which job does it; "" for neither.
request_id: ContextVar[str] = ContextVar("request_id", default="")
job_id: ContextVar[str] = ContextVar("job_id", default="")


def visible(text: str) -> str:
    """Return a text in which every character that could forge or hide a line stands as its code."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def fault_lines(error: BaseException) -> list[str]:
    """Return an exception and its causes, each with the places it passed, innermost last; without its words."""
    lines: list[str] = []
    for one in _chain(error):
        lines.append(f"{type(one).__module__}.{type(one).__qualname__}{_words(one)}")
        frames = traceback.extract_tb(one.__traceback__)[-FRAMES:]
        lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return [visible(line) for line in lines]


class TextFormatter(logging.Formatter):
    """Words for a terminal: time, level, logger, message, then the fields; a fault follows indented."""

    def format(self, record: logging.LogRecord) -> str:
        fields = "".join(f" {name}={value}" for name, value in _fields(record))
        line = f"{self.formatTime(record)} {record.levelname} {record.name} {visible(record.getMessage())}{fields}"
        return "\n    ".join([line, *_fault(record)])


class JSONFormatter(logging.Formatter):
    """One JSON object per line; every character outside ASCII stands as its code."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        entry: dict[str, Any] = {"at": at, "level": record.levelname, "logger": record.name,
                                 "message": record.getMessage(), **dict(_fields(record))}
        if fault := _fault(record):
            entry["fault"] = fault
        return json.dumps(entry)


def formatter(kind: LogFormat) -> logging.Formatter:
    """Return the formatter of a format."""
    return JSONFormatter() if kind is LogFormat.JSON else TextFormatter()


def start(kind: LogFormat) -> None:
    """Log to standard error in this format, from the level of information up; what runs us decides where that goes."""
    root = logging.getLogger()
    ours = [each for each in root.handlers if isinstance(each.formatter, TextFormatter | JSONFormatter)]
    if not ours and not root.handlers:
        ours = [logging.StreamHandler(sys.stderr)]
        root.addHandler(ours[0])
        root.setLevel(logging.INFO)
    for handler in ours:
        handler.setFormatter(formatter(kind))
    for handler in logging.getLogger("gunicorn.error").handlers:
        handler.setFormatter(formatter(kind))
    sys.excepthook = _last_resort


def _last_resort(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    """Name under a number what ends a process, instead of printing what may hold words of a letter (security.md S3)."""
    if issubclass(kind, KeyboardInterrupt):
        return
    log.critical("Incident %s ended this process", secrets.token_hex(4), exc_info=(kind, fault, trace))


def init_app(app: Flask) -> None:
    start(app.extensions["mailbox.config"].operations.log_format)
    app.logger.propagate = True

    @app.before_request
    def name_the_request() -> None:
        request_id.set(secrets.token_hex(8))

    @app.teardown_request
    def forget_it(_fault: BaseException | None) -> None:
        request_id.set("")


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in seen:
        seen.append(following)
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)
    yield from seen


def _words(error: BaseException) -> str:
    """Return the words of the few kinds that never quote what was typed."""
    if isinstance(error, OSError) and error.strerror:
        return f": {error.strerror}"
    if isinstance(error, OperationalError):
        return f": {str(error.orig).splitlines()[0][:LONGEST_FIELD]}" if str(error.orig) else ""
    return f": {error}" if getattr(error, "is_safe_to_log", False) else ""


def _fault(record: logging.LogRecord) -> list[str]:
    error = record.exc_info[1] if record.exc_info else None
    return fault_lines(error) if error is not None else []


def _fields(record: logging.LogRecord) -> Iterator[tuple[str, Any]]:
    for name, given in (("request", request_id.get()), ("job", job_id.get())):
        if given:
            yield name, given
    for name, value in vars(record).items():
        if name not in _USUAL and isinstance(value, int | str):
            yield name, visible(value)[:LONGEST_FIELD] if isinstance(value, str) else value
