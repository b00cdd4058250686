"""Mail addresses."""

import re
from collections.abc import Iterator

from rules.identifiers.kinds import Match
from rules.readings import Reading

_AT = re.compile(r"\s{0,2}(?:@|[\[(]at[\])])\s{0,2}", re.IGNORECASE)
_SPELT_AT = re.compile(r"[\[(][aA][tT]")
_LOCAL_PART = re.compile(r"[A-Za-z0-9._%+*-]{1,64}$")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})"
_SPACED_END = r"\s?[.。点]\s?(?:com|cn|net|org|edu|gov)(?![A-Za-z0-9])"
_DOMAIN = re.compile(
    rf"{_LABEL}(?:(?:\.{_LABEL}){{0,4}}\.[A-Za-z]{{2,24}}|{_SPACED_END})(?:{_SPACED_END})?", re.IGNORECASE
)


def scan_email(reading: Reading) -> Iterator[Match]:
    """Find mail addresses, also with spaces and with a written-out sign; the host stays."""
    if "@" not in reading.text and not _SPELT_AT.search(reading.text):
        return
    for at in _AT.finditer(reading.text):
        local = _LOCAL_PART.search(reading.text[max(0, at.start() - 64):at.start()])
        domain = _DOMAIN.match(reading.text, at.end())
        if not local or not domain:
            continue
        name = local.group() if local.group().endswith("***") else local.group().lstrip(".*-+%")
        host = re.sub(r"[。点]", ".", re.sub(r"\s", "", domain.group())).rstrip("-")
        if not name:
            continue
        masked = None if name.endswith("***") else f"{name[0]}***@{host}"
        yield Match(at.start() - len(name), domain.end(), masked, f"{name}@{host}".lower(), certain=True)
