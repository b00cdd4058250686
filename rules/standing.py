"""How a letter stands on a page: what its acts depend on, in one short word that the page's forms carry along."""

from __future__ import annotations

from collections.abc import Iterable

from rules.transitions import OVERSIGHT, Act

# What the service does by itself makes no page stale.
_BY_ITSELF = frozenset({*OVERSIGHT, Act.RECOUNT})


def standing(state: str, category: str, decisions: int, replies: int) -> str:
    """Return what a page knows of a letter: state, category, count of routing decisions and of versions of the reply.

    Reminders and other acts of the system leave it as it is, so that nobody's page grows stale by itself.
    """
    return f"{state}.{category}.{decisions}.{replies}"


def of_request(state: str, acts: Iterable[str]) -> str:
    """Return what a page knows of a disclosure request: its state, and how much of its record people have written."""
    return f"{state}.{sum(act not in _BY_ITSELF for act in acts)}"
