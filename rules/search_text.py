"""How Chinese text becomes search words on both engines: overlapping pairs of Han characters, whole Latin words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from rules.vocabulary import Category

_RUN = re.compile(r"[㐀-䶿一-鿿豈-﫿𠀀-𪛟]+|[0-9a-z]+")
MAX_QUERY_CHARACTERS = 60
MAX_QUERY_WORDS = 8


def normal(text: str) -> str:
    """Return the text in the one form that is indexed: NFKC (full-width becomes plain), lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def tokens(text: str) -> list[str]:
    """Return the index words of a text in order: 农村低保 gives 农村 村低 低保; Latin words and numbers stay whole."""
    return [token for run in _RUN.findall(normal(text)) for token in _pieces(run)]


def facets(department_id: int, category: Category, year: int) -> list[str]:
    """Return the index words that stand for what a letter is filtered by; no text can contain them."""
    return [f"d{department_id}q", f"c{category.value.replace('_', '')}q", f"y{year}q"]


def query_words(text: str) -> list[list[str]]:
    """Return the query as words, each a phrase of index words that must stand together; [] when nothing to look for.

    At most 60 characters and 8 words are looked at, so that a query costs a bounded amount.
    """
    runs = _RUN.findall(normal(text)[:MAX_QUERY_CHARACTERS])
    return [list(_pieces(run)) for run in runs[:MAX_QUERY_WORDS]]


def highlight_spans(text: str, query: str) -> list[tuple[int, int]]:
    """Return the spans of `text` that the query's words match, in order and not overlapping.

    Spans are offsets in the text as given; characters whose NFKC form has another length are compared one by one.
    """
    folded = "".join(_fold(character) for character in text)
    spans: list[tuple[int, int]] = []
    for run in sorted(set(_RUN.findall(normal(query)[:MAX_QUERY_CHARACTERS])), key=len, reverse=True):
        spans += [match.span() for match in re.finditer(re.escape(run), folded)]
    return _merged(spans)


def excerpt(text: str, query: str, width: int = 80) -> str:
    """Return about `width` characters of the text around the first match, with … where it was cut."""
    spans = highlight_spans(text, query)
    start = max(0, spans[0][0] - width // 4) if spans else 0
    piece = text[start:start + width]
    return ("…" if start else "") + piece + ("…" if start + width < len(text) else "")


def _pieces(run: str) -> Iterator[str]:
    if run[0].isascii() or len(run) == 1:
        yield run
        return
    for left, right in zip(run, run[1:], strict=False):
        yield left + right


def _fold(character: str) -> str:
    folded = normal(character)
    return folded if len(folded) == 1 else character


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
