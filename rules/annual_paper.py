"""An annual report as a paper: title, sections with their tables, and for the form of 2018 the lines to be signed.

Owns what stands where; words and numbers are those of rules/annual_body.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from rules import annual_body, annual_grid
from rules.annual_body import ReportBody, Section
from rules.annual_forms import SIGNED_2018, FormName
from rules.annual_grid import Grid
from rules.annual_table import AnnualTable
from rules.bulletin_paper import Paragraph
from rules.digest_tables import Column, Table
from rules.title_lines import title_lines

_LEAD = re.compile(r"（[一二三四五六七八九十]+）[^。；：]{1,30}[。：]")
DRAFT_MARK = "送审稿"


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signed and when; all empty of a draft. `sha256` is the digest that was signed."""

    issuer: str
    sha256: str = ""
    signed_on: date | None = None
    filled_on: date | None = None
    people: Mapping[str, str] | None = None
    correction: str = ""


@dataclass(frozen=True, slots=True)
class PaperSection:
    """A section with its heading, its paragraphs and the tables below them."""

    heading: str
    paragraphs: tuple[Paragraph, ...]
    grids: tuple[Grid, ...]


@dataclass(frozen=True, slots=True)
class AnnualPaper:
    """The whole paper. `attachment` is the table of 2018 for the years that had it, with `lines` to be signed."""

    title: str
    mark: str
    made_at: datetime
    signing: Signing
    sections: tuple[PaperSection, ...]
    attachment: Grid | None = None
    lines: tuple[tuple[str, str], ...] = ()
    phone: str = ""

    @property
    def issuer(self) -> str:
        return self.signing.issuer

    @property
    def title_lines(self) -> tuple[str, ...]:
        return title_lines(self.title)


def report_title(county: str, year: int) -> str:
    """Return the title of a report."""
    return f"{county}{year}年政府信息公开工作年度报告"


def report(county: str, body: ReportBody, signing: Signing) -> AnnualPaper:
    """Return a report ready to be set; one that is not signed yet says so."""
    form = annual_body.printed_form(body.year)
    grids = annual_grid.grids(body.tables[form])
    older = form is FormName.OF_2018
    sections = tuple(PaperSection(
        annual_body.heading(name), tuple(_paragraph(words) for words in body.words.get(name, ())),
        () if older else tuple(grid for grid in grids if grid.section == annual_body.heading(name)))
        for name in Section)
    return AnnualPaper(
        report_title(county, body.year), "" if signing.signed_on else DRAFT_MARK, body.made_at, signing, sections,
        grids[0] if older else None, _lines(signing, body.phone) if older else (), body.phone)


def statistics(county: str, table: AnnualTable, made_at: datetime, signing: Signing, phone: str) -> AnnualPaper:
    """Return the table of 2018 of a year alone, with its lines to be signed."""
    mark = "" if signing.signed_on else DRAFT_MARK
    return AnnualPaper(f"{county}{table.year}年政府信息公开情况统计表", mark, made_at, signing, (),
                       annual_grid.grids(table)[0], _lines(signing, phone), phone)


def sheets(body: ReportBody) -> tuple[Table, ...]:
    """Return a report as tables for a workbook: its words, and both forms with numbers as numbers."""
    words = tuple((annual_body.heading(name), line) for name in Section for line in body.words.get(name, ()))
    prose = Table("words", "文字", (Column("部分", width=16), Column("内容", width=60)), words, empty="还没有文字。")
    order = sorted(body.tables, key=lambda form: form is not annual_body.printed_form(body.year))
    return (prose, *(one for form in order for one in annual_grid.sheets(body.tables[form])))


def _lines(signing: Signing, phone: str) -> tuple[tuple[str, str], ...]:
    """Return the five lines under the table of 2018, empty where nobody has signed yet."""
    people = signing.people or {}
    day = signing.filled_on
    known = {**people, "联系电话": phone, "填报日期": f"{day.year}年{day.month}月{day.day}日" if day else ""}
    return tuple((label, known.get(label, "")) for label in SIGNED_2018)


def _paragraph(words: str) -> Paragraph:
    found = _LEAD.match(words)
    return Paragraph(found[0], words[found.end():]) if found else Paragraph("", words)
