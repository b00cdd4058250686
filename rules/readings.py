"""How a text with disguised digits and words is read: folding of characters, joining of lines, grouping of digits.

Owns the normalised readings and their way back to offsets in the input. What a stretch means is in identifiers/.
"""

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from itertools import pairwise
from typing import Self

# A shorter or longer run is no identifier that we know; the limit also bounds the work done for each digit.
MIN_DIGITS, MAX_DIGITS = 7, 21

_SPOKEN = dict(zip("〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "000123456789" + "1123456789", strict=True))
_FRAMED = dict(zip(
    "⓪①②③④⑤⑥⑦⑧⑨❶❷❸❹❺❻❼❽❾⑴⑵⑶⑷⑸⑹⑺⑻⑼⒈⒉⒊⒋⒌⒍⒎⒏⒐⓵⓶⓷⓸⓹⓺⓻⓼⓽➀➁➂➃➄➅➆➇➈➊➋➌➍➎➏➐➑➒㊀㊁㊂㊃㊄㊅㊆㊇㊈㈠㈡㈢㈣㈤㈥㈦㈧㈨⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉",
    "0123456789" + "123456789" * 8 + "01234567890123456789", strict=True))
_NUMERALS = str.maketrans(_SPOKEN | _FRAMED)
_DASHES = frozenset("−ー―")
_DOTS = frozenset("·•・‧∙⋅")
_TWINS = frozenset(map(chr, (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20))))
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")

# People draw a dash with the character for one, so it separates where it is not read as a digit.
_SEPARATORS = r"[\s\-._/|()一*~`\\]"
_GAP = re.compile(_SEPARATORS + r"{1,8}")
_TOKEN = re.compile(r"[0-9]++|\*{3,}+")
# Three figures in a row, one of them a numeral: fewer make no number that is spoken.
_NUMERAL_SIGN = f"[{''.join(map(chr, _NUMERALS))}]"
_FIGURE = f"[0-9{''.join(map(chr, _NUMERALS))}]"
_GAPS = r"[\s\-._/|()*~`\\A-Za-z]{0,8}"
_SPOKEN_NUMBER = re.compile("|".join((
    f"{_NUMERAL_SIGN}{_GAPS}{_FIGURE}{_GAPS}{_FIGURE}", f"[0-9]{_GAPS}{_NUMERAL_SIGN}{_GAPS}{_FIGURE}",
    f"[0-9]{_GAPS}[0-9]{_GAPS}{_NUMERAL_SIGN}")))
_TAIL_X = re.compile(_SEPARATORS + r"{0,8}[xX×Х]")
_CLAUSE_END = re.compile("[。,;]")
_LONGEST_RESIDUE = 4
_TABLE = 100

_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8}[0-9]{0,2});")
_TAGS = "|".join((
    "a|abbr|b|big|br|center|code|del|div|em|font|h[1-6]|hr|i|ins|li|mark|nobr|ol|p|pre|s|small|span|strong|sub|sup",
    "td|th|tr|u|ul|wbr",
))
_MARKUP = re.compile(rf"</?(?:{_TAGS})(?:[\s/][^<>]{{0,200}})?>|<!--[^<>]{{0,200}}-->", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]")
_NUMERAL = re.compile(f"[{''.join(_SPOKEN)}十百]")
_BLANKS = re.compile(r"[ \t]++|[._-]{1,2}")
_CHINESE_OR_SIGN = re.compile(r"[\u3400-\u9fff\u3001-\u3011\uff01-\uff5e]")
_LINE_BREAK = re.compile(r"(?<![\n\r \t])[ \t]{0,9}\r?\n[ \t]{0,9}(?![\n\r \t])")
# What stands farther from a line break than this is the same in the flowing and in the joined reading.
_NEAR_A_BREAK = 60



class Manner(Enum):
    """How a reading was made. Each next one assumes more about what the writer meant."""

    WRITTEN = "every character folded to its plain form"
    SPOKEN = "numerals as digits"
    FLOWING = "without the blanks beside Chinese characters"
    JOINED = "also without the line breaks beside Chinese characters"


