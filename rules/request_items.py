"""Several things asked for in one application: where each begins, so that it can be offered as one request each.

一事一申请 is what most agencies ask for; nobody has to follow it, so this only finds what could be split.
"""

from __future__ import annotations

import re

MOST = 10
_HAN = "一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
# At the beginning of a line, or behind a colon, full stop or semicolon.
_START = r"(?:(?<=\n)|^|(?<=[：:；;。]))[ \t\u3000]*"
_FORMS = (
    re.compile(_START + r"(\d{1,2})[.．、)）](?!\d)[ \t\u3000]*"),
    re.compile(_START + r"[(（](\d{1,2})[)）][ \t\u3000]*"),
    re.compile(_START + rf"([{_HAN}])、[ \t\u3000]*"),
    re.compile(_START + rf"[(（]([{_HAN}])[)）][ \t\u3000]*"),
    re.compile(_START + rf"([{_CIRCLED}])[ \t\u3000]*"),
)


def split(text: str) -> tuple[str, ...]:
    """Return each thing that is asked for, with the words before the first one; the whole text when it is only one.

    Things are found when they are numbered from one without a gap, two to ten of them.
    """
    for form in _FORMS:
        marks = list(form.finditer(text))
        if 2 <= len(marks) <= MOST and [_value(mark[1]) for mark in marks] == list(range(1, len(marks) + 1)):
            before = text[:marks[0].start()].strip()
            ends = [mark.start() for mark in marks[1:]] + [len(text)]
            items = [text[mark.end():end].strip() for mark, end in zip(marks, ends, strict=True)]
            if all(items):
                return tuple(_with(before, item) for item in items)
    return (text,)


def _with(before: str, item: str) -> str:
    """Return a thing with the words before the first one; it comes first itself, since its title is made of it."""
    if not before:
        return item
    return f"{before}{item}" if before[-1] in "：:" else f"{item}\n{before}"


def token(first: str, place: int) -> str:
    """Return the form token of the `place`-th request of an application, from 1; the first keeps the form's own."""
    return first if place == 1 else f"{first}:{place}"


def _value(mark: str) -> int:
    for figures in (_HAN, _CIRCLED):
        if mark in figures:
            return figures.index(mark) + 1
    return int(mark)
