"""A draft as numbered passages: headings, articles and their paragraphs, each with an anchor that stays.

Owns how lines become passages. Which passage of a new text is one of the old text is decided in
rules/draft_anchors.py; what a passage is called elsewhere in rules/passage_names.py.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from rules.errors import InputRefused
from rules.prose_numbers import chinese_number
from rules.text_checks import storable

MOST_PASSAGES = 2_000
MOST_CHARACTERS = 400_000
ANCHOR_CHARACTERS = 16
HEADING_CHARACTERS = 40
# A table of contents stands at the beginning, within so many lines.
CONTENTS_WITHIN = 20
EMPTY = "草案里没有文字。请上传写有正文的DOCX文件，或者把正文粘贴进来。"
FIELD = "draft"


class Level(StrEnum):
    """What a passage is; comments can be made on articles, paragraphs and items, not on headings."""

    CHAPTER = "chapter"
    SECTION = "section"
    ARTICLE = "article"
    PARAGRAPH = "paragraph"
    ITEM = "item"


HEADINGS = frozenset({Level.CHAPTER, Level.SECTION})


@dataclass(frozen=True)
class Passage:
    """One passage. `anchor` is its address on the page and in comments; `label` its printed number, "" without."""

    anchor: str
    level: Level
    label: str
    text: str

    @property
    def takes_comments(self) -> bool:
        """Tell whether something can be said of it; of a heading it is said of what stands below."""
        return self.level not in HEADINGS

    @property
    def whole(self) -> str:
        """Label and text as they are printed, a full-width space between them."""
        gap = "" if self.label.endswith(("、", "）", ".")) else "　"
        return gap.join(part for part in (self.label, self.text) if part)


_HAN = "[零〇一二三四五六七八九十百千]{1,7}"
_NUMBER = rf"(?:{_HAN}|[0-9]{{1,4}})"
_ARTICLE = re.compile(rf"(?P<label>第\s*(?P<number>{_NUMBER})\s*条(?:\s*之\s*(?P<after>{_NUMBER}))?)"
                      r"(?P<gap>[\s：:]*)(?P<text>.*)")
# A sentence may begin with the name of another article; it is no article for that.
_CITED = re.compile(r"[至、，,的所款项]|[第和与或]|及|以及|或者|规定|中的")
_CHAPTER = re.compile(rf"(?P<label>第\s*{_NUMBER}\s*[编章篇])\s*(?P<text>.*)")
_SECTION = re.compile(rf"(?P<label>第\s*{_NUMBER}\s*节)\s*(?P<text>.*)")
_LOOSE_CHAPTER = re.compile(r"(?P<text>附\s*则|总\s*则)")
_ANNEX = re.compile(rf"(?P<label>附[件表录]\s*{_NUMBER}|附[件表录](?=[\s：:]|$))\s*[：:]?\s*(?P<text>.*)")
_ITEM = re.compile(rf"[（(]\s*(?P<number>{_HAN})\s*[）)]\s*(?P<text>.*)")
_POINT = re.compile(r"(?:(?P<number>[0-9]{1,3})\s*(?:[．、]|\.(?![0-9]))|[（(]\s*(?P<round>[0-9]{1,3})\s*[）)])"
                    r"\s*(?P<text>.*)")
_CAPITAL = re.compile(rf"(?P<label>{_HAN}、)\s*(?P<text>.*)")
_BRACKETED = re.compile(r"[【〔\[][^】〕\]]{1,40}[】〕\]]")
_CONTENTS = re.compile(r"目\s*[录次]")
_DRAFT_MARK = re.compile(r"[（(](?:公开)?(?:征求意见稿|送审稿|修订草案|草案|讨论稿|审议稿)[^（）()]{0,12}[）)]$")
# Full-width digits, and marks that only steer a program.
_NARROW = {**{0xFF10 + digit: str(digit) for digit in range(10)}, 0xFEFF: None, 0x200B: None}
_SPACES = re.compile(r"\s+")
_SENTENCE = re.compile(r"[。；！？;!?]")
_HAN_GAP = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")


def parse(lines: Iterable[str], title: str = "") -> tuple[Passage, ...]:
    """Return the lines of a draft as passages; the same lines give the same ones.

    Articles (条) keep their numbers, with paragraphs (款), items (项) and points (目) below; a text without articles
    becomes numbered paragraphs under its headings. `title`, the draft's name, is left out where the text begins with
    it, as is a table of contents. Raises InputRefused for nothing, too much, or what cannot be stored.
    """
    plain = [one for one in (_plain(line) for line in lines) if one]
    # Both limits are looked at before anything is read closely.
    if len(plain) > MOST_PASSAGES:
        raise InputRefused(f"草案有{len(plain)}段，最多{MOST_PASSAGES}段。请把表格、名录等改作附件。", FIELD)
    size = sum(map(len, plain))
    if size > MOST_CHARACTERS:
        raise InputRefused(f"草案有{size}个字，最多{MOST_CHARACTERS}个字。请把附录等改作附件。", FIELD)
    plain = _without_contents(_without_title(plain, title))
    if not plain:
        raise InputRefused(EMPTY, FIELD)
    reader = _Reader(has_articles=_has_articles(plain))
    for line in plain:
        reader.take(line)
    return tuple(reader.passages)


def adopted_title(title: str) -> str:
    """Return the title of a draft as the final text has it: without the brackets that say that it is a draft."""
    return _DRAFT_MARK.sub("", title.strip().removeprefix("《").removesuffix("》")).strip()


def oddities(passages: Sequence[Passage]) -> tuple[str, ...]:
    """Return what whoever puts a draft down should look at once more, in sentences; nothing here is refused."""
    found = []
    numbers = [number for number in map(_article_number, passages) if number]
    for before, after in zip(numbers, numbers[1:], strict=False):
        if after == before:
            found.append(f"第{after}条出现了两次。")
        elif after not in (before + 1, 1):
            found.append(f"第{before}条后面是第{after}条，中间的条文可能漏了或者编号写错了。")
    broken = [one for one in passages if one.takes_comments and len(one.text) > 20 and one.text[-1].isalnum()]
    if len(broken) > max(2, len(passages) // 5):
        found.append(f"有{len(broken)}段不是以标点结尾的，可能是从PDF里粘贴时断了行。请把断开的行接上。")
    if passages and not any(one.takes_comments for one in passages):
        found.append("只认出了标题，没有认出正文，公众没有可以逐条提意见的地方。")
    long = [one for one in passages if len(one.text) > 1_000]
    if long:
        found.append(f"有{len(long)}段超过1000字，读起来吃力。可以分成几款。")
    return tuple(found)


def _plain(line: str) -> str:
    """Return a line with single spaces, without what no eye sees, and with the digits that numbers are read by."""
    visible = storable(line, FIELD, "草案").translate(_NARROW)
    return _SPACES.sub(" ", visible).strip()


def _tight(words: str) -> str:
    return re.sub(r"[\s《》]", "", words)


def _bare(title: str) -> str:
    """Return a title without what says that it is a draft."""
    return _DRAFT_MARK.sub("", _tight(title))


def _without_title(lines: list[str], title: str) -> list[str]:
    """Leave out the name of the draft at its beginning, which may be broken over three lines."""
    wanted = _bare(title)
    for count in range(1, min(3, len(lines)) + 1):
        if wanted and _bare("".join(lines[:count])) == wanted:
            has_mark = len(lines) > count and _DRAFT_MARK.fullmatch(_tight(lines[count]))
            return lines[count + 1:] if has_mark else lines[count:]
    return lines


def _without_contents(lines: list[str]) -> list[str]:
    """Leave out tables of contents: their headings up to the one that comes a second time, which begins the text."""
    at = 0
    while at < min(len(lines), CONTENTS_WITHIN):
        if _CONTENTS.fullmatch(lines[at]):
            lines = lines[:at] + lines[_after_contents(lines, at):]
        else:
            at += 1
    return lines


def _after_contents(lines: Sequence[str], at: int) -> int:
    seen: set[str] = set()
    for place in range(at + 1, len(lines)):
        # Without the dots and the number of the page.
        heading = _tight(lines[place]).rstrip("0123456789").rstrip(".…·—-")
        if heading in seen or not (_CHAPTER.match(heading) or _SECTION.match(heading)
                                   or _LOOSE_CHAPTER.fullmatch(heading) or _ANNEX.match(heading)):
            return place
        seen.add(heading)
    return len(lines)


def _has_articles(lines: Sequence[str]) -> bool:
    return any(_article(line, expected=1) for line in lines)


def _article(line: str, expected: int) -> re.Match[str] | None:
    """Return the line as an article, None for another. Without a gap after it its number must be the next one."""
    found = _ARTICLE.match(line)
    if found is None or found["gap"] or not found["text"] or _BRACKETED.match(found["text"]):
        return found
    is_next = _number(found) == (expected - 1 if found["after"] else expected)
    return found if is_next and not _CITED.match(found["text"]) else None


def _number(found: re.Match[str]) -> int:
    return _value(found["number"])


def _value(written: str) -> int:
    return int(written) if written.isdecimal() else chinese_number(written) or 0


def _article_number(passage: Passage) -> int:
    if passage.level is not Level.ARTICLE:
        return 0
    found = _ARTICLE.match(passage.label)
    return 0 if found is None or found["after"] else _number(found)


class _Reader:
    """Takes the lines of a draft one after another. `expected` is the number of the next article."""

    def __init__(self, has_articles: bool) -> None:
        self.passages: list[Passage] = []
        self._has_articles, self._expected = has_articles, 1
        self._anchors: set[str] = set()
        self._chapters = self._sections = self._loose = self._paragraphs = 0
        # Anchors of the article, of the paragraph in it and of the item, below which the next lines stand.
        self._article = self._part = self._item = ""

    def take(self, line: str) -> None:
        """Make a line a passage, or the text of the one before when that has only a number."""
        if self._heading(line) or self._numbered(line):
            return
        if not self._article:
            self._free(line)
        elif self._is_bare(self.passages[-1]):
            last = self.passages[-1]
            self.passages[-1] = replace(last, text=" ".join(part for part in (last.text, line) if part))
        else:
            self._paragraphs += 1
            self._part = self._item = ""
            self._part = self._add(f"{self._article}p{self._paragraphs}", Level.PARAGRAPH, "", line)

    def _heading(self, line: str) -> bool:
        if (found := _CHAPTER.match(line)) and _is_heading(found["text"]):
            return self._chapter(_tight(found["label"]), found["text"])
        if found := _LOOSE_CHAPTER.fullmatch(line):
            return self._chapter("", found["text"])
        if (found := _ANNEX.match(line)) and _is_heading(found["text"]):
            return self._chapter(_tight(found["label"]), found["text"])
        if (found := _SECTION.match(line)) and _is_heading(found["text"]):
            return self._section(_tight(found["label"]), found["text"])
        if self._article:
            return False
        if (found := _CAPITAL.match(line)) and found["text"] and _is_heading(found["text"]):
            return self._chapter(found["label"], found["text"], keeps_count=True)
        if (found := _ITEM.match(line)) and found["text"] and _is_heading(found["text"]):
            return self._section(f"（{found['number']}）", found["text"])
        return False

    def _chapter(self, label: str, text: str, *, keeps_count: bool = False) -> bool:
        self._chapters, self._sections = self._chapters + 1, 0
        self._article = self._part = self._item = ""
        if not keeps_count:
            self._loose = 0
        self._add(f"c{self._chapters}", Level.CHAPTER, label, _closed(text))
        return True

    def _section(self, label: str, text: str) -> bool:
        self._sections += 1
        self._article = self._part = self._item = ""
        self._add(f"c{self._chapters}s{self._sections}", Level.SECTION, label, _closed(text))
        return True

    def _numbered(self, line: str) -> bool:
        if self._has_articles and (found := _article(line, self._expected)):
            number, after = _number(found), _value(found["after"]) if found["after"] else 0
            self._expected, self._paragraphs = number + 1, 1
            self._part = self._item = ""
            self._article = self._add(f"a{number}" + (f"x{after}" if after else ""), Level.ARTICLE,
                                      _tight(found["label"]), found["text"])
        elif self._article and (found := _ITEM.match(line)):
            number = _value(found["number"])
            self._item = self._add(f"{self._part or self._article}i{number}", Level.ITEM, f"（{found['number']}）",
                                   found["text"])
        elif self._article and (found := _POINT.match(line)):
            above, number = self._item or self._part or self._article, int(found["number"] or found["round"])
            label = f"{number}." if found["number"] else f"（{number}）"
            self._add(f"{above}m{number}", Level.ITEM, label, found["text"])
        else:
            return False
        return True

    def _free(self, line: str) -> None:
        """Add a paragraph that belongs to no article; it is numbered here, since nobody else has numbered it."""
        self._loose += 1
        self._add(f"{f'c{self._chapters}' if self._chapters else ''}p{self._loose}", Level.PARAGRAPH,
                  f"第{self._loose}段", line)

    def _is_bare(self, passage: Passage) -> bool:
        is_bare = not passage.text or _BRACKETED.fullmatch(passage.text) is not None
        return passage.anchor == self._article and is_bare

    def _add(self, wanted: str, level: Level, label: str, text: str) -> str:
        anchor = free_anchor(wanted, self._anchors)
        self._anchors.add(anchor)
        self.passages.append(Passage(anchor, level, label, text))
        return anchor


def free_anchor(wanted: str, taken: Collection[str]) -> str:
    """Return the wanted anchor, or when it is taken, or too long for its column, the next one like it."""
    base = wanted if len(wanted) <= ANCHOR_CHARACTERS - 5 else "z"
    if base == wanted and wanted not in taken:
        return wanted
    return next(made for place in itertools.count(2) if (made := f"{base}v{place}") not in taken)


def _is_heading(text: str) -> bool:
    return len(text) <= HEADING_CHARACTERS and not _SENTENCE.search(text)


def _closed(words: str) -> str:
    """Return the words of a heading without the gaps that set it wide: 总　则."""
    return _HAN_GAP.sub("", words) if len(words) <= 7 else words
