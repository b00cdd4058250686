"""Places in public lists as they stand in an address: veiled, so that no internal id is in it (security.md K4)."""

from __future__ import annotations

from collections.abc import Mapping

from flask import current_app

from rules import veils

NAMES = ("after", "before", "cursor")


def hidden(cursor: str | None) -> str:
    """Return a cursor as it may stand in a public address, "" for none."""
    return veils.veil(_key(), cursor) if cursor else ""


def shown(arguments: Mapping[str, str]) -> dict[str, str]:
    """Return the cursors among the arguments of an address, read; what we did not write is left as "?"."""
    return {name: veils.unveil(_key(), arguments[name]) or "?" for name in NAMES if arguments.get(name)}


def unveiled(token: str) -> str:
    """Return the text that `hidden` made a token of, "" for what we did not write."""
    return (veils.unveil(_key(), token) if token else None) or ""


def _key() -> bytes:
    key: bytes = current_app.extensions["mailbox.secrets"].code
    return key
