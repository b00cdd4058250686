"""The one place where text becomes markup, and the only importer of bleach (docs/decisions/0003)."""

from __future__ import annotations

import html
import re

import bleach
from bleach.linkifier import Linker

TAGS = frozenset({"a"})
ATTRIBUTES = {"a": ["href", "rel"]}
PROTOCOLS = frozenset({"http", "https"})
# Chinese follows an address without a space, so an address ends where its own characters end.
ADDRESS = re.compile(r"(?<![A-Za-z0-9@./-])(?:https?://|www\.)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::\d{1,5})?"
                     r"(?:/[A-Za-z0-9._~:/?#@!$&*+,;=%-]*[A-Za-z0-9_~/=%-])?")


def linked(text: str) -> str:
    """Return plain text as markup in which web addresses can be followed; everything else is escaped.

    For official replies: officers write addresses of forms and service pages, and people on a phone press them.
    """
    escaped = html.escape(text)
    if "http" not in text and "www." not in text:
        return escaped
    return sanitize(_LINKER.linkify(escaped))


def sanitize(markup: str) -> str:
    """Return markup with nothing left but links to http and https addresses; the rest is shown as text."""
    return str(bleach.clean(markup, tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip_comments=True))


def _outward(attributes: dict[tuple[None, str] | str, str], new: bool = False) -> dict[tuple[None, str] | str, str]:
    """A followed link tells the other site nothing of where it stood."""
    attributes[(None, "rel")] = "noopener noreferrer nofollow"
    return attributes


_LINKER = Linker(callbacks=[_outward], parse_email=False, url_re=ADDRESS)
