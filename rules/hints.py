"""Hints for the person who de-identifies: words that tell of health, property, family and the like.

A hint masks nothing. What is masked without asking is in redaction.py; the words are in hint_words.py.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rules.hint_words import HINT_KINDS, MINOR, POST, POSTS, PROPERTY, UNITS, WORDS
from rules.readings import Manner, Reading, read

__all__ = ["HINT_KINDS", "Hint", "hints"]

_HAN = r"[\u3400-\u9fff]"


@dataclass(frozen=True)
class Hint:
    """A stretch of the text to look at: a slug of HINT_KINDS, offsets in that text, and why, as a sentence."""

    kind: str
    start: int
    end: int
    why: str


def _one_of(words: str) -> str:
    return "|".join(sorted(words.split(), key=lambda word: (-len(word), word)))


_KIND_OF = {word: kind for kind, words in WORDS.items() for word in words.split()}
_ANY_WORD = re.compile(_one_of(" ".join(_KIND_OF)))
_AGES = "|".join((*map(str, range(14)), *"零〇一二两三四五六七八九十", "十一", "十二", "十三"))
_AGE = re.compile(rf"(?<![0-9一二三四五六七八九十几多])(?:{_AGES})个?(?:周岁|岁|月大)(?!以)")
_CHILD_AT_SCHOOL = re.compile(
    r"(?:孩子|小孩|女儿|儿子|孙子|孙女|娃|学生)[^,。;\n]{0,12}?(?:幼儿园|托儿所|学前班|[一二三四五六]年级|上小学|读小学)")
_SUM = re.compile(
    r"(?:工资|薪水|收入|退休金|养老金|赔偿款?|补偿款?|欠款|贷款|存款|借款|借了|欠我|欠了)[^,。;\n0-9]{0,6}"
    r"[0-9][0-9,.]{0,12}(?:余|多)?(?:万|千|百)?(?:余|多)?(?:元|块)")
_POST = re.compile(rf"{_HAN}{{2,8}}?(?:{_one_of(UNITS)})的?(?:{_one_of(POSTS)})(?!们)")
_SHAPES = (
    (MINOR, _AGE, "说到不满十四周岁的孩子"),
    (MINOR, _CHILD_AT_SCHOOL, "说到上学的孩子，可能不满十四周岁"),
    (PROPERTY, _SUM, "写明了个人的收入、欠款或者补偿的数额"),
    (POST, _POST, "单位和职务放在一起，可能认出是谁"),
)


def hints(text: str) -> list[Hint]:
    """Point out what only a person can judge (个人信息保护法 art. 28): in order, without overlap, and masked by nobody.

    Blanks, full-width signs and invisible characters inside a word make no difference. Of two hints on the same
    stretch the one that begins first stays, then the longer one.
    """
    reading = next(reading for reading in read(text) if reading.manner is Manner.FLOWING)
    found = sorted(_hints(reading), key=lambda hint: (hint.start, -hint.end))
    kept: list[Hint] = []
    for hint in found:
        if not kept or hint.start >= kept[-1].end:
            kept.append(hint)
    return kept


def _hints(reading: Reading) -> Iterator[Hint]:
    for word in _ANY_WORD.finditer(reading.text):
        kind = _KIND_OF[word.group()]
        yield Hint(kind, *reading.span(*word.span()), f"“{word.group()}”可能说到{HINT_KINDS[kind]}，需要人工判断。")
    for kind, shape, why in _SHAPES:
        for found in shape.finditer(reading.text):
            yield Hint(kind, *reading.span(*found.span()), f"“{found.group()}”{why}，需要人工判断。")
