"""Which words of an application to look for in what is public already, and how much of it a found page has."""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST_TERMS = 4
READ_CHARACTERS = 600
# So much of what is asked for has to stand in a page before it is shown as similar.
LEAST_SHARE = 0.25
_NAMED = re.compile(r"《([^》]{2,60})》|([\u4e00-\u9fff]{2,12}[〔\[(（]\d{4}[〕\])）]\d{1,4}号)")
# What applications say whatever they ask for.
_COMMON = re.compile("申请|公开|获取|提供|政府信息|有关|相关|关于|以及|包括|情况|内容|材料|文件|信息|年度|全部|所有"
                     "|我县|本县|县城|的|和|与|及|在")
_RUN = re.compile(r"[\u4e00-\u9fff]{3,8}")
_SIGNS = re.compile(r"[\W_]+")


def terms(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return at most four words to look for, the most telling first: titles and 文号, known words, then long runs."""
    text = text[:READ_CHARACTERS]
    named = [first or second for first, second in _NAMED.findall(text)]
    words = sorted((word for word in known if len(word) > 1 and word in text), key=lambda word: (-len(word), word))
    runs = sorted(set(_RUN.findall(_COMMON.sub(" ", text))), key=lambda run: (-len(run), run))
    chosen: list[str] = []
    for word in (*named, *words, *runs):
        if not any(word in other for other in chosen):
            chosen.append(word)
    return tuple(chosen[:MOST_TERMS])


def share(asked: str, found: str) -> float:
    """Return which part of the pairs of characters that are asked for stands in a found text, from 0 to 1."""
    pairs = _pairs(_COMMON.sub(" ", asked[:READ_CHARACTERS]))
    return len(pairs & _pairs(found)) / len(pairs) if pairs else 0.0


def _pairs(text: str) -> set[str]:
    return {run[place:place + 2] for run in _SIGNS.split(text) for place in range(len(run) - 1)}