def _fold(char: str) -> str:
    """One character that means the same, or a sign for a character that cannot be seen or only dresses another."""
    if char in "\t\n\r\v\f":
        return char
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category in {"Mn", "Me"}:
        return _ACCENT
    if category in {"Cf", "Cc"} or char in _BLANK_LETTERS:
        return _UNSEEN
    if category in {"Zs", "Zl", "Zp"}:
        return " " if category == "Zs" else "\n"
    if category == "Pd" or char in _DASHES:
        return "-"
    if char in _DOTS:
        return "."
    plain = unicodedata.normalize("NFKC", char)
    # Circled and raised figures stay: mostly they are list marks, and only the spoken reading makes digits of
    # the circled ones. Of Chinese characters only the twins for radicals and old character sets are folded.
    if len(plain) == 1 and (plain.isascii() and not plain.isdigit() or char in _TWINS):
        return plain
    return char


class _Folding(dict[int, str]):
    """The table of a translation that learns each character when it is first met; full, it is begun anew."""

    def __missing__(self, code: int) -> str:
        if len(self) > 20_000:
            self.clear()
        self[code] = _fold(chr(code))
        return self[code]


_FOLDING = _Folding()
_UNSEEN, _ACCENT = "\x00", "\x01"
_NOTHING = re.compile("[\x00\x01]+")


@dataclass(frozen=True)
class Reading:
    """A folded text with, for every character of it, the offsets in the input of its start and of its end.

    A reading that leaves something out has `cuts`, the places where it did, and for each how much of the `whole` has
    been `skipped` so far; then the offsets are those of the whole. At `breaks` the two sides belong together. A spoken
    reading knows what is `unspoken`, its text with numerals.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    manner: Manner = Manner.WRITTEN
    cuts: tuple[int, ...] = ()
    skipped: tuple[int, ...] = ()
    breaks: frozenset[int] = frozenset()
    whole: Self | None = None
    unspoken: str = ""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the input of a non-empty stretch of this reading."""
        if self.whole is not None:
            return self.whole.span(start + self._skipped(start), end + self._skipped(end - 1))
        while self.text.startswith(_ACCENT, end):  # it belongs to the character that carries it
            end += 1
        return self.starts[start], self.ends[end - 1]

    def _skipped(self, place: int) -> int:
        nearest = bisect_right(self.cuts, place)
        return self.skipped[nearest - 1] if nearest else 0

    def crosses_line(self, start: int, end: int) -> bool:
        """Tell whether the stretch runs over a line break that this reading leaves out."""
        return any(place in self.breaks for place in range(start + 1, end))


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
        return _CLAUSE_END.split(self.text[max(0, self.start - reach):self.start])[-1]

    def follows(self, pattern: re.Pattern[str]) -> bool:
        """Tell whether the text directly behind the number begins with the pattern."""
        return pattern.match(self.text, self.end) is not None


def read(text: str) -> Iterator[Reading]:
    """Reads a text in every manner that makes a difference; markup is read once as it stands and once left out.

    Character references such as &#49; are always read as the character that they stand for.
    """
    folded = _decoded(Reading(text.translate(_FOLDING), range(len(text)), range(1, len(text) + 1)))
    nothing = [found.span() for found in _NOTHING.finditer(folded.text)]
    plain = _without(folded, nothing, Manner.WRITTEN) if nothing else folded
    yield from _manners(plain)
    if _MARKUP.search(plain.text):
        markup = (found.span() for found in _MARKUP.finditer(plain.text))
        yield from _manners(_without(plain, markup, plain.manner))


def _manners(written: Reading) -> Iterator[Reading]:
    yield written
    if _SPOKEN_NUMBER.search(written.text):
        spoken = written.text.translate(_NUMERALS)
        yield replace(written, text=spoken, manner=Manner.SPOKEN, unspoken=written.text)
    flowing = _without(written, _blanks(written.text), Manner.FLOWING)
    yield flowing
    breaks = [found.span() for found in _LINE_BREAK.finditer(flowing.text)]
    if breaks:
        yield _without(flowing, breaks, Manner.JOINED, _far_from(breaks, len(flowing.text)))


