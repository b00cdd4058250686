"""What stands around a number: labels, amounts, and the manner in which its groups are written."""

import re
from collections.abc import Iterator

from rules.readings import Number

ID_LABEL = re.compile("身份证|证件号|公民身份")
BANK_LABEL = re.compile("账号|帐号|账户|帐户|卡号|银行|存折|开户|户头|储蓄卡|信用卡|社保卡|一卡通")
PHONE_LABEL = re.compile(r"(?:电话|座机|固话|传真|电话号码)(?:号码|是|为|[:\s]){0,4}$")
OTHER_LABEL = re.compile(
    "(?:订单|单号|运单|编号|流水|发票|合同号|注册号|信用代码|税号|纳税人|识别号|案号|文号|条码|串号|序列号|批号|许可证|执照|IMEI)[^0-9]{0,6}$"
)
_AMOUNT = re.compile(r"(?:\.\d{1,2})?\s?(?:元(?![旦月])|万|亿|块钱|%|人民币)")
_FRACTION = re.compile(r"(?<![\d.])(?:0|\d{3})\.$")
_YEAR = re.compile(r"(?:19|20)\d\d")
# Letters between digits make a code, unless they are a label, or the X of an ID number.
_CONTACT = "(?:qq|wx|vx|tel|phone|mobile|email|mail)"
_LETTERS_THEN_DIGIT = re.compile(rf"(?!{_CONTACT}\d)[A-Za-z]{{1,24}}\d", re.IGNORECASE)
_DIGIT_THEN_LETTERS = re.compile(rf"\d(?<!\d{{17}})(?!{_CONTACT}$)[A-Za-z]{{1,24}}$", re.IGNORECASE)


def is_quantity(number: Number) -> bool:
    """Tell whether the number is money, a decimal fraction or a piece of a longer code, and so nobody's number."""
    before = number.before(26)
    if before.endswith(("￥", "¥", "$")) or number.follows(_AMOUNT):
        return True
    if _FRACTION.search(before) and len(number.groups) == 1:
        return True
    return number.follows(_LETTERS_THEN_DIGIT) or _DIGIT_THEN_LETTERS.search(before) is not None


def _is_list(number: Number) -> bool:
    """Whether the groups read as a date, an IP address or a row of prices rather than as one number."""
    parts = _split(number.digits, number.groups)
    if sum(_YEAR.fullmatch(part) is not None for part in parts) > 1:
        return True
    for place in range(len(parts) - 2):
        year, month, day = parts[place:place + 3]
        same_gap = number.gaps[place] == number.gaps[place + 1]
        if same_gap and _YEAR.fullmatch(year) and _may_be(month, 12) and _may_be(day, 31):
            return True
    if number.gaps == (".", ".", "."):
        return all(len(part) < 4 and int(part) < 256 for part in parts)
    return number.gaps == (".", " ", ".") and len(parts[1]) <= 2 and len(parts[3]) <= 2


def _may_be(part: str, limit: int) -> bool:
    return len(part) <= 2 and 1 <= int(part) <= limit


def _split(digits: str, lengths: tuple[int, ...]) -> list[str]:
    parts, offset = [], 0
    for length in lengths:
        parts.append(digits[offset:offset + length])
        offset += length
    return parts


def is_written_as(number: Number, customs: frozenset[tuple[int, ...]], prefix: int = 0) -> bool:
    """Tell whether the groups behind the prefix follow a custom, or stand alone and do not read as a list."""
    groups, skipped = list(number.groups), prefix
    while skipped >= groups[0]:
        skipped -= groups.pop(0)
    groups[0] -= skipped
    return len(groups) == 1 or tuple(groups) in customs or (number.isolated and not _is_list(number))


def matches_at(anchor: re.Pattern[str], form: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Find where the form begins at an anchor, a class of characters that is far quicker to look for."""
    done = 0
    for place in anchor.finditer(text):
        found = form.match(text, place.start()) if place.start() >= done else None
        if found:
            yield found
            done = found.end()
