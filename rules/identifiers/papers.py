"""ID numbers of both generations, and the codes of organisations that must not be taken for one."""

import re
from collections.abc import Iterator

from rules.identifiers.check_digits import is_credit_code, is_id_number, is_old_id_number
from rules.identifiers.kinds import Match
from rules.identifiers.surroundings import ID_LABEL, OTHER_LABEL, is_quantity, is_written_as
from rules.readings import Number, Reading

_CREDIT_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NP-RTUW-Y]{18}(?![0-9A-Za-z])", re.IGNORECASE)
def match_id(number: Number) -> Match | None:
    """Claim an ID number of 18 characters: its check digit proves it, or its label names it (GB 11643)."""
    end, digits = number.end, number.digits
    if len(digits) == 17:
        if number.tail_x is None:
            return None
        end, digits = number.tail_x, digits + "X"
    proven = is_id_number(digits)
    if not proven and not number.isolated:
        return None
    labelled = ID_LABEL.search(number.before(14)) is not None
    # A foreigner's residence permit begins with 9 as well, but credit codes are written far more often.
    if digits[0] == "9" and not labelled and is_credit_code(digits):
        return Match(number.start, end, None, certain=True)
    if not proven and not labelled:
        return None
    return Match(number.start, end, digits[:3] + "*" * (len(digits) - 4) + digits[-1], certain=proven)


def match_old_id(number: Number) -> Match | None:
    """Claim an ID number of the first generation: 15 digits with a province and a birth date."""
    if not is_old_id_number(number.digits) or is_quantity(number):
        return None
    if not ID_LABEL.search(number.before(14)) and OTHER_LABEL.search(number.before(10)):
        return None
    if not is_written_as(number, frozenset({(6, 6, 3), (3, 3, 3, 3, 3), (6, 9)})):
        return None
    return Match(number.start, number.end, number.digits[:3] + "*" * 11 + number.digits[-1])


_LONG_CODE = re.compile("[0-9A-Za-z]{18}")


def scan_credit_code(reading: Reading) -> Iterator[Match]:
    """Find unified social credit codes of organisations (GB 32100), which stay."""
    if not _LONG_CODE.search(reading.text):
        return
    for found in _CREDIT_CODE.finditer(reading.text):
        code = found.group().upper()
        if is_credit_code(code) and not code[:17].isdigit():
            yield Match(found.start(), found.end(), None, certain=True)
