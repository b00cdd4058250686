"""The bulletin as DOCX, for those who must edit it: the parts of the paper in the faces and sizes of GB/T 9704.

The same paper gives the same bytes. What stands where is decided in `rules/bulletin_paper.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.enum.section import WD_SECTION
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt

from adapters import docx_parts as parts
from adapters.docx_parts import CENTRE, LEFT, LINE, MEASURE_MM, RIGHT
from rules.bulletin_paper import BulletinPaper
from rules.digest_tables import Table


def write(paper: BulletinPaper) -> bytes:
    """Return a bulletin as DOCX."""
    document = parts.new(paper.title, paper.issuer, paper.made_at)
    for style, words in _front(paper):
        parts.paragraph(document, words, style)
    _number_and_rule(document)
    _body(document, paper)
    for place, table in enumerate(paper.attachments, 1):
        _attachment(document, place, table)
    _colophon(document, paper)
    return parts.saved(document)


def _front(paper: BulletinPaper) -> Iterator[tuple[str, str]]:
    if not paper.number:
        yield "顶格", "送审稿"
    yield "红头", paper.head
    yield "顶格", paper.number or "（未编号）"


def _number_and_rule(document: Any) -> None:
    """Centre head and number, and draw the red rule under the number."""
    number = document.paragraphs[-1]
    head = document.paragraphs[-2]
    head.alignment = number.alignment = CENTRE
    head.paragraph_format.space_before = Mm(25)
    head.runs[0].font.color.rgb = parts.RED
    number.paragraph_format.space_before = LINE * 2
    parts.edge(number, "bottom", "12", parts.RED_HEX)


def _body(document: Any, paper: BulletinPaper) -> None:
    parts.titled(document, paper.title_lines)
    parts.paragraph(document, f"{paper.addressees}：", "顶格")
    for section in paper.sections:
        parts.paragraph(document, section.heading, "一级标题").paragraph_format.keep_with_next = True
        for words in section.paragraphs:
            paragraph = document.add_paragraph(style="正文")
            if words.lead:
                parts.faced(paragraph.add_run(parts.clean(words.lead)), parts.KAI)
            paragraph.add_run(parts.clean(words.words))
    parts.attached(document, (f"{'附件：' if place == 1 else ''}{place}.{table.title}"
                              for place, table in enumerate(paper.attachments, 1)))
    parts.signed(document, paper.issuer, _day(paper) or "（印发日期）")
    parts.paragraph(document, paper.openness, "正文")


def _attachment(document: Any, place: int, table: Table) -> None:
    document.add_section(WD_SECTION.NEW_PAGE) if place == 1 else document.add_page_break()
    parts.paragraph(document, f"附件{place}", "一级标题").paragraph_format.first_line_indent = Pt(0)
    parts.paragraph(document, table.title, "公文标题").alignment = CENTRE
    grid = document.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    grid.autofit = False
    # By its id: looking a style up by name for every cell takes most of the time.
    style = document.styles["表格"].style_id
    _row(grid.rows[0], [column.words for column in table.columns], table, style)
    parts.repeat(grid.rows[0])
    for words in table.shown or [[table.empty, *[""] * (len(table.columns) - 1)]]:
        _row(grid.add_row(), words, table, style)
    if table.note:
        parts.paragraph(document, table.note, "附件说明")


def _row(row: Any, words: list[str], table: Table, style: str) -> None:
    room = sum(column.width for column in table.columns)
    for cell, text, column in zip(row.cells, words, table.columns, strict=True):
        cell.width = Mm(MEASURE_MM * column.width / room)
        paragraph = cell.paragraphs[0]
        paragraph._p.style, paragraph.text = style, parts.clean(text)
        paragraph.alignment = RIGHT if column.is_number else LEFT


def _colophon(document: Any, paper: BulletinPaper) -> None:
    lines = [f"抄送：{paper.copies_to}。"] if paper.copies_to else []
    lines.append(f"{paper.issuer}\t{_day(paper)}{'印发' if paper.issued_on else '（印发日期）'}")
    for place, words in enumerate(lines):
        line = parts.paragraph(document, words, "版记")
        line.paragraph_format.tab_stops.add_tab_stop(Mm(MEASURE_MM), WD_TAB_ALIGNMENT.RIGHT)
        line.paragraph_format.space_before = LINE if place == 0 else Pt(0)
        parts.edge(line, "top", "8" if place == 0 else "4", "000000")
    parts.edge(line, "bottom", "8", "000000")
    if paper.printed:
        parts.paragraph(document, f"（共印{paper.printed}份）", "版记").alignment = RIGHT


def _day(paper: BulletinPaper) -> str:
    day = paper.issued_on
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
