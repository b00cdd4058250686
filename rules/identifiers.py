"""The identifiers of persons that a text may hold: check digits, detectors and the mask of each kind.

A detector is one entry of NUMBERS (made of digits) or of PATTERNS (anything else); an earlier entry wins an
overlap. How detectors are run and merged is in redaction.py.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from rules.readings import Number, Reading

ID_NUMBER = "id_number"
MOBILE = "mobile"
LANDLINE = "landline"
BANK_CARD = "bank_card"
EMAIL = "email"

# In the order shown to the redactor.
KINDS: dict[str, str] = {
    ID_NUMBER: "身份证号码",
    MOBILE: "手机号码",
    LANDLINE: "固定电话",
    BANK_CARD: "银行卡号或账号",
    EMAIL: "电子邮箱",
}


@dataclass(frozen=True)
class Match:
    """A stretch of a reading that a detector claims.

    `replacement` None marks what must stay: an identifier of an organisation, or what was masked before.
    `canonical` is the plain form that published contacts are compared with. A `certain` match carries its own
    proof, such as a check digit with a birth date, and goes before all others.
    """

    start: int
    end: int
    replacement: str | None
    canonical: str = ""
    certain: bool = False


@dataclass(frozen=True)
class NumberDetector:
    """Digits of a plausible form, and the decision whether they are this kind where they stand."""

    kind: str
    form: re.Pattern[str]
    match: Callable[[Number], Match | None]


@dataclass(frozen=True)
class PatternDetector:
    """A kind that is found by scanning the reading; the scan does bounded work for each character."""

    kind: str
    scan: Callable[[Reading], Iterator[Match]]


# ---- check digits

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")


def id_check_digit(first_17: str) -> str:
    """Computes the last character of an 18-digit ID number (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def is_id_number(number: str) -> bool:
    """Tell whether 18 characters are an ID number with a real birth date and the right check digit (GB 11643)."""
    return (re.fullmatch(r"[1-9]\d{16}[0-9X]", number) is not None and _is_birth_date(number[6:14])
            and id_check_digit(number[:17]) == number[17])


def is_old_id_number(number: str) -> bool:
    """Tell whether 15 digits can be an ID number of the first generation, which has no check digit."""
    return (re.fullmatch(r"\d{15}", number) is not None and _PROVINCE.match(number) is not None
            and _is_birth_date("19" + number[6:12]))


def is_credit_code(code: str) -> bool:
    """Tell whether 18 characters are a unified social credit code of an organisation (GB 32100, modulo 31)."""
    if len(code) != 18 or any(char not in _CREDIT_ALPHABET for char in code):
        return False
    total = sum(_CREDIT_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(code[:17]))
    return _CREDIT_ALPHABET[-total % 31] == code[17]


def passes_luhn(number: str) -> bool:
    """Tell whether a digit string ends with its Luhn check digit (GB/T 14504, bank cards)."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _is_birth_date(digits: str) -> bool:
    try:
        return 1850 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year < 2100
    except ValueError:
        return False


# ---- what stands around a number

_ID_LABEL = re.compile("身份证|证件号|公民身份")
_BANK_LABEL = re.compile("账号|帐号|账户|帐户|卡号|银行|存折|开户|户头|储蓄卡|信用卡|社保卡|一卡通")
_PHONE_LABEL = re.compile(r"(?:电话|座机|固话|传真|电话号码)(?:号码|是|为|[:\s]){0,4}$")
_OTHER_LABEL = re.compile(
    "(?:订单|单号|运单|编号|流水|发票|合同号|注册号|信用代码|税号|纳税人|识别号|案号|文号|条码|串号|序列号|批号|许可证|执照|IMEI)[^0-9]{0,6}$"
)
_AMOUNT = re.compile(r"(?:\.\d{1,2})?\s?(?:元(?![旦月])|万|亿|块钱|%|人民币)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LETTER = re.compile(r"[0-9A-Za-z]")
# Letters between digits make a code, unless they are a label, or the X of an ID number.
_CONTACT = "(?:qq|wx|vx|tel|phone|mobile|email|mail)"
_LETTERS_THEN_DIGIT = re.compile(rf"(?!{_CONTACT}\d)[A-Za-z]{{1,24}}\d", re.IGNORECASE)
_DIGIT_THEN_LETTERS = re.compile(rf"\d(?<!\d{{17}})(?!{_CONTACT}$)[A-Za-z]{{1,24}}$", re.IGNORECASE)


def _is_quantity(number: Number) -> bool:
    """Whether the number is money, a decimal fraction or a piece of a longer code, and so nobody's number."""
    before = number.before(26)
    if before.endswith(("￥", "¥", "$")) or number.follows(_AMOUNT):
        return True
    if re.search(r"(?<![\d.])(?:0|\d{3})\.$", before) and len(number.groups) == 1:
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


def _is_written_as(number: Number, customs: frozenset[tuple[int, ...]], prefix: int = 0) -> bool:
    """Whether the groups behind the prefix follow a custom, or stand alone and do not read as a list."""
    groups, skipped = list(number.groups), prefix
    while skipped >= groups[0]:
        skipped -= groups.pop(0)
    groups[0] -= skipped
    return len(groups) == 1 or tuple(groups) in customs or (number.isolated and not _is_list(number))


# ---- ID numbers

def _match_id(number: Number) -> Match | None:
    end, digits = number.end, number.digits
    if len(digits) == 17:
        if number.tail_x is None:
            return None
        end, digits = number.tail_x, digits + "X"
    proven = is_id_number(digits)
    if not proven and not number.isolated:
        return None
    labelled = _ID_LABEL.search(number.before(14)) is not None
    # A foreigner's residence permit begins with 9 as well, but credit codes are written far more often.
    if digits[0] == "9" and not labelled and is_credit_code(digits):
        return Match(number.start, end, None, certain=True)
    if not proven and not labelled:
        return None
    return Match(number.start, end, digits[:3] + "*" * (len(digits) - 4) + digits[-1], certain=proven)


def _match_old_id(number: Number) -> Match | None:
    if not is_old_id_number(number.digits) or _is_quantity(number):
        return None
    if not _ID_LABEL.search(number.before(14)) and _OTHER_LABEL.search(number.before(10)):
        return None
    if not _is_written_as(number, frozenset({(6, 6, 3), (3, 3, 3, 3, 3), (6, 9)})):
        return None
    return Match(number.start, number.end, number.digits[:3] + "*" * 11 + number.digits[-1])


# ---- bank cards

_MOBILE_FORM = r"(?:(?:00)?86)?1[3-9]\d{9}"
_LANDLINE_FORM = r"(?:0|(?:00)?860?)(?:10\d{8}|2\d{9}|[3-9]\d{9,10})"
_TELEPHONE = re.compile(f"{_MOBILE_FORM}|{_LANDLINE_FORM}")
_CARD_CUSTOMS = frozenset({
    (4, 4, 4, 4), (4, 4, 4, 5), (4, 4, 4, 6), (4, 4, 4, 7), (4, 4, 4, 4, 1), (4, 4, 4, 4, 2), (4, 4, 4, 4, 3),
    (6, 10), (6, 11), (6, 12), (6, 13), (8, 8), (6, 6, 4), (6, 6, 7),
})


def _match_bank_card(number: Number) -> Match | None:
    if not _is_written_as(number, _CARD_CUSTOMS) or number.follows(_LETTER) or _is_quantity(number):
        return None
    digits, before = number.digits, number.before(14)
    labelled = _BANK_LABEL.search(before) is not None
    if labelled and len(digits) < 16:
        if _TELEPHONE.fullmatch(digits):
            return None
    elif not labelled:
        # An ID number with a slip of the pen is no card, though one in ten passes Luhn.
        slipped_id = len(digits) == 18 and _PROVINCE.match(digits) and _is_birth_date(digits[6:14])
        organisation = digits[0] == "9" and is_credit_code(digits)
        if slipped_id or organisation or _OTHER_LABEL.search(before):
            return None
        if not 16 <= len(digits) <= 19 or digits[0] not in "34569" or not passes_luhn(digits):
            return None
    return Match(number.start, number.end, "*" * (len(digits) - 4) + digits[-4:])


# ---- telephones

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


def _match_mobile(number: Number) -> Match | None:
    prefix = len(number.digits) - 11
    if not _is_written_as(number, _MOBILE_CUSTOMS, prefix) or _is_quantity(number):
        return None
    digits = number.digits[prefix:]
    return _phone(number, digits, f"{digits[:3]}****{digits[7:]}", _EXTENSION)


def _match_landline(number: Number) -> Match | None:
    country = _COUNTRY.match(number.digits)
    prefix = country.end() if country else 0
    local = number.digits[prefix:]
    if country and local[0] != "0":
        if not (number.digits.startswith("00") or number.text[:number.start].endswith(("+", "+(", "(+"))):
            return None
        local = "0" + local
    area = area_code_length(local)
    customs = _LANDLINE_CUSTOMS | _ABROAD_CUSTOMS if country else _LANDLINE_CUSTOMS
    if local[area] in "01" or not _is_written_as(number, customs, prefix) or _is_quantity(number):
        return None
    if number.groups[0] > 4 and _OTHER_LABEL.search(number.before(10)):
        return None
    return _phone(number, local, f"{local[:area]}-{_local_mask(local[area:])}", _DASH_EXTENSION)


def _match_local(number: Number) -> Match | None:
    """A number without area code, which only its label tells from other figures."""
    custom = len(number.groups) == 1 or number.groups in _LOCAL_CUSTOMS
    if not custom or not _PHONE_LABEL.search(number.before(12)) or _is_quantity(number):
        return None
    return _phone(number, number.digits, _local_mask(number.digits), _DASH_EXTENSION)


def _match_hotline(number: Number) -> Match | None:
    """A 400 or 800 number, which is public by its nature and stays."""
    return Match(number.start, number.end, None) if number.groups in _HOTLINE_CUSTOMS else None


def area_code_length(number: str) -> int:
    """Length of the area code, with its zero, of a landline number: 3 for 010 and 02x, else 4."""
    return 3 if number[1] in "12" else 4


def _local_mask(digits: str) -> str:
    return "*" * (len(digits) - 3) + digits[-3:]


# ---- mail addresses and codes of organisations

_AT = re.compile(r"\s{0,2}(?:@|[\[(]at[\])])\s{0,2}", re.IGNORECASE)
_LOCAL_PART = re.compile(r"[A-Za-z0-9._%+*-]{1,64}$")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})"
_SPACED_END = r"\s?[.。点]\s?(?:com|cn|net|org|edu|gov)(?![A-Za-z0-9])"
_DOMAIN = re.compile(
    rf"{_LABEL}(?:(?:\.{_LABEL}){{0,4}}\.[A-Za-z]{{2,24}}|{_SPACED_END})(?:{_SPACED_END})?", re.IGNORECASE
)
_CREDIT_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NP-RTUW-Y]{18}(?![0-9A-Za-z])", re.IGNORECASE)