def _blanks(text: str) -> Iterator[tuple[int, int]]:
    """Blanks beside Chinese, and dots or dashes between two Chinese characters, unless both are numerals."""
    for found in _BLANKS.finditer(text):
        start, end = found.span()
        before, behind = text[start - 1:start], text[end:end + 1]
        if text[start] in " \t":
            if _CHINESE_OR_SIGN.match(before) or _CHINESE_OR_SIGN.match(behind):
                yield start, end
        elif _HAN.match(before) and _HAN.match(behind) and not (_NUMERAL.match(before) and _NUMERAL.match(behind)):
            yield start, end


def _far_from(breaks: list[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    """The stretches that are not near any line break."""
    ends = [-_NEAR_A_BREAK, *(end for _, end in breaks)]
    starts = [*(start for start, _ in breaks), length + _NEAR_A_BREAK]
    for end, start in zip(ends, starts, strict=True):
        if start - end > 3 * _NEAR_A_BREAK:
            yield end + _NEAR_A_BREAK, start - _NEAR_A_BREAK


def _decoded(reading: Reading) -> Reading:
    """The reading with character references decoded; their characters cannot be told apart in the input."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    offset = 0
    for found in _REFERENCE.finditer(reading.text):
        start, end = found.span()
        meant = html.unescape(found.group()).translate(_FOLDING)
        pieces += [reading.text[offset:start], meant]
        starts += [*reading.starts[offset:start], *[reading.starts[start]] * len(meant)]
        ends += [*reading.ends[offset:start], *[reading.ends[end - 1]] * len(meant)]
        offset = end
    if not offset:
        return reading
    pieces.append(reading.text[offset:])
    return Reading("".join(pieces), [*starts, *reading.starts[offset:]], [*ends, *reading.ends[offset:]])


def _without(reading: Reading, left_out: Iterable[tuple[int, int]], manner: Manner,
             also: Iterable[tuple[int, int]] = ()) -> Reading:
    """The reading without some stretches; those named `also` are no breaks, and nothing reaches over them."""
    pieces: list[str] = []
    cuts: list[int] = []
    skipped: list[int] = []
    breaks: set[int] = set()
    offset = length = 0
    for start, end, is_break in sorted([*((*span, True) for span in left_out), *((*span, False) for span in also)]):
        pieces.append(reading.text[offset:start])
        length += start - offset
        if not is_break:
            pieces.append("\n")
            length, end = length + 1, end - 1
        offset = end
        cuts.append(length)
        skipped.append(offset - length)
        if is_break:
            breaks.add(length)
    if not cuts:
        return replace(reading, manner=manner)
    pieces.append(reading.text[offset:])
    return Reading("".join(pieces), (), (), manner, tuple(cuts), tuple(skipped), frozenset(breaks), reading)


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
    for opening, closing in _rows(reading, tokens, gaps):
        for first in range(opening, closing):
            digits, start = "", tokens[first][0]
            for last in range(first, closing):
                if len(digits) + sizes[last] > MAX_DIGITS or not usable[last]:
                    break
                end = tokens[last][1]
                digits += text[tokens[last][0]:end]
                if len(digits) >= MIN_DIGITS and plausible(digits):
                    inside = tuple(gap or "" for gap in gaps[first:last])
                    yield Number(text, start, end, digits, sizes[first:last + 1], inside,
                                 _is_isolated(sizes, gaps, first, last))


def _rows(reading: Reading, tokens: list[tuple[int, int]], gaps: tuple[str | None, ...]) -> Iterator[tuple[int, int]]:
    """The rows of groups that can hold a number: the first group of each, and the one behind its last.

    Too few digits are none, so many single figures are a table, and a row without numerals has been told by the
    written reading.
    """
    first = 0
    for last in range(len(tokens)):
        if last < len(gaps) and gaps[last]:
            continue
        start, end = tokens[first][0], tokens[last][1]
        groups = last + 1 - first
        is_table = groups > _TABLE and end - start < 4 * groups
        if end - start >= MIN_DIGITS and not is_table and reading.text[start:end] != reading.unspoken[start:end]:
            yield first, last + 1
        first = last + 1


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
