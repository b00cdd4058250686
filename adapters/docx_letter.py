"""The official letter (信函格式) as DOCX, for those who must edit or print it by themselves.

The same paper gives the same bytes. What stands where is decided in `rules/letter_paper.py`.
"""

from __future__ import annotations

from typing import Any

from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.shared import Mm, Pt

from adapters import docx_parts as parts
from adapters.docx_parts import CENTRE, MEASURE_MM, RIGHT
from rules.letter_paper import LetterPaper, Slip

# The rules are 170 mm wide, centred on the page: so far beyond the measure on either side.
BEYOND_LEFT, BEYOND_RIGHT = Mm(-8), Mm(-6)
HEAD_SIZES = {"": 38, "wide": 32, "wider": 26, "widest": 22}
LABEL_MM = 50
# What is to be filled in by hand gets this much room.
REASONS_MM, SIGN_MM = 45, 20


def write(paper: LetterPaper) -> bytes:
    """Return an official letter as DOCX."""
    document = parts.new(paper.title, paper.issuer, paper.made_at)
    _frame(document, paper)
    number = document.paragraphs[0] if document.paragraphs else document.add_paragraph()
    number.style, number.text = document.styles["顶格"], parts.clean(paper.number)
    number.alignment, number.paragraph_format.space_before = RIGHT, Mm(2.66)
    parts.titled(document, paper.title_lines)
    parts.paragraph(document, f"{paper.addressee}：", "顶格")
    if paper.words.rows:
        grid = _grid(document)
        for name, words in paper.words.rows:
            _row(document, grid, name, words)
    for line in paper.words.lines:
        paragraph = document.add_paragraph(style="正文")
        if line.lead:
            parts.faced(paragraph.add_run(parts.clean(line.lead)), parts.HEI)
        paragraph.add_run(parts.clean(line.words))
    parts.attached(document, paper.attachment_lines)
    parts.signed(document, paper.issuer, paper.issued_day)
    if paper.contact:
        parts.paragraph(document, f"（联系方式：{paper.contact}）", "正文")
    if paper.words.slip:
        _slip(document, paper.words.slip)
    return parts.saved(document)


def _frame(document: Any, paper: LetterPaper) -> None:
    """Put head and rules on the first page, which has no page number: 30 mm from its top, 20 mm from its foot."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header_distance, section.footer_distance = Mm(30), Mm(20)
    for footer in (section.footer, section.even_page_footer):
        # The page numbers stay where they are, 7 mm below the measure.
        footer.paragraphs[0].paragraph_format.space_after = Mm(5)
    head = section.first_page_header.paragraphs[0]
    head.style, head.text = document.styles["红头"], parts.clean(paper.issuer)
    size = HEAD_SIZES[paper.head_size]
    head.runs[0].font.size, head.runs[0].font.color.rgb = Pt(size), parts.RED
    head.paragraph_format.line_spacing = Pt(size * 1.05)
    low = section.first_page_footer.paragraphs[0]
    low.style = document.styles["附件说明"]
    for line, side, kind, space in ((head, "bottom", "thickThinSmallGap", "11"),
                                    (low, "bottom", "thinThickSmallGap", "0")):
        line.alignment, line.paragraph_format.left_indent = CENTRE, BEYOND_LEFT
        line.paragraph_format.right_indent = BEYOND_RIGHT
        parts.edge(line, side, "24", parts.RED_HEX, kind=kind, space=space)


def _grid(document: Any) -> Any:
    grid = document.add_table(rows=0, cols=2, style="Table Grid")
    grid.autofit = False
    return grid


def _row(document: Any, grid: Any, name: str, words: str, height_mm: int = 0) -> None:
    """Add a row of a label and what belongs to it; `height_mm` keeps room for handwriting."""
    row = grid.add_row()
    if height_mm:
        row.height_rule, row.height = WD_ROW_HEIGHT_RULE.AT_LEAST, Mm(height_mm)
    for cell, text, width in zip(row.cells, (name, words), (LABEL_MM, MEASURE_MM - LABEL_MM), strict=True):
        cell.width = Mm(width)
        lines = text.split("\n")
        cell.paragraphs[0].style, cell.paragraphs[0].text = document.styles["版记"], parts.clean(lines[0])
        for line in lines[1:]:
            cell.add_paragraph(parts.clean(line), "版记")


def _slip(document: Any, slip: Slip) -> None:
    document.add_page_break()
    parts.titled(document, (slip.title,), before=Pt(0))
    parts.paragraph(document, f"{slip.returned_to}：", "顶格").paragraph_format.space_after = Pt(14.5)
    grid = _grid(document)
    for place, (name, words) in enumerate(slip.rows):
        if place == slip.reasons_row:
            _row(document, grid, "意见", "\n".join(f"□ {choice}" for choice in slip.choices))
        _row(document, grid, name, words, {slip.reasons_row: REASONS_MM, slip.reasons_row + 1: SIGN_MM}.get(place, 0))
    parts.paragraph(document, slip.note, "版记")
