"""How much of a writer's identity the letters office sees without asking for all of it: enough to tell two apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping

STARS = "**"


def masked(fields: Mapping[str, str]) -> dict[str, str]:
    """Return contact fields as they stand on a page before anybody has asked for them; empty ones are left out."""
    return {name: MASKS[name](value) for name, value in fields.items() if value}


def name(value: str) -> str:
    """Return a name with its first character only: 张**."""
    return value[:1] + STARS


def phone(value: str) -> str:
    """Return a number with three figures at the beginning and four at the end, if it is long enough: 138****5678."""
    return f"{value[:3]}****{value[-4:]}" if len(value) >= 11 else f"****{value[-2:]}" if len(value) > 4 else "****"


def email(value: str) -> str:
    """Return a mail address with the first character of its person: l****@example.cn."""
    person, at, host = value.rpartition("@")
    return f"{person[:1]}****{at}{host}" if person else "****"


def address(value: str) -> str:
    """Return the beginning of an address, up to the third character and never more than half of it."""
    return value[:min(3, len(value) // 2)] + "****"


def id_number(_value: str) -> str:
    """Return that there is an identity number, and nothing of it: half of it is a birthday."""
    return "已提供，未显示"


def papers(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the numbers of identity papers as inner pages show them: 110105********002X (domain.md 4)."""
    return {field: f"{value[:6]}{'*' * max(len(value) - 10, 4)}{value[-4:]}" if len(value) > 10 else "*" * len(value)
            for field, value in fields.items() if field == "id_number"}


def whole(value: str) -> str:
    """Return what tells nothing of a person: which paper was shown, the public code of an organisation."""
    return value


MASKS: dict[str, Callable[[str], str]] = {
    "name": name, "phone": phone, "email": email, "address": address, "id_number": id_number,
    # What the 条例 asks of an applicant besides.
    "id_kind": whole, "credit_code": whole, "employer": address, "representative": name, "contact_person": name,
    "postcode": phone, "fax": phone}
