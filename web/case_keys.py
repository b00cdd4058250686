"""What a visitor's signed session may open: the receipts of letters just sent, and the cases found with their code."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

RECEIPTS, GRANTS, PROOFS = "receipts", "grants", "proofs"
MOST_RECEIPTS, MOST_GRANTS, MOST_PROOFS = 3, 5, 3
Session = MutableMapping[str, Any]


def keep_receipt(session: Session, number: str, token: str) -> None:
    """Remember a letter that was sent; the code is derived from the token, and is not in the session itself."""
    others = [kept for kept in session.get(RECEIPTS, []) if kept[0] != number]
    session[RECEIPTS] = [[number, token], *others][:MOST_RECEIPTS]


def receipt_token(session: Session, number: str) -> str | None:
    """Return the form token of a letter sent from this browser."""
    return next((token for kept, token in session.get(RECEIPTS, []) if kept == number), None)


def grant(session: Session, case_id: int) -> None:
    """Let this browser open a case."""
    others = [kept for kept in session.get(GRANTS, []) if kept != case_id]
    session[GRANTS] = [case_id, *others][:MOST_GRANTS]


def has_keys(session: Session) -> bool:
    """Tell whether this browser may open any case at all."""
    return bool(session.get(GRANTS) or session.get(RECEIPTS))


def may_open(session: Session, case_id: int) -> bool:
    """Tell whether this browser may open a case."""
    return case_id in session.get(GRANTS, [])


def keep_proof(session: Session, period: str, token: str) -> None:
    """Remember that a mail address was confirmed here for a period of public comment; which one is not in it."""
    others = [kept for kept in session.get(PROOFS, []) if kept[0] != period]
    session[PROOFS] = [[period, token], *others][:MOST_PROOFS]


def proof(session: Session, period: str) -> str:
    """Return what proves the confirmed address of a period, "" for none."""
    return next((token for kept, token in session.get(PROOFS, []) if kept == period), "")
