"""The annual report as DOCX, its tables with heads that span, in the faces and sizes of GB/T 9704.

The same paper gives the same bytes. What stands where is decided in `rules/annual_paper.py`.
"""

from __future__ import annotations

from typing import Any

from docx.shared import Mm, Pt

from adapters import docx_parts as parts
from adapters.docx_parts import KAI, LEFT, MEASURE_MM, RIGHT
from rules.annual_grid import Grid, Line
from rules.annual_paper import AnnualPaper

UNIT_MM = 14
# The labels take this share of the measure, the numbers the rest.
LABEL_SHARE, WIDE_LABEL_SHARE, FEW = 0.6, 0.42, 3


def write(paper: AnnualPaper) -> bytes:
    """Return an annual report, or the table of 2018 alone, as DOCX."""
    document = parts.new(paper.title, paper.issuer, paper.made_at)
    if paper.mark:
        parts.paragraph(document, paper.mark, "顶格")
    parts.titled(document, paper.title_lines)
    if paper.signing.correction:
        parts.paragraph(document, f"（本版更正：{paper.signing.correction}）", "正文")
    for section in paper.sections:
        parts.paragraph(document, section.heading, "一级标题").paragraph_format.keep_with_next = True
        for words in section.paragraphs:
            paragraph = document.add_paragraph(style="正文")
            if words.lead:
                parts.faced(paragraph.add_run(parts.clean(words.lead)), KAI)
            paragraph.add_run(parts.clean(words.words))
        for grid in section.grids:
            if len(section.grids) > 1:
                parts.paragraph(document, grid.title, "附件说明").paragraph_format.keep_with_next = True
            _grid(document, grid)
    if paper.sections:
        day = paper.signing.signed_on
        parts.signed(document, paper.issuer, f"{day.year}年{day.month}月{day.day}日" if day else "（公布日期）")
    if paper.attachment is not None:
        _attachment(document, paper)
    return parts.saved(document)


def _attachment(document: Any, paper: AnnualPaper) -> None:
    assert paper.attachment is not None, "asked before"
    if paper.sections:
        document.add_page_break()
        parts.titled(document, (paper.attachment.title,), before=Pt(0))
    _grid(document, paper.attachment)
    for label, words in paper.lines:
        parts.paragraph(document, f"{label}：{words}", "附件说明")


def _grid(document: Any, grid: Grid) -> None:
    drawn = document.add_table(rows=len(grid.heads), cols=grid.columns, style="Table Grid")
    drawn.autofit = False
    style, widths = document.styles["表格"].style_id, _widths(grid)
    for column, width in zip(drawn.columns, widths, strict=True):
        column.width = width
    _heads(drawn, grid, style, widths)
    for line in grid.lines:
        row = drawn.add_row()
        _line(row, line, grid, style)
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    note = parts.paragraph(document, grid.note, "附件说明")
    note.paragraph_format.space_after = Pt(14)


def _heads(drawn: Any, grid: Grid, style: str, widths: list[Any]) -> None:
    """Fill the rows of the head; a cell that spans takes in its neighbours at the right and below."""
    taken: set[tuple[int, int]] = set()
    for place, heads in enumerate(grid.heads):
        column = 0
        for head in heads:
            while (place, column) in taken:
                column += 1
            spanned = {(place + down, column + right) for down in range(head.rows) for right in range(head.columns)}
            taken |= spanned
            cell = drawn.cell(place, column)
            if len(spanned) > 1:
                cell = cell.merge(drawn.cell(place + head.rows - 1, column + head.columns - 1))
            cell.width = sum(widths[column:column + head.columns])
            _words(cell, head.words, style, RIGHT if column and not (grid.has_units and column == 1) else LEFT)
        parts.repeat(drawn.rows[place])


def _line(row: Any, line: Line, grid: Grid, style: str) -> None:
    texts = [line.words, *([line.unit] if grid.has_units else []), *(one.words for one in line.numbers)]
    for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        is_number = place > (1 if grid.has_units else 0)
        _words(cell, text, style, RIGHT if is_number else LEFT)
    row.cells[0].paragraphs[0].paragraph_format.left_indent = Pt(10 * line.depth)


def _words(cell: Any, text: str, style: str, side: Any) -> None:
    paragraph = cell.paragraphs[0]
    paragraph._p.style, paragraph.text = style, parts.clean(text)
    paragraph.alignment = side


def _widths(grid: Grid) -> list[Any]:
    units = [Mm(UNIT_MM)] if grid.has_units else []
    label = MEASURE_MM * (WIDE_LABEL_SHARE if grid.columns > FEW else LABEL_SHARE)
    numbers = grid.columns - 1 - len(units)
    rest = (MEASURE_MM - label - UNIT_MM * len(units)) / numbers
    return [Mm(label), *units, *[Mm(rest)] * numbers]
