"""Whole numbers as Chinese writes them in numbered texts: 第三条, （二十一）."""

from __future__ import annotations

from rules.questions import DIGITS

_TENS = ((1000, "千"), (100, "百"), (10, "十"))
LARGEST = 9_999


def chinese(number: int) -> str:
    """Return a number from 0 to 9999 in Chinese: 十, 二十一, 一百零五. Raises ValueError beyond."""
    if not 0 <= number <= LARGEST:
        raise ValueError(f"{number} has no short form.")
    if number < 10:
        return DIGITS[number]
    written, left, gap = "", number, False
    for worth, sign in _TENS:
        digit, left = divmod(left, worth)
        if digit:
            written += ("零" if gap and written else "") + DIGITS[digit] + sign
            gap = False
        else:
            gap = bool(written)
    if left:
        written += ("零" if gap else "") + DIGITS[left]
    # Ten to nineteen are said without the leading one.
    return written.removeprefix("一") if 10 <= number < 20 else written
