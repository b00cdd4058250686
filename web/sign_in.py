"""The signed-in member of staff of a request: the cookie holds a token, everything else is on the server."""

from __future__ import annotations

from flask import current_app, g, request, session

from config import Config
from extensions import db
from models.staff import Staff, StaffSession
from rules import browsers, sources
from services import locking, sessions, staff_rows
from services.sessions import Place
from web.unit_of_work import SAFE_METHODS, current_work

KEPT = "staff"


def hold(token: str) -> None:
    """Keep a session's token in this browser; nothing of an earlier session is carried over."""
    session.clear()
    session[KEPT] = token


def go_on(person: Staff) -> None:
    """Begin a new session in this browser after every one of the account was ended."""
    hold(sessions.start(current_work(), person, place()))


def drop() -> None:
    """Forget the session in this browser."""
    session.pop(KEPT, None)


def load_session() -> StaffSession | None:
    """Return the live session of this browser; sets the actor of the request. None when nobody is signed in."""
    token = session.get(KEPT)
    if not isinstance(token, str):
        return None
    work = current_work()
    row = sessions.find(work, token)
    if row is None:
        return None
    if sessions.is_unseen(work, row):
        if request.method in SAFE_METHODS:
            # Apart from the request, which only reads; it never waits for somebody else's long write.
            locking.note_seen(db.engine, row.id, work.now)
        else:
            row.seen_at = work.now
    g.staff_session = row
    g.actor = work.actor = staff_rows.as_actor(row.staff)
    return row


def load_staff() -> Staff | None:
    """Return who is signed in, None when nobody is."""
    row = load_session()
    return row.staff if row is not None else None


def service_name() -> str:
    """Return what an authenticator calls this service."""
    config: Config = current_app.extensions["mailbox.config"]
    return f"{config.county}县长信箱"


def source() -> str:
    """Return where the request came from, for counting attempts; behind a proxy the hop that is configured."""
    return sources.network_of(request.remote_addr or "")


def place() -> Place:
    """Return where a session is begun: the source of the request, and the browser in words."""
    return Place(source(), browsers.words(request.headers.get("User-Agent", "")))
