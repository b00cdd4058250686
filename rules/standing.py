"""How a letter stands on a page: what its acts depend on, in one short word that the page's forms carry along."""

from __future__ import annotations


def standing(state: str, category: str, decisions: int, replies: int) -> str:
    """Return what a page knows of a letter: state, category, count of routing decisions and of versions of the reply.

    Reminders and other acts of the system leave it as it is, so that nobody's page grows stale by itself.
    """
    return f"{state}.{category}.{decisions}.{replies}"
