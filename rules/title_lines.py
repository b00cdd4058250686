"""How the title of an official paper is broken into centred lines (GB/T 9704: 梯形或菱形, words kept whole)."""

from __future__ import annotations

import re

# A title in 2号 (22 pt) on a measure of 156 mm.
MOST_CHARACTERS = 20
ABOUT = "关于"
# Numbers with their unit, and what stands in brackets or quotes, are not torn apart.
_WHOLE = re.compile(r"\d+[年月日季号]?|第.季度|《[^》]*》|〔[^〕]*〕|（[^）]*）|的通报|.", re.S)


def title_lines(title: str, most: int = MOST_CHARACTERS) -> tuple[str, ...]:
    """Return a title in as few lines as `most` characters allow, the first one the shorter: the issuer by itself.

    Two digits or Latin letters take the room of one character.
    """
    issuer, about, rest = title.partition(ABOUT)
    if _room(title) <= most:
        return (title,)
    if issuer and about and _room(issuer) <= most and _room(about + rest) <= most:
        return issuer, about + rest
    count = -(-_room(title) // most)
    while True:
        lines = _filled(title, -(-_room(title) // count), most)
        if len(lines) <= count:
            return lines
        count += 1


def _filled(title: str, aim: int, most: int) -> tuple[str, ...]:
    lines, line = [], ""
    for piece in _WHOLE.findall(title):
        if line and (_room(line + piece) > most or _room(line) >= aim):
            lines.append(line)
            line = ""
        line += piece
    return (*lines, line)


def _room(text: str) -> int:
    narrow = sum(character.isascii() for character in text)
    return len(text) - narrow + -(-narrow // 2)
