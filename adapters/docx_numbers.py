"""The numbers that Word counts itself (自动编号): 第一条 is often no text of the paragraph but a level of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from rules.numerals import LARGEST, chinese

DEEPEST = 9
_VAL = qn("w:val")
_PLACE = re.compile(r"%([1-9])")
_CHINESE = frozenset({"chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand",
                      "japaneseCounting", "ideographDigital"})
_CAPITALS = dict(zip("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟", strict=True))
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass
class _Level:
    """One level of a list: how it counts, what it prints (第%1条), where it starts, and the style that uses it."""

    kind: str = "decimal"
    text: str = ""
    start: int = 1
    gap: str = " "
    style: str = ""
    # After which levels it begins anew: after all above it, after the first so many, or (0) after none.
    restart: int = DEEPEST


@dataclass
class _Style:
    name: str = ""
    based_on: str = ""
    number: str | None = None
    level: int | None = None


@dataclass
class _List:
    """A use of a list: the levels that it shares with its other uses, and where it starts anew."""

    shared: str
    starts: dict[int, int] = field(default_factory=dict)


class Numbers:
    """Counts through a document, paragraph by paragraph in its order."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._styles = {} if styles is None else _styles(styles)
        self._lists: dict[str, _List] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._links: dict[str, str] = {}
        self._counts: dict[str, list[int]] = {}
        self._begun: set[str] = set()
        if numbering is not None:
            self._read(numbering)

    def next(self, paragraph: Any) -> str:
        """Return the number of the next paragraph as it is printed, with the gap after it; "" for none."""
        number, level = self._place(paragraph)
        used = self._lists.get(number or "")
        if used is None:
            return ""
        shared = self._resolved(used.shared)
        levels, counts = self._levels.get(shared, {}), self._counts.setdefault(shared, [0] * DEEPEST)
        own = levels.get(level)
        if own is None:
            return ""
        if number and number not in self._begun:
            self._begun.add(number)
            for at in used.starts:
                counts[at] = 0
        for at in range(level):
            counts[at] = counts[at] or self._start(used, levels, at)
        counts[level] = counts[level] + 1 if counts[level] else self._start(used, levels, level)
        for at in range(level + 1, DEEPEST):
            if at not in levels or level < levels[at].restart:
                counts[at] = 0
        if own.kind in ("bullet", "none"):
            return ""
        return _PLACE.sub(lambda found: _written(
            counts[int(found[1]) - 1], levels.get(int(found[1]) - 1, own).kind), own.text) + own.gap

    def is_contents(self, paragraph: Any) -> bool:
        """Tell whether a paragraph is a line of a table of contents."""
        style = self._styles.get(_style_of(paragraph))
        return style is not None and style.name.lower().startswith("toc ")

    def _start(self, used: _List, levels: dict[int, _Level], at: int) -> int:
        return used.starts.get(at, levels[at].start if at in levels else 1)

    def _place(self, paragraph: Any) -> tuple[str | None, int]:
        """Return the list and the level of a paragraph: its own, or those of its style and what that is based on."""
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        number, level = _numbered(own)
        style, seen = _style_of(paragraph), set()
        first = style
        while style in self._styles and style not in seen and (number is None or level is None):
            seen.add(style)
            found = self._styles[style]
            number = found.number if number is None else number
            level = found.level if level is None else level
            style = found.based_on
        if level is None and number in self._lists:
            levels = self._levels.get(self._resolved(self._lists[number].shared), {})
            level = next((at for at, one in levels.items() if one.style and one.style == first), 0)
        return (None if number == "0" else number), min(level or 0, DEEPEST - 1)

    def _resolved(self, shared: str) -> str:
        """Follow a list that only names the style in which its levels are."""
        style = self._styles.get(self._links.get(shared, ""))
        target = self._lists.get(style.number or "") if style else None
        return target.shared if target and not self._levels.get(shared) else shared

    def _read(self, numbering: Any) -> None:
        for shared in numbering.iterchildren(qn("w:abstractNum")):
            key = shared.get(qn("w:abstractNumId"), "")
            self._levels[key] = {_whole(one.get(qn("w:ilvl"))): _level(one)
                                 for one in shared.iterchildren(qn("w:lvl"))}
            self._links[key] = _value(shared, "w:numStyleLink")
        for used in numbering.iterchildren(qn("w:num")):
            starts = {_whole(one.get(qn("w:ilvl"))): _whole(_value(one, "w:startOverride"))
                      for one in used.iterchildren(qn("w:lvlOverride"))
                      if one.find(qn("w:startOverride")) is not None}
            self._lists[used.get(qn("w:numId"), "")] = _List(_value(used, "w:abstractNumId"), starts)


def _styles(styles: Any) -> dict[str, _Style]:
    found = {}
    for one in styles.iterchildren(qn("w:style")):
        number, level = _numbered(one.find(f"{qn('w:pPr')}/{qn('w:numPr')}"))
        found[one.get(qn("w:styleId"), "")] = _Style(_value(one, "w:name"), _value(one, "w:basedOn"), number, level)
    return found


def _level(level: Any) -> _Level:
    gap = {"nothing": "", "space": " "}.get(_value(level, "w:suff"), " ")
    start = level.find(qn("w:start"))
    restart = level.find(qn("w:lvlRestart"))
    return _Level(_value(level, "w:numFmt") or "decimal", _value(level, "w:lvlText"),
                  1 if start is None else _whole(start.get(_VAL)), gap, _value(level, "w:pStyle"),
                  DEEPEST if restart is None else _whole(restart.get(_VAL)))


def _numbered(properties: Any) -> tuple[str | None, int | None]:
    if properties is None:
        return None, None
    level = properties.find(qn("w:ilvl"))
    return _value(properties, "w:numId") or None, None if level is None else _whole(level.get(_VAL))


def _style_of(paragraph: Any) -> str:
    properties = paragraph.find(qn("w:pPr"))
    return "" if properties is None else _value(properties, "w:pStyle")


def _value(element: Any, name: str) -> str:
    child = element.find(qn(name))
    return "" if child is None else child.get(_VAL) or ""


def _whole(text: str | None) -> int:
    """Return a number of the file, 0 for what is none or far too large to be meant."""
    return int(text) if text and text.isdecimal() and len(text) < 6 else 0


def _written(number: int, kind: str) -> str:
    if not 0 < number <= LARGEST:
        return str(number)
    if kind in _CHINESE:
        return chinese(number)
    if kind == "chineseLegalSimplified":
        return "".join(_CAPITALS[sign] for sign in chinese(number))
    if kind == "ideographTraditional":
        return _STEMS[(number - 1) % len(_STEMS)]
    if kind in ("lowerRoman", "upperRoman"):
        return _roman(number) if kind == "lowerRoman" else _roman(number).upper()
    if kind in ("lowerLetter", "upperLetter"):
        sign = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return sign if kind == "lowerLetter" else sign.upper()
    if kind == "decimalEnclosedCircle" and number <= 20:
        return chr(ord("①") + number - 1)
    return f"{number:02}" if kind == "decimalZero" else str(number)


def _roman(number: int) -> str:
    written = ""
    for worth, signs in _ROMAN:
        written += signs * (number // worth)
        number %= worth
    return written
