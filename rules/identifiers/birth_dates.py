"""Birth dates: a date is one only beside a word of birth; the year stays."""

import re
from collections.abc import Iterator

from rules.identifiers.kinds import Match
from rules.identifiers.surroundings import matches_at
from rules.readings import Reading

_NUMERAL = "[0-9〇零○一二三四五六七八九十廿卅正腊冬元初壹贰叁肆伍陆柒捌玖拾]"
_FEW = rf"{_NUMERAL}(?:\s{{0,2}}{_NUMERAL}){{0,2}}"
_CALENDAR = r"(?:(?:公元|公历|农历|阴历|阳历|旧历|古历)\s{0,2})?"
_DAY = rf"(?:\s{{0,2}}(?:{_FEW}\s{{0,2}}[日号]|[0-9]{{1,2}}|(?:(?![0-9]){_NUMERAL}){{1,3}}))?"
_MONTH_AND_DAY = rf"{_CALENDAR}{_FEW}\s{{0,2}}月{_DAY}"
_MARK = r"\s{0,2}[-./年月\s]\s{0,2}"
_YEAR = r"(?:1\s{0,2}[89]|2\s{0,2}0)(?:\s{0,2}\d){2}"
_DATE = (
    rf"(?:{_CALENDAR}(?P<year>{_NUMERAL}(?:[\s.]{{0,2}}{_NUMERAL}){{1,3}})\s{{0,2}}年\s{{0,2}}{_MONTH_AND_DAY}"
    rf"|(?P<iso>{_YEAR}){_MARK}(?:[01]\s{{0,2}})?\d"
    rf"(?:{_MARK}(?:[0-3]\s{{0,2}})?\d(?:\s?[日号])?|\s?月|(?=\s?$))(?!\d)"
    rf"|(?<!\d)(?P<digits>{_YEAR})\s{{0,2}}[01]\s{{0,2}}\d\s{{0,2}}[0-3]\s{{0,2}}\d(?!\d)"
    rf"|{_MONTH_AND_DAY})(?:\s{{0,2}}{_FEW}\s{{0,2}}月{_DAY})*+"
)
# 发生于, 学生于 and the like are no births.
_BORN = re.compile(
    r"出\s?生(?:年月日?|日期|时间|年份)?|(?<![发产学医先新招考师民养再卫陌女男])生于|生日|诞辰|生辰(?:八字)?|降生|诞生")
_BORN_ANCHOR = re.compile("[出生诞降]")
_BEHIND = re.compile(rf"(?:是|为|在|于|[:\s(])*+(?P<date>{_DATE})")
_AGED = re.compile(rf"[男女]性?[,、\s]{{1,2}}(?={_NUMERAL}|农历|阴历|公历)")
_PERSON = re.compile(
    rf"(?P<date>{_DATE})(?=\s?,\s?(?:[\u4e00-\u9fff]{{1,4}}[族人]|身份证|[家现]?住|籍贯|[^,。]{{2,8}}人,))")
_BIRTH = re.compile(r"生(?![产活效病意育态长日])")
_ENDS_IN_BIRTH = re.compile(r"(?:出\s?|[降诞])$")
_NO_BIRTH = re.compile("日期|年月|时间|地")
_ENDS_IN_DATE = re.compile(rf"(?P<date>{_DATE})[日号]?[ (]{{0,2}}$")
_ENDS_IN_NUMERAL = re.compile(rf"(?:{_NUMERAL}|[日号月])[日号]?[ (]{{0,2}}$")
_REACH = 40


def scan_birth_date(reading: Reading) -> Iterator[Match]:
    """Find dates with at least a month behind 出生, 生于, 生日 or before 出生, 生: of 1990年1月2日 remains 1990年."""
    text = reading.text
    for words, form in ((matches_at(_BORN_ANCHOR, _BORN, text), _BEHIND), (_AGED.finditer(text), _PERSON)):
        for word in words:
            found = form.match(text, word.end())
            if found:
                yield _masked(found, 0)
    for word in _BIRTH.finditer(text):
        opening = max(0, word.start() - _REACH)
        before = _ENDS_IN_BIRTH.sub("", text[opening:word.start()])
        if _ENDS_IN_NUMERAL.search(before[-4:]) and not _NO_BIRTH.match(text, word.end()):
            found = _ENDS_IN_DATE.search(before)
            if found:
                yield _masked(found, opening)


def _masked(found: re.Match[str], offset: int) -> Match:
    year = found["year"] or found["iso"] or found["digits"]
    start, end = found.span("date")
    return Match(start + offset, end + offset, re.sub(r"[\s.]", "", year) + "年" if year else "***")
