"""How a text with disguised digits is read: folding of characters and grouping of digits.

Owns the normalised readings and their way back to offsets in the input. What a number means is in
identifiers.py.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

# A longer run than this is no identifier that we know; it also bounds the work done for each digit.
MAX_DIGITS = 21

_SPOKEN = dict(zip("〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "000123456789" + "1123456789", strict=True))
_CIRCLED = dict(zip("⓪①②③④⑤⑥⑦⑧⑨❶❷❸❹❺❻❼❽❾", "0123456789" + "123456789", strict=True))
_NUMERALS = str.maketrans(_SPOKEN | _CIRCLED)
_DASHES = frozenset("−ー―")
_DOTS = frozenset("·•・‧∙⋅")
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")

# People draw a dash with the character for one, so it separates where it is not read as a digit.
_SEPARATORS = r"[\s\-._/|()一]"
_GAP = re.compile(_SEPARATORS + r"{1,8}")
_TOKEN = re.compile(r"[0-9]++|\*{3,}+")
_TAIL_X = re.compile(_SEPARATORS + r"{0,8}[xX×Х]")
_LONGEST_RESIDUE = 4


@lru_cache(maxsize=4096)
def _fold(char: str) -> str:
    """One character that means the same, or nothing for a character that cannot be seen."""
    if char in "\t\n\r\v\f":
        return char
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category in {"Cf", "Cc", "Mn", "Me"} or char in _BLANK_LETTERS:
        return ""
    if category in {"Zs", "Zl", "Zp"}:
        return " " if category == "Zs" else "\n"
    if category == "Pd" or char in _DASHES:
        return "-"
    if char in _DOTS:
        return "."
    plain = unicodedata.normalize("NFKC", char)
    # Circled and raised figures stay: mostly they are list marks, and only the spoken reading makes digits of
    # the circled ones.
    return plain if len(plain) == 1 and plain.isascii() and not plain.isdigit() else char


@dataclass(frozen=True)
class Reading:
    """A folded text with, for every character of it, the offsets in the input of its start and of its end."""

    text: str
    starts: list[int]
    ends: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the input of a non-empty stretch of this reading."""
        return self.starts[start], self.ends[end - 1]


@dataclass(frozen=True)
class Number:
    """Whole neighbouring digit groups of a reading, taken together as one number.

    `start` and `end` are offsets in the reading, `groups` the lengths as written, `gaps` what is between.
    `isolated` says that no further group precedes or follows in the same manner of writing.
    """

    text: str
    start: int
    end: int
    digits: str
    groups: tuple[int, ...]
    gaps: tuple[str, ...]
    isolated: bool

    @cached_property
    def tail_x(self) -> int | None:
        """Offset behind an X that follows the last digit, or None."""
        found = _TAIL_X.match(self.text, self.end)
        return found.end() if found else None

    def before(self, reach: int) -> str:
        """Up to `reach` characters of the same clause in front of the number."""
        return re.split(r"[，。；,;]", self.text[max(0, self.start - reach):self.start])[-1]

    def follows(self, pattern: re.Pattern[str]) -> bool:
        """Tell whether the text directly behind the number begins with the pattern."""
        return pattern.match(self.text, self.end) is not None


def read(text: str) -> Iterator[Reading]:
    """Reads a text as written and, if it has numerals in characters, a second time with those as digits."""
    folded: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for offset, char in enumerate(text):
        plain = _fold(char)
        if plain:
            folded.append(plain)
            starts.append(offset)
            ends.append(offset + 1)
        elif ends and unicodedata.category(char) in {"Mn", "Me"}:
            # An accent or the frame of a key belongs to the character that carries it.
            ends[-1] = offset + 1
    written = "".join(folded)
    yield Reading(written, starts, ends)
    spoken = written.translate(_NUMERALS)
    if spoken != written:
        yield Reading(spoken, starts, ends)


def numbers(reading: Reading, plausible: Callable[[str], object]) -> Iterator[Number]:
    """Yields every number with plausible digits (at most MAX_DIGITS) that begins and ends with a whole group.

    A group is never cut, so nothing is found inside a longer run. Groups that are left over from an earlier
    masking belong to no number, but still count as neighbours: that keeps masking idempotent.
    """
    text = reading.text
    tokens = [found.span() for found in _TOKEN.finditer(text)]
    sizes = tuple(end - start for start, end in tokens)
    gaps = tuple(_gap(text, left[1], right[0]) for left, right in pairwise(tokens))
    usable = [not _is_residue(text, start, end) for start, end in tokens]
    for first, (start, _) in enumerate(tokens):
        digits = ""
        for last in range(first, len(tokens)):
            if len(digits) + sizes[last] > MAX_DIGITS or not usable[last]:
                break
            opening, end = tokens[last]
            digits += text[opening:end]
            if plausible(digits):
                inside = tuple(gap or "" for gap in gaps[first:last])
                yield Number(text, start, end, digits, sizes[first:last + 1], inside,
                             _is_isolated(sizes, gaps, first, last))
            if last == len(gaps) or not gaps[last]:
                break


def _is_isolated(sizes: tuple[int, ...], gaps: tuple[str | None, ...], first: int, last: int) -> bool:
    inside = gaps[first:last]
    neighbours = []
    if first and gaps[first - 1] in inside:
        neighbours.append(sizes[first - 1])
    if last < len(gaps) and gaps[last] in inside:
        neighbours.append(sizes[last + 1])
    # Digits that stand one by one end where a longer group begins.
    return not neighbours or (min(neighbours) > 1 and max(sizes[first:last + 1]) == 1)


def _gap(text: str, start: int, end: int) -> str | None:
    """What separates two groups of one number: '' when they touch, None when they cannot belong together."""
    if start == end:
        return ""
    return text[start:end] if end - start <= 8 and _GAP.fullmatch(text, start, end) else None


def _is_residue(text: str, start: int, end: int) -> bool:
    """Whether a group is what an earlier masking left: a few digits that touch at least three stars."""
    if end - start > _LONGEST_RESIDUE:
        return False
    return text.startswith("***", end) or text.endswith("***", 0, start)
