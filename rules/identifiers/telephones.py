"""Mobile and landline numbers with country code and extension, and the hotlines that stay."""

import re

from rules.identifiers.kinds import Match
from rules.identifiers.surroundings import OTHER_LABEL, PHONE_LABEL, is_quantity, is_written_as
from rules.readings import Number

MOBILE_FORM = r"(?:(?:00)?86)?1[3-9]\d{9}"
LANDLINE_FORM = r"(?:0|(?:00)?860?)(?:10\d{8}|2\d{9}|[3-9]\d{9,10})"
TELEPHONE = re.compile(f"{MOBILE_FORM}|{LANDLINE_FORM}")
_EXTENSION = re.compile(r"([ ]{0,2}(?:转分机|转接|转|分机号?|[Ee]xt\.?|[#])(?:[号: ]{0,2}))(\d{2,6})(?!\d)")
_DASH_EXTENSION = re.compile(r"(-)(\d{2,4})(?![-\d])")
_MOBILE_CUSTOMS = frozenset({
    (3, 4, 4), (3, 8), (7, 4), (4, 4, 3), (3, 3, 5), (3, 5, 3), (5, 6), (4, 3, 4), (3, 2, 2, 2, 2),
})
_LANDLINE_CUSTOMS = frozenset({(3, 8), (4, 7), (4, 8), (3, 4, 4), (4, 3, 4), (4, 4, 4), (4, 4, 3)})
_ABROAD_CUSTOMS = frozenset({(2, 8), (3, 7)})
_LOCAL_CUSTOMS = frozenset({(3, 4), (4, 4), (4, 3)})
_HOTLINE_CUSTOMS = frozenset({(10,), (3, 3, 4), (3, 4, 3), (3, 7)})
_COUNTRY = re.compile(r"(?:00)?86")


def _phone(number: Number, canonical: str, mask: str, extension: re.Pattern[str]) -> Match:
    """The claim of a telephone number with its plus sign, its opening bracket and its extension."""
    start, end = number.start, number.end
    while start and number.text[start - 1] in "+(" and number.start - start < 2:
        inside = number.text[start:end]
        if number.text[start - 1] == "(" and inside.count(")") <= inside.count("("):
            break
        start -= 1
    further = extension.match(number.text, end) or _EXTENSION.match(number.text, end)
    if further:
        mask += further.group(1) + "***"
        end = further.end()
    return Match(start, end, mask, canonical)


def match_mobile(number: Number) -> Match | None:
    """Claim a mobile number, with or without 86."""
    prefix = len(number.digits) - 11
    if not is_written_as(number, _MOBILE_CUSTOMS, prefix) or is_quantity(number):
        return None
    digits = number.digits[prefix:]
    return _phone(number, digits, f"{digits[:3]}****{digits[7:]}", _EXTENSION)


def match_landline(number: Number) -> Match | None:
    """Claim a landline number with its area code."""
    country = _COUNTRY.match(number.digits)
    prefix = country.end() if country else 0
    local = number.digits[prefix:]
    if country and local[0] != "0":
        if not (number.digits.startswith("00") or number.text[:number.start].endswith(("+", "+(", "(+"))):
            return None
        local = "0" + local
    area = area_code_length(local)
    customs = _LANDLINE_CUSTOMS | _ABROAD_CUSTOMS if country else _LANDLINE_CUSTOMS
    if local[area] in "01" or not is_written_as(number, customs, prefix) or is_quantity(number):
        return None
    if number.groups[0] > 4 and OTHER_LABEL.search(number.before(10)):
        return None
    return _phone(number, local, f"{local[:area]}-{_local_mask(local[area:])}", _DASH_EXTENSION)


def match_local(number: Number) -> Match | None:
    """Claim a number without area code, which only its label tells from other figures."""
    custom = len(number.groups) == 1 or number.groups in _LOCAL_CUSTOMS
    if not custom or not PHONE_LABEL.search(number.before(12)) or is_quantity(number):
        return None
    return _phone(number, number.digits, _local_mask(number.digits), _DASH_EXTENSION)


def match_hotline(number: Number) -> Match | None:
    """Claim a 400 or 800 number, which is public by its nature and stays."""
    return Match(number.start, number.end, None) if number.groups in _HOTLINE_CUSTOMS else None


def area_code_length(number: str) -> int:
    """Length of the area code, with its zero, of a landline number: 3 for 010 and 02x, else 4."""
    return 3 if number[1] in "12" else 4


def _local_mask(digits: str) -> str:
    return "*" * (len(digits) - 3) + digits[-3:]
