"""The periodic job of accounts: who has not been here for long is let in again only by the security administrator."""

from __future__ import annotations

from services import accounts
from workers.unit_of_work import periodic_work


def disable_unused() -> None:
    """Disable the accounts that nobody has used for 90 days (security.md N10)."""
    with periodic_work("accounts") as work:
        accounts.disable_unused(work)