def _scan_email(reading: Reading) -> Iterator[Match]:
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


def _scan_credit_code(reading: Reading) -> Iterator[Match]:
    for found in _CREDIT_CODE.finditer(reading.text):
        code = found.group().upper()
        if is_credit_code(code) and not code[:17].isdigit():
            yield Match(found.start(), found.end(), None, certain=True)


PATTERNS: tuple[PatternDetector, ...] = (
    PatternDetector(EMAIL, _scan_email),
    PatternDetector("", _scan_credit_code),
)

NUMBERS: tuple[NumberDetector, ...] = (
    NumberDetector(ID_NUMBER, re.compile(r"[1-9]\d{16,17}"), _match_id),
    NumberDetector(BANK_CARD, re.compile(r"\d{12,21}"), _match_bank_card),
    NumberDetector(ID_NUMBER, re.compile(r"[1-8]\d{14}"), _match_old_id),
    NumberDetector("", re.compile(r"[48]00[1-9]\d{6}"), _match_hotline),
    NumberDetector(MOBILE, re.compile(_MOBILE_FORM), _match_mobile),
    NumberDetector(LANDLINE, re.compile(_LANDLINE_FORM), _match_landline),
    NumberDetector(LANDLINE, re.compile(r"[2-8]\d{6,7}"), _match_local),
)
