"""What a passage of a draft is called where it does not stand in its place: 第三条第二款. Owns no text."""

from __future__ import annotations

from collections.abc import Iterable

from rules.draft_text import HEADINGS, Level, Passage

WHOLE = "草案整体"
# A heading is named with its words, shortened to so many characters.
_HEADING_CHARACTERS = 30
_DIGITS = "零一二三四五六七八九"


def names(passages: Iterable[Passage]) -> dict[str, str]:
    """Return the name of every passage by its anchor, in their order; "" is the draft as a whole.

    A paragraph without a number of its own is counted from its article's first, which is the article's own text; a
    draft without articles has numbered paragraphs.
    """
    found = {"": WHOLE}
    article, paragraph, count = "", "", 1
    for one in passages:
        if one.level in HEADINGS:
            found[one.anchor] = f"{one.label} {one.text}".strip()[:_HEADING_CHARACTERS]
            continue
        if one.level is Level.ARTICLE:
            article, paragraph, count = one.label, "", 1
            found[one.anchor] = one.label or WHOLE
        elif one.level is Level.PARAGRAPH:
            count += 1
            paragraph = one.label or (f"第{spoken(count)}款" if article else f"第{spoken(count - 1)}段")
            found[one.anchor] = paragraph if one.label.startswith("第") and not article else article + paragraph
        else:
            found[one.anchor] = f"{article}{paragraph}第{one.label or '？'}项"
    return found


def spoken(number: int) -> str:
    """Return a number from 1 to 9999 as articles are numbered: 十、二十一、一百零三."""
    words, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            words += ("零" if zero and words else "") + _DIGITS[digit] + name
            zero = False
        else:
            zero = True
    return words.removeprefix("一") if 10 <= number < 20 else words
