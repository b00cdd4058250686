"""Fills the gaps of a template: choices, numbers, and words that stay the same throughout one letter and its reply."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

_INNERMOST = re.compile(r"\{([^{}]*)\}")
_NAMED = re.compile(r"([a-z_]+):(.+)")
_RANGE = re.compile(r"(\d+)-(\d+)")
_NAME = re.compile(r"[a-z_]+")
_YEARS = range(1900, 2100)


class Wording:
    """One letter's words: `{a|b}` chooses, `{3-9}` draws a number, `{n:3-9}` remembers it, `{n}` repeats it."""

    def __init__(self, chance: random.Random, words: Mapping[str, str], named: Mapping[str, str]) -> None:
        self._chance = chance
        self._words = dict(words)
        self._named = named
        self._said: set[str] = set()

    def fill(self, template: str) -> str:
        """Return the template without gaps; raises KeyError when it names a word that nobody gives."""
        while "{" in template:
            template = _INNERMOST.sub(lambda gap: self._filled(gap.group(1)), template)
        return template

    def learn(self, words: Mapping[str, str]) -> None:
        """Add words that are known only now, such as the dates of a reply."""
        self._words.update(words)

    def _filled(self, gap: str) -> str:
        if named := _NAMED.fullmatch(gap):
            return self._words.setdefault(named.group(1), self._drawn(named.group(2)))
        if _NAME.fullmatch(gap):
            if gap not in self._words:
                self._words[gap] = self._drawn(self._named[gap])
            return self._words[gap]
        return self._drawn(gap)

    def _drawn(self, choice: str) -> str:
        if bounds := _RANGE.fullmatch(choice):
            return _drawn_number(int(bounds.group(1)), int(bounds.group(2)), self._chance)
        options = choice.split("|")
        # What was said once is meant again: a letter about a bakery has a bakery in its reply.
        known = [option for option in options if option in self._said and len(option) > 1]
        chosen = known[0] if known else self._chance.choice(options)
        self._said.add(chosen)
        return chosen


def _drawn_number(least: int, most: int, chance: random.Random) -> str:
    number = chance.randint(least, most)
    if least >= 1000 and least not in _YEARS:
        number -= number % (100 if least >= 10_000 else 10)  # People round large sums.
    return str(number)


def named_gaps(template: str) -> dict[str, str]:
    """Return the remembered gaps that a template defines: name to choice."""
    gaps = (_NAMED.fullmatch(gap) for gap in _INNERMOST.findall(template))
    return {gap.group(1): gap.group(2) for gap in gaps if gap}
