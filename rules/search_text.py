"""How Chinese text becomes search words on both engines: overlapping pairs of Han characters, whole Latin words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\ufa0e-\ufa29\U00020000-\U0002a6df]+|[0-9a-z]+")
MAX_QUERY_CHARACTERS = 60
MAX_QUERY_WORDS = 8
# From a plain sign to the same one in full width.
WIDER = 0xFEE0
# Rows of an index are in blocks, so that a search can look at the newest first on an engine without such an order.
BLOCK_ROWS = 2048
# Words of a title stand in the index once more, marked: mixed of Latin and Han, so that no text contains them.
TITLE_MARK = "t题"
# What stands further on in a very long text is not found: PostgreSQL counts no places beyond 16,383.
MAX_INDEX_WORDS = 15_000


def normal(text: str) -> str:
    """Return the text in the one form that is indexed: NFKC (full-width becomes plain), lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def tokens(text: str) -> list[str]:
    """Return the index words of a text in order: 农村低保 gives 农村 村低 低保 保; Latin words stay whole.

    Every Han character begins a word of the index, the last of a run one of its own: so each is found by its
    beginning, and no phrase reaches from one run into the next.
    """
    words: list[str] = []
    for run in _RUN.findall(normal(text)):
        words += [run] if run[0].isascii() else [run[place:place + 2] for place in range(len(run))]
    return words


def indexed(text: str) -> str:
    """Return the index words of a text as the index takes them; of a very long text only the first 15,000."""
    return " ".join(tokens(text)[:MAX_INDEX_WORDS])


def indexed_title(title: str) -> str:
    """Return the marked index words of a title, by which a search tells whether the title alone has its words."""
    return " ".join(f"{TITLE_MARK}{word}" for word in tokens(title))


def facets(rowid: int, department_id: int | None, category: str, year: int) -> list[str]:
    """Return the index words that stand for what a letter is filtered by, and for its block of rows.

    They mix Han with Latin, so no text contains them, and begin with Latin, so no search by a beginning finds them.
    """
    return [block_word(rowid // BLOCK_ROWS), department_word(department_id or 0), category_word(category),
            year_word(year)]


def block_word(block: int) -> str:
    """Return the index word of a block of rows."""
    return f"{block}段"


def department_word(department_id: int) -> str:
    """Return the index word of a department; 0 stands for none."""
    return f"{department_id}部"


def category_word(category: str) -> str:
    """Return the index word of a category of letters, or of published requests."""
    return f"{category.replace('_', '')}类"


def year_word(year: int) -> str:
    """Return the index word of a year."""
    return f"{year}年"


def query_words(text: str) -> list[list[str]]:
    """Return the query as words, each a phrase of index words that must stand together; [] when nothing to look for.

    At most 60 characters and 8 words are looked at, so that a query costs a bounded amount.
    """
    return [_phrase(run) for run in _runs(text)[:MAX_QUERY_WORDS]]


def highlight_spans(text: str, query: str) -> list[tuple[int, int]]:
    """Return the spans of `text` that the query's words match, in order and not overlapping.

    Spans are offsets in the text as given: Latin letters and digits match in either case and width.
    """
    return _merged([match.span() for pattern in _patterns(query) for match in pattern.finditer(text)])


def excerpt(text: str, query: str, width: int = 80) -> str:
    """Return about `width` characters of the text around the first match, with … where it was cut."""
    spans = highlight_spans(text, query)
    start = max(0, spans[0][0] - width // 4) if spans else 0
    piece = text[start:start + width]
    return ("…" if start else "") + piece + ("…" if start + width < len(text) else "")


@lru_cache(maxsize=64)
def _runs(query: str) -> tuple[str, ...]:
    return tuple(_RUN.findall(normal(query)[:MAX_QUERY_CHARACTERS]))


def _phrase(run: str) -> list[str]:
    if run[0].isascii() or len(run) == 1:
        return [run]
    return [run[place:place + 2] for place in range(len(run) - 1)]


@lru_cache(maxsize=64)
def _patterns(query: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile("".join(_forms(character) for character in run)) for run in _runs(query))


def _forms(character: str) -> str:
    if not character.isascii():
        return character
    pair = character + character.upper()
    return f"[{pair}{''.join(chr(ord(form) + WIDER) for form in pair)}]"


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
