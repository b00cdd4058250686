"""Names of persons: how a name is masked, and where the names that a form gave stand in a text."""

from collections.abc import Iterable, Iterator

from rules.identifiers.kinds import Match
from rules.identifiers.surnames import COMPOUND
from rules.readings import Reading

# What people put between the characters of a name; a star stays, for it is what an earlier masking left.
_BETWEEN = dict.fromkeys(map(ord, " \t\n\r\v\f.-_|/"))


def masked_name(name: str) -> str:
    """Mask a name as public pages do: 张*, 张*祥, 欧阳**; of a name without Chinese surname the first letter stays."""
    surname = 2 if len(name) > 2 and name[:2] in COMPOUND else 1
    if surname == 2:
        return name[:2] + "*" * (len(name) - 2)
    return name[0] + "*" * max(1, len(name) - 2) + (name[-1] if len(name) > 2 else "")


def given_names(names: Iterable[str]) -> tuple[str, ...]:
    """The names of a form without what stands between their characters, longest first; single letters are no names."""
    plain = {name.translate(_BETWEEN) for name in names}
    return tuple(sorted((name for name in plain if len(name) > 1), key=lambda name: (-len(name), name)))


def scan_given(reading: Reading, names: tuple[str, ...]) -> Iterator[Match]:
    """Where the names stand, also with blanks, dots or line breaks between the characters."""
    if not names:
        return
    places = [place for place, char in enumerate(reading.text) if ord(char) not in _BETWEEN]
    compact = "".join(reading.text[place] for place in places)
    for name in names:
        found = compact.find(name)
        while found >= 0:
            last = found + len(name) - 1
            yield Match(places[found], places[last] + 1, masked_name(name), certain=True)
            found = compact.find(name, last + 1)
