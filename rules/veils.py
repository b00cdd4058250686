"""Short texts that travel through a public address without being readable there, such as the place in a list.

A veiled text is the same each time, so that pages can be kept; one that we did not make is refused.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

LONGEST = 64
_TAG_BYTES = 8


def veil(key: bytes, text: str) -> str:
    """Return a text as letters and digits that say nothing; raises ValueError for one that is longer than LONGEST."""
    plain = text.encode()
    if len(plain) > LONGEST:
        raise ValueError(f"A text of {len(plain)} bytes is too long to be veiled.")
    tag = _tag(key, plain)
    return base64.urlsafe_b64encode(tag + _mixed(key, tag, plain)).decode().rstrip("=")


def unveil(key: bytes, token: str) -> str | None:
    """Return the text behind a token, None for a token that is not ours."""
    try:
        sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
    tag, body = sealed[:_TAG_BYTES], sealed[_TAG_BYTES:]
    if len(body) > LONGEST:
        return None
    plain = _mixed(key, tag, body)
    return plain.decode() if hmac.compare_digest(tag, _tag(key, plain)) else None


def _tag(key: bytes, plain: bytes) -> bytes:
    return hmac.new(key, b"veil-tag\0" + plain, hashlib.sha256).digest()[:_TAG_BYTES]


def _mixed(key: bytes, tag: bytes, body: bytes) -> bytes:
    stream = hmac.new(key, b"veil\0" + tag, hashlib.sha512).digest()
    return bytes(one ^ other for one, other in zip(body, stream, strict=False))
