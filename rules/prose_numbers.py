"""Numbers in Chinese official prose: figures with their units, told from dates, deadlines, file and article numbers.

Owns how a number is written; what it counts is read in `rules/prose_figures.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

_DIGITS = dict(zip("〇零一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_TENS = {"十": 10, "百": 100, "千": 1000}
_WIDE = str.maketrans("０１２３４５６７８９％．－（）：；", "0123456789%.-():;")
_CHINESE = "[〇零一二两三四五六七八九十百千]+"
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_ANY = rf"(?:{_ARABIC}|{_CHINESE})"
_UNIT = r"个?百分点|%|件次|件|封|个?工作日|天"
_NUMBER = re.compile(
    rf"(?P<percent>百分之)(?P<spoken>{_CHINESE}(?:点[〇零一二三四五六七八九]+)?)"
    rf"|(?P<arabic>{_ARABIC})(?P<more>[多余几]|万|亿)?\s*(?P<unit>{_UNIT})?"
    rf"|(?P<chinese>{_CHINESE})(?P<few>[多余几])?(?P<of>{_UNIT})")
# What holds digits and counts nothing, in the order in which it is looked for.
_OTHERS = re.compile("|".join((
    r"[〔\[(【]\s*(?:19|20)\d\d\s*[〕\])】]\s*\d*\s*号?",  # 〔2026〕3号
    r"[A-Za-z]+\d{4}-\d+",  # X2026-12
    r"(?:19|20)\d\d[-/.]\d{1,2}(?:[-/.]\d{1,2})?(?!\d)",
    r"(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)",
    r"(?<![\d.,])(?:12345|12315|12328|110|119|120|122|114)(?![\d.,]|\s*(?:件|封|%))",
    r"\d{1,2}(?:月份?)?\s*[-—–~至到]\s*\d{1,2}月份?",  # 7—9月
    r"(?:\d{2,4}年)?\d{1,2}月(?:份|\d{1,2}[日号]|[底初末]|[上中下]旬)?(?:以?前|起)?",
    r"\d{4}年度?|\d{1,2}[日号](?!\s*件)",
    r"[〇零一二三四五六七八九]{4}年|[一二三四五六七八九十]{1,3}月(?:份|[一二三四五六七八九十]{1,3}日|[底初末]|[上中下]旬)?",
    rf"第{_ANY}",  # 第十二条, 第3名
    r"\d{1,2}:\d{2}",
    rf"{_ANY}\s*个?(?:工作日|自然日|小时|月|星期|周|日|天|年)(?:之?[内前后]|以[内前后]|起)",  # 五个工作日内
    rf"(?m:^\s*\(?{_ANY}[)、.](?!\d))",  # 1. （一）
)))
_ROUGH_BEFORE = re.compile(
    r"(?:[约近逾超]|超过|不足|至少|不[少低高]于|不超过|将近|大约|[高低多少]于|平均每\S{0,4})\s*$")
_ROUGH_AFTER = re.compile(r"\s*(?:[及或]?以[上下内]|左右|上下|多|余|不到)")
# 每一件, 这一件 and 同一件 count nothing.
_POINTING = re.compile(r"[每这那某同逐任哪首]$")
_ROUGH_WORDS = re.compile(r"[一两二三四五六七八九]成|[一过大]半|几十?件|数十件|三分之[一二]")


@dataclass(frozen=True, slots=True)
class Number:
    """A figure in a text, from `start` up to `end` with its unit: 件, 件次, %, 百分点, 工作日, 天 or "".

    `value` is exact, `decimals` how many are printed. `is_rough`: 约, 以上, 左右 and the like stand beside it.
    """

    start: int
    end: int
    value: Fraction
    decimals: int
    unit: str
    is_rough: bool = False

    def rounds(self, exact: Fraction) -> bool:
        """Tell whether the exact value, rounded half up to the printed decimals, is this number."""
        scale = 10 ** self.decimals
        size = abs(exact) * scale
        rounded = Fraction((2 * size.numerator + size.denominator) // (2 * size.denominator), scale)
        return (rounded if exact >= 0 else -rounded) == self.value


def plain(text: str) -> str:
    """Return the text with full-width digits and signs made half-width; every character stays in its place."""
    return text.translate(_WIDE)


def numbers(text: str) -> list[Number]:
    """Return the figures of a plain text in their order; dates, deadlines, file and telephone numbers are none."""
    hidden = _OTHERS.sub(lambda found: "\0" * len(found[0]), text)
    made = [_number(hidden, found) for found in _NUMBER.finditer(hidden)]
    return [one for one in made if one is not None]


def rough_words(text: str) -> list[str]:
    """Return the words that state a figure roughly: 两成, 一半."""
    return [found[0] for found in _ROUGH_WORDS.finditer(text)]


def chinese_number(text: str) -> int | None:
    """Return the number written in Chinese, 一百二十三 or digit by digit 二〇二六; None for what is none."""
    if not any(sign in _TENS for sign in text):
        return int("".join(str(_DIGITS[sign]) for sign in text)) if text else None
    whole = digit = 0
    lowest = 10_000
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            if _TENS[sign] >= lowest:
                return None
            lowest = _TENS[sign]
            whole, digit = whole + (digit or (1 if sign == "十" else 0)) * lowest, 0
    return whole + digit


def _number(text: str, found: re.Match[str]) -> Number | None:
    before = text[max(0, found.start() - 8):found.start()]
    if found["percent"]:
        whole, _, part = found["spoken"].partition("点")
        read = chinese_number(whole)
        decimals = "".join(str(_DIGITS[sign]) for sign in part)
        if read is None:
            return None
        return Number(found.start(), found.end(), Fraction(f"{read}.{decimals or 0}"), len(decimals), "%",
                      _is_rough(before, text[found.end():]))
    unit = (found["unit"] or found["of"] or "").removeprefix("个").replace("封", "件")
    if found["arabic"]:
        digits = found["arabic"].replace(",", "")
        return Number(found.start(), found.end(), Fraction(digits), len(digits.partition(".")[2]), unit,
                      bool(found["more"]) or _is_rough(before, text[found.end():]))
    value = chinese_number(found["chinese"])
    if value is None or _POINTING.search(before):
        return None
    return Number(found.start(), found.end(), Fraction(value), 0, unit,
                  bool(found["few"]) or _is_rough(before, text[found.end():]))


def _is_rough(before: str, after: str) -> bool:
    return bool(_ROUGH_BEFORE.search(before) or _ROUGH_AFTER.match(after))
