"""The bulletin as an official paper (GB/T 9704): its parts in their order, ready to be set or written as DOCX.

Owns what stands where; the words are those that people signed (rules/bulletin_body.py), the tables the digest's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from rules import digest_tables
from rules.bulletin_body import BulletinText, SectionName
from rules.digest_body import DigestBody
from rules.digest_tables import Column, Kind, Table
from rules.figures import Rate
from rules.localtime import local_date
from rules.statistics import shown_part
from rules.title_lines import title_lines
from rules.vocabulary import CATEGORY_LABELS, Category

# So many letters are named one by one on the paper, those that are late for longest.
MOST_NAMED = 100
# The longest name that the red head holds in its full size, in characters of 34 pt on 156 mm.
FULL_HEAD = 12
_LEAD = re.compile(r"（[一二三四五六七八九十]+）[^。；：]{1,30}[。：]")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body: `lead` is its numbered first sentence, set in 楷体, "" when it has none."""

    lead: str
    words: str


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the body with its heading: 一、总体情况."""

    heading: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Praised:
    """An example as it may be shown now; title and words are empty when its publication was taken down."""

    public_id: str
    is_good: bool
    title: str
    department: str
    words: str


@dataclass(frozen=True, slots=True)
class Demanded:
    """What is demanded of a department by a day."""

    department: str
    words: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Signing:
    """Number and day of an issued bulletin, both empty of a draft; `made_at` is when it was issued or last edited."""

    issuer: str
    number: str
    issued_on: date | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class BulletinPaper:
    """The whole paper from its red head to its colophon (版记)."""

    title: str
    signing: Signing
    addressees: str
    sections: tuple[Section, ...]
    attachments: tuple[Table, ...]
    copies_to: str
    printed: int
    is_internal: bool = False

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
    def issued_on(self) -> date | None:
        return self.signing.issued_on

    @property
    def openness(self) -> str:
        """Who may have the paper, as it stands under the signature."""
        return "（内部印件，不公开发布）" if self.is_internal else "（此件公开发布）"

    @property
    def head(self) -> str:
        return f"{self.signing.issuer}文件"

    @property
    def has_long_head(self) -> bool:
        return len(self.head) > FULL_HEAD

    @property
    def title_lines(self) -> tuple[str, ...]:
        return title_lines(self.title)


def paper(body: DigestBody, text: BulletinText, signing: Signing, examples: Sequence[Praised] = (),
          demands: Sequence[Demanded] = (), *, is_internal: bool = False) -> BulletinPaper:
    """Return a bulletin ready to be set; the internal one names each letter that is late, by its number alone."""
    sections = [Section(heading, tuple(_paragraph(words) for words in lines) + _behind(name, examples, demands))
                for name, heading, lines in text.headed(has_demands=bool(demands))]
    ranking = digest_tables.ranking(body) if is_internal else _ranking(body)
    attachments = (ranking, _headline(body), digest_tables.rates(body), *([named(body)] if is_internal else []))
    return BulletinPaper(text.title, signing, text.addressees.rstrip("：:"), tuple(sections), attachments,
                         text.copies_to.rstrip("。"), text.printed, is_internal)


def named(body: DigestBody) -> Table:
    """Return the letters that were in hand past their last day, the latest first: numbers and days, no words of theirs.

    For those who read every letter: who knows a letter's number and what it is about knows more than a count tells.
    """
    rows = sorted(body.overdue, key=lambda row: (row.days or 0, row.number))
    units = digest_tables.labels_of(body)
    listed = f"只列超期最久的{MOST_NAMED}件，一共{len(rows)}件。" if len(rows) > MOST_NAMED else ""
    return Table(
        "named", "期末超期在办的来信", (
            Column("编号", width=6), Column("承办单位", width=10), Column("类别", width=3),
            Column("收到", Kind.DAY, 6), Column("最后一天", Kind.DAY, 6), Column("超期\n工作日", Kind.NUMBER, 4)),
        tuple((row.number, units.get(row.department, row.department), CATEGORY_LABELS[Category(row.category)],
               local_date(row.received_at), row.due_on, None if row.days is None else -row.days)
              for row in rows[:MOST_NAMED]),
        f"{listed}超期的工作日数到{body.issue_on.month}月{body.issue_on.day}日。", empty="期末没有超期在办的来信。",
        is_letters=True)


def _behind(name: SectionName, examples: Sequence[Praised], demands: Sequence[Demanded]) -> tuple[Paragraph, ...]:
    if name is SectionName.EXAMPLES:
        return tuple(_example(one) for one in examples)
    if name is SectionName.DEMANDS:
        return tuple(Paragraph("", f"{place}.{one.department}：{one.words.rstrip('。')}，"
                                   f"{one.due_on.year}年{one.due_on.month}月{one.due_on.day}日前报告整改情况。")
                     for place, one in enumerate(demands, 1))
    return ()


def _example(one: Praised) -> Paragraph:
    tone = "办得好的" if one.is_good else "办得不好的"
    if not one.title:
        return Paragraph("", f"{tone}：公开件{one.public_id}已经撤下。")
    return Paragraph("", f"{tone}：{one.department}办理的“{one.title}”（公开件{one.public_id}）。{one.words}")


def _paragraph(words: str) -> Paragraph:
    found = _LEAD.match(words)
    return Paragraph(found[0], words[found.end():]) if found else Paragraph("", words)


def _ranking(body: DigestBody) -> Table:
    """Return the ranking as the public sees it: of one or two ratings no rate, which would tell how each one was."""
    table = digest_tables.ranking(body)
    place = [column.words for column in table.columns].index("满意率")
    rows = tuple((*row[:place], _public(row[place]), *row[place + 1:]) for row in table.rows)
    return replace(table, rows=rows, note="满意率的评价不到3次的，不写。名次相同的并列；没有应办结来信的单位不排名次。")


def _headline(body: DigestBody) -> Table:
    """Return the figures of the whole without those that there were none of, then or now."""
    table = digest_tables.headline(body)
    return replace(table, rows=tuple(row for row in table.rows if row[1] or row[2] or row[4]))


def _public(cell: digest_tables.Cell) -> digest_tables.Cell:
    return None if isinstance(cell, Rate) and shown_part(cell.part, cell.base) is None else cell
