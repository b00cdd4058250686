"""The token of a comment's form: by it a repeat is known, and when the form was opened, signed so that it holds."""

from __future__ import annotations

import hmac
import secrets
from datetime import UTC, datetime

from rules import numbering
from web.unit_of_work import current_work

MAC_DIGITS = 32
_LONGEST_STAMP = 20


def new_token(period: str, opened_at: datetime | None = None) -> str:
    """Return a token for the form of a period that is opened now, or of one that was opened before."""
    facts = f"{round((opened_at or current_work().now).timestamp() * 1000)}-{secrets.token_urlsafe(18)}"
    return f"{facts}.{_mac(period, facts)}"


def opened_at(period: str, token: str) -> datetime | None:
    """Return when the form of a token was opened, None for a token that is not one of ours for this period."""
    facts, _, mac = token.rpartition(".")
    stamp = facts.partition("-")[0]
    if not hmac.compare_digest(mac.encode(), _mac(period, facts).encode()):
        return None
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < _LONGEST_STAMP):
        return None
    return datetime.fromtimestamp(int(stamp) / 1000, UTC)


def _mac(period: str, facts: str) -> str:
    """Return the keyed digest that binds the facts to their period: another one may close later."""
    return numbering.keyed_digest(current_work().secrets.code, "comment-form", f"{period}:{facts}")[:MAC_DIGITS]
