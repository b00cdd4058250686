"""Number plates of vehicles, also of new-energy cars, trailers, driving schools, police and border traffic."""

import re
from collections.abc import Iterator

from rules.identifiers.kinds import Match
from rules.readings import Reading

_BETWEEN = r"[\s.\-_]{0,3}"
_SIGN = "[0-9A-HJ-NP-Z]"
_TAIL = rf"(?:{_BETWEEN}{_SIGN}){{4}}{_BETWEEN}(?:{_SIGN}(?:{_BETWEEN}{_SIGN})?|[挂学警港澳试领])(?![0-9A-Za-z])"
_PLATE = re.compile(
    rf"(?P<area>[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]){_BETWEEN}(?P<office>[A-HJ-NP-Z])(?P<tail>{_TAIL})",
    re.IGNORECASE)
# Without the sign of a province a label has to say what it is.
_LABELLED = re.compile(
    rf"(?:车牌|牌照)(?:号码?)?[:是为\s]{{0,3}}(?P<area>)(?P<office>[A-HJ-NP-Z]?)(?P<tail>{_TAIL})", re.IGNORECASE)
_NEW_ENERGY = re.compile(r"[A-K].{5}|.{5}[A-K]")


def scan_plate(reading: Reading) -> Iterator[Match]:
    """Find plates such as 川A·12345, 川AD12345 or 川A1234挂; province, office and the last two signs stay."""
    for form in (_PLATE, _LABELLED):
        for found in form.finditer(reading.text):
            tail = re.sub(r"[\s.\-_]", "", found["tail"]).upper()
            digits = sum(char.isdigit() for char in tail)
            if digits < 2 or (len(tail) == 6 and not _NEW_ENERGY.fullmatch(tail)):
                continue
            masked = f"{found['area']}{found['office'].upper()}·***{tail[-2:]}"
            yield Match(found.start("area"), found.end(), masked)
