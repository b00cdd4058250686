"""The signed-in member of staff of a request: kept in the signed cookie, checked against the database each time."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import g, request, session

from adapters.clock import now
from extensions import db
from models.staff import Staff
from services.accounts import as_actor
from web.unit_of_work import current_work

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
# So far the clocks of several web hosts may be apart.
APART = timedelta(minutes=10)


def start(staff: Staff) -> None:
    """Begin a session for this account; nothing of an earlier one is carried over."""
    instant = now().isoformat()
    session.clear()
    session["staff"] = {"id": staff.id, "epoch": staff.sign_in_epoch, "since": instant, "seen": instant}


def end() -> None:
    """End the session of this browser."""
    session.pop("staff", None)


def load_staff() -> Staff | None:
    """Return who is signed in, None when nobody is or the session has run out; sets the actor of the request."""
    kept = session.get("staff")
    if not isinstance(kept, dict):
        return None
    instant = now()
    seen, since = datetime.fromisoformat(kept["seen"]), datetime.fromisoformat(kept["since"])
    if instant - seen > IDLE or instant - since > LONGEST:
        return None
    if seen - instant > APART:
        return None  # the clock was set back: nobody knows how long this session has been idle
    staff = db.session.get(Staff, kept["id"])
    if staff is None or not staff.is_active or staff.sign_in_epoch != kept["epoch"]:
        return None
    session["staff"] = kept | {"seen": instant.isoformat()}
    g.actor = as_actor(staff)
    current_work().actor = g.actor
    return staff


def source() -> str:
    """Return where the request came from, for counting attempts; behind a proxy the hop that is configured."""
    return request.remote_addr or "unknown"
