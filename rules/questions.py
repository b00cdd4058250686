"""The question for whoever cannot solve the puzzle: a small sum in words, which a screen reader reads out.

It owns the wording and what counts as the answer; who is asked, and how often, stands in `services/puzzles.py`.
"""

from __future__ import annotations

DIGITS = "零一二三四五六七八九"
LEAST, MOST = 2, 9
_OTHER_DIGITS = str.maketrans("０１２３４５６７８９〇两", "0123456789零二")
LONGEST_ANSWER = 8


def words(first: int, second: int) -> str:
    """Return the question with its numbers in words, such as 六加三等于几."""
    return f"{DIGITS[first]}加{DIGITS[second]}等于几"


def answer(typed: str) -> int | None:
    """Return the number that was typed, in figures of any width or in words, None for anything else."""
    text = "".join(typed.split()).rstrip("。.").translate(_OTHER_DIGITS)
    if not text or len(text) > LONGEST_ANSWER:
        return None
    if text.isascii():
        return int(text) if text.isdigit() else None
    return _spoken(text)


def _spoken(text: str) -> int | None:
    tens, ten, ones = text.rpartition("十")
    if any(len(part) > 1 or part not in DIGITS for part in (tens, ones)):
        return None
    if not ten:
        return DIGITS.index(ones)
    return (DIGITS.index(tens) if tens else 1) * 10 + (DIGITS.index(ones) if ones else 0)
