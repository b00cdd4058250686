"""A paper in the form of an official letter (信函格式, GB/T 9704): its parts in order, ready to be set or written.

Owns what stands where; the words are in `rules/notice_words.py` and `rules/reply_words.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from rules.agency_names import full_day
from rules.title_lines import title_lines

# How the red head is set by the longest name that it holds on 170 mm: the wider the name, the smaller its letters.
HEADS = ((12, ""), (14, "wide"), (17, "wider"))
WIDEST = "widest"
# 28 characters on a line, two of them the indent.
LINE_CHARACTERS = 26


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph. `lead` is its first words, set in 黑体; "" when it has none."""

    words: str
    lead: str = ""

    @property
    def is_short(self) -> bool:
        """Tell whether it is less than a line, and so no text for a seal to stand under by itself."""
        return len(self.lead + self.words) < LINE_CHARACTERS


@dataclass(frozen=True, slots=True)
class Slip:
    """A reply slip (回复单) on a page of its own: rows to fill in, and choices to tick."""

    title: str
    returned_to: str
    rows: tuple[tuple[str, str], ...]
    choices: tuple[str, ...]
    note: str

    @property
    def reasons_row(self) -> int:
        """The place of the first row to fill in, before which the choices stand."""
        return [words for _, words in self.rows].index("")


@dataclass(frozen=True, slots=True)
class Words:
    """What a form says: its title, its paragraphs or rows, and what hangs on it."""

    title: str
    lines: tuple[Line, ...]
    rows: tuple[tuple[str, str], ...] = ()
    attachments: tuple[str, ...] = ()
    slip: Slip | None = None


@dataclass(frozen=True, slots=True)
class Signing:
    """In whose name a paper goes out, under which number, on which day; `made_at` is the instant of its issue."""

    issuer: str
    number: str
    issued_on: date
    made_at: datetime


@dataclass(frozen=True, slots=True)
class LetterPaper:
    """The whole paper from its red head to the line of whom to ask (附注)."""

    words: Words
    signing: Signing
    addressee: str
    contact: str

    @property
    def title(self) -> str:
        return self.words.title

    @property
    def issuer(self) -> str:
        return self.signing.issuer

    @property
    def made_at(self) -> datetime:
        return self.signing.made_at

    @property
    def number(self) -> str:
        return self.signing.number

    @property
    def issued_day(self) -> str:
        return full_day(self.signing.issued_on)

    @property
    def title_lines(self) -> tuple[str, ...]:
        return title_lines(self.title)

    @property
    def head_size(self) -> str:
        """How the red head is set: "" in full size, else how wide the name is."""
        return next((size for longest, size in HEADS if len(self.issuer) <= longest), WIDEST)

    @property
    def attachment_lines(self) -> tuple[str, ...]:
        """附件说明: one attachment has no number, several have (GB/T 9704)."""
        names = self.words.attachments
        if len(names) == 1:
            return (f"附件：{names[0]}",)
        return tuple(f"{'附件：' if place == 1 else ''}{place}.{name}" for place, name in enumerate(names, 1))
