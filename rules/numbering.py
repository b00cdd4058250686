"""Case numbers, query codes and public ids: their form and check, not where the next one comes from."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

from rules.vocabulary import CaseKind

# One continuous series per year and kind, never reused, no leading zeros (domain.md 3).
SERIES: dict[CaseKind, str] = {CaseKind.LETTER: "X", CaseKind.DISCLOSURE_REQUEST: "G",
                               CaseKind.COMMENT_PERIOD: "Z", CaseKind.COMMENT: "Y"}
# The supervisor's orders (督办单) have a series of their own.
ORDER_SERIES = "DB"
_ORDER = re.compile(r"督〔(20[0-9]{2})〕([1-9][0-9]{0,8})号")
_ORDER_SLUG = re.compile(r"(20[0-9]{2})-([1-9][0-9]{0,8})")
_NUMBER = re.compile(r"[XGYZ]20[0-9]{2}-[1-9][0-9]{0,8}")
# What people and their keyboards put in the place of a hyphen.
_DASHES = re.compile(r"[‐‑‒–—―−]")
# Crockford's base 32: no I, L, O, U, so that a code read over the phone stays itself.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKE = str.maketrans("ILO", "110")
CODE_LENGTH = 16  # 16 characters of 5 bits: 80 bits (design.md 6.2)


def case_number(kind: CaseKind, year: int, serial: int) -> str:
    """Return the number of a case, for example X2026-1386."""
    return f"{SERIES[kind]}{year}-{serial}"


def normal_number(text: str) -> str | None:
    """Return the number as stored, read from what a person typed, or None when it cannot be one."""
    typed = _DASHES.sub("-", re.sub(r"\s", "", _narrow(text))).upper()
    return typed if _NUMBER.fullmatch(typed) else None


def order_number(year: int, serial: int) -> str:
    """Return the number of a 督办单 as it is printed, for example 督〔2026〕3号: no 第, no leading zeros."""
    return f"督〔{year}〕{serial}号"


def order_slug(number: str) -> str:
    """Return how a 督办单 is named in an address, for example 2026-3; "" for what is no such number."""
    found = _ORDER.fullmatch(number)
    return f"{found[1]}-{found[2]}" if found else ""


def order_of_slug(slug: str) -> str | None:
    """Return the number of the 督办单 that an address names, None when it cannot be one."""
    found = _ORDER_SLUG.fullmatch(slug)
    return order_number(int(found[1]), int(found[2])) if found else None


def archive_number(year: int, department_id: int, serial: int) -> str:
    """Return the number under which a finished request is filed: kind, year, agency, and its place there.

    After the form of DA/T 13: 依申请公开 is the category, the agency stands for its fonds.
    """
    return f"YSQ·{year}-{department_id:03d}-{serial:04d}"


def query_code(key: bytes, token: str) -> str:
    """Return the query code that belongs to a form token or idempotency key: 16 characters, 80 bits.

    The same token gives the same code, so that a repeat shows the same receipt (design.md 6.2).
    """
    digest = hmac.new(key, b"query-code:" + token.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
    bits = int.from_bytes(digest[:10], "big")
    return "".join(ALPHABET[(bits >> shift) & 31] for shift in range(75, -5, -5))


def normal_code(text: str) -> str | None:
    """Return the 16 characters of a typed query code, or None when it cannot be one."""
    typed = re.sub(r"[\s\-_.]", "", _DASHES.sub("-", _narrow(text))).upper().translate(_LOOK_ALIKE)
    return typed if len(typed) == CODE_LENGTH and set(typed) <= set(ALPHABET) else None


def grouped(code: str) -> str:
    """Return the code in groups of four, as it is printed."""
    return "-".join(code[i:i + 4] for i in range(0, len(code), 4))


def keyed_digest(key: bytes, purpose: str, text: str) -> str:
    """Return the keyed SHA-256 of a text as 64 hex digits; `purpose` keeps uses of one key apart."""
    message = purpose.encode() + b"\0" + text.encode("utf-8", "surrogatepass")
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def public_id(key: bytes, case_id: int) -> str:
    """Return the id under which a published letter is known outside: not the number, not guessable from it."""
    digest = hmac.new(key, b"public-id:%d" % case_id, hashlib.sha256).digest()
    return base64.b32encode(digest[:8]).decode().rstrip("=").lower()


def _narrow(text: str) -> str:
    """Turn full-width letters, digits and signs into the plain ones and strip blanks."""
    return "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in text).strip()
