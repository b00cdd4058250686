"""Numbers of passports and travel permits, and of other papers that a label names."""

import re
from collections.abc import Iterator

from rules.identifiers.kinds import Match
from rules.identifiers.surroundings import OTHER_LABEL, matches_at
from rules.readings import Reading

_BETWEEN = r"[\s.\-_]{0,2}"
_LABEL_END = r"(?:号码?|证号|编号|是|为|[:\s(#]){0,4}"


def _digits(count: str) -> str:
    return rf"(?:{_BETWEEN}\d){{{count}}}"


# E and G passports, permits for Hong Kong and Macao (C, W) and of their inhabitants (H, M).
_PASSPORT = re.compile(
    rf"(?<![0-9A-Za-z\-_.])(?:[EC]{_BETWEEN}[A-HJ-NP-Z]{_digits('7')}|[EGCW]{_digits('8')}"
    rf"|[HM](?:{_digits('10')}|{_digits('8')}))(?![0-9A-Za-z])", re.IGNORECASE)
_PASSPORT_ANCHOR = re.compile("[EGCWHMegcwhm]")
_NAMED_PASSPORT = re.compile(
    rf"(?:护照|通行证|台胞证|回乡证|旅行证|居留证|居留许可){_LABEL_END}"
    rf"(?P<number>(?:[A-Z]{_BETWEEN}){{0,2}}\d{_digits('6,9')})(?![0-9A-Za-z])",
    re.IGNORECASE)
_COORDINATE = re.compile(r"[EW]\s?\d{2,3}\.\d+", re.IGNORECASE)

_PAPERS = "|".join((
    "军官证|士兵证|士官证|文职干部证|警官证|退役军人优待证|优待证|社保卡|社会保障卡|社保号|社保编号|医保卡|医保号|医保编号|医疗证",
    "合作医疗证|户口簿|户口本|户号|残疾人?证|低保证|驾驶证|驾照|行驶证|学籍号|学号|准考证|考生号|工作证|工号|结婚证|离婚证|出生医学证明",
    "出生证|就业创业证|失业证|老年证|老年卡|证件|病历号|住院号|病案号|门诊号|就诊卡",
))
_CODE = rf"(?:[A-Z]{_BETWEEN}){{0,3}}\d(?:{_BETWEEN}[0-9A-Z]){{4,19}}"
_DOCUMENT = re.compile(
    rf"(?:{_PAPERS}){_LABEL_END}(?P<number>[\u4e00-\u9fff]{{1,2}}\s{{0,2}}字\s{{0,2}}第?{_digits('5,10')}\s{{0,2}}号|{_CODE})(?![0-9A-Za-z*]|[\s.-]{{1,4}}\d|[〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖])",
    re.IGNORECASE)
_ACCOUNT_DIGITS = 12


def scan_passport(reading: Reading) -> Iterator[Match]:
    """Find passports and permits by their shape or by their label; the letter and the last two digits stay."""
    for found in matches_at(_PASSPORT_ANCHOR, _PASSPORT, reading.text):
        before = reading.text[max(0, found.start() - 12):found.start()]
        if not OTHER_LABEL.search(before) and not _COORDINATE.fullmatch(found.group()):
            yield _masked(found, 0)
    for found in _NAMED_PASSPORT.finditer(reading.text):
        yield _masked(found, "number")


def scan_document(reading: Reading) -> Iterator[Match]:
    """Find other papers, such as 军官证 or 社保卡, which only their label tells; the last two signs stay."""
    for found in _DOCUMENT.finditer(reading.text):
        digits = sum(char.isdigit() for char in found["number"])
        # Long numbers of a 社保卡 are bank accounts; fifteen or more digits may be an ID number.
        if 4 <= digits < (_ACCOUNT_DIGITS if "社" in found.group() else 15):
            yield _masked(found, "number")


def _masked(found: re.Match[str], group: str | int) -> Match:
    number = re.sub(r"[\s.\-_]", "", found[group]).upper()
    head = number[0] if number[0].isalpha() and number[0].isascii() else ""
    masked = head + "*" * (len(number) - 2 - len(head)) + number[-2:]
    return Match(found.start(group), found.end(group), masked)
