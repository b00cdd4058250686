"""Tables of figures for pages: numbers as text, each with the address of the cases behind it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """A number as it is written; `address` opens the cases behind it, "" where there are none. `label` is for phones.

    A `base` with an address of its own follows after a stroke: 24 / 31.
    """

    words: str
    address: str = ""
    label: str = ""
    base: str = ""
    base_address: str = ""


@dataclass(frozen=True)
class TableRow:
    """One line; `part` of `whole` is drawn as a bar when the table has bars."""

    head: str
    cells: tuple[Cell, ...]
    hint: str = ""
    is_total: bool = False
    part: int = 0
    whole: int = 0


@dataclass(frozen=True)
class Table:
    """A table under a heading that says what is found in it. `late`: its bars draw what is missing in red."""

    heading: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    is_bars: bool = False
    late: bool = False


@dataclass(frozen=True)
class Headline:
    """One of the few large figures at the head of a page."""

    words: str
    number: str
    unit: str = ""
    address: str = ""
