"""Birth dates: a date is one only beside a word of birth; the year stays."""

import re
from collections.abc import Iterator

from rules.identifiers.kinds import Match
from rules.readings import Reading

_NUMERAL = "[0-9〇零○一二三四五六七八九十廿卅正腊冬元初壹贰叁肆伍陆柒捌玖拾]"
_FEW = rf"{_NUMERAL}(?:\s?{_NUMERAL}){{0,2}}"
_CALENDAR = r"(?:(?:公元|公历|农历|阴历|阳历|旧历|古历)\s{0,2})?"
_DAY = rf"(?:\s{{0,2}}(?:{_FEW}\s{{0,2}}[日号]|{_NUMERAL}{{1,3}}))?"
_MONTH_AND_DAY = rf"{_CALENDAR}{_FEW}\s{{0,2}}月{_DAY}"
_MARK = r"\s{0,2}[-./年月\s]\s{0,2}"
_DATE = (
    rf"(?:{_CALENDAR}(?P<year>{_NUMERAL}(?:[\s.]?{_NUMERAL}){{1,3}})\s{{0,2}}年\s{{0,2}}{_MONTH_AND_DAY}"
    rf"|(?P<iso>(?:1[89]|20)\d\d){_MARK}[01]?\d(?:{_MARK}[0-3]?\d)?(?:\s?[日号])?(?!\d)"
    r"|(?<!\d)(?P<digits>(?:1[89]|20)\d\d)[01]\d[0-3]\d(?!\d)"
    rf"|{_MONTH_AND_DAY})(?:\s{{0,2}}{_FEW}\s{{0,2}}月{_DAY})*+"
)
# 发生于, 学生于 and the like are no births.
_BORN = (
    r"(?:出\s?生(?:年月日?|日期|时间|年份)?|(?<![发产学医先新招考师民养再卫陌女男])生于"
    r"|生日|诞辰|生辰(?:八字)?|降生|诞生)"
)
_BEHIND = re.compile(rf"{_BORN}(?:是|为|在|于|[:\s(])*+(?P<date>{_DATE})")
_PERSON = re.compile(
    rf"(?<=[男女])性?[,、\s]{{1,2}}(?P<date>{_DATE})(?=\s?,\s?(?:[\u4e00-\u9fff]{{1,4}}[族人]|身份证|[家现]?住|籍贯|[^,。]{{2,8}}人,))")
_BEFORE = re.compile(rf"(?P<date>{_DATE})[日号]?[\s,(]{{0,2}}(?:出\s?生|降生|诞生|生人|生(?![产活效病意育态长]))")
_WORD_OF_BIRTH = re.compile("生|[男女]")


def scan_birth_date(reading: Reading) -> Iterator[Match]:
    """Find dates with at least a month behind 出生, 生于, 生日 or before 出生, 生: of 1990年1月2日 remains 1990年."""
    if not _WORD_OF_BIRTH.search(reading.text):
        return
    for form in (_BEHIND, _BEFORE, _PERSON):
        for found in form.finditer(reading.text):
            year = found["year"] or found["iso"] or found["digits"]
            masked = re.sub(r"[\s.]", "", year) + "年" if year else "***"
            yield Match(*found.span("date"), masked)
