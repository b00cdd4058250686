"""The bulletin as DOCX, for those who must edit it: the parts of the paper in the faces and sizes of GB/T 9704.

The same paper gives the same bytes. What stands where is decided in `rules/bulletin_paper.py`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from rules.bulletin_paper import BulletinPaper
from rules.digest_tables import Table

FANG, SONG, HEI, KAI, TITLE = "仿宋", "宋体", "黑体", "楷体", "方正小标宋简体"
LINE = Pt(28.95)
MEASURE_MM = 156
RED = RGBColor(0xC8, 0x16, 0x1D)
CENTRE, RIGHT, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT
_STYLES = (("正文", FANG, 16, 2), ("顶格", FANG, 16, 0), ("一级标题", HEI, 16, 2), ("公文标题", TITLE, 22, 0),
           ("红头", TITLE, 34, 0), ("表格", FANG, 10, 0), ("版记", FANG, 14, 0), ("附件说明", FANG, 12, 0))
# What follows the borders in the properties of a paragraph; readers insist on the order.
_AFTER_EDGES = tuple(f"w:{name}" for name in (
    "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE",
    "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents",
    "suppressOverlap", "jc", "textDirection", "textAlignment", "outlineLvl", "rPr", "sectPr", "pPrChange"))
# The earliest that a ZIP archive can say: the clock must not be in the file.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def write(paper: BulletinPaper) -> bytes:
    """Return a bulletin as DOCX."""
    document = Document()
    _set_up(document, paper)
    for style, words in _front(paper):
        _paragraph(document, words, style)
    _number_and_rule(document)
    _body(document, paper)
    for place, table in enumerate(paper.attachments, 1):
        _attachment(document, place, table)
    _colophon(document, paper)
    stream = io.BytesIO()
    document.save(stream)
    return _without_times(stream.getvalue())


def _front(paper: BulletinPaper) -> Iterator[tuple[str, str]]:
    if not paper.number:
        yield "顶格", "送审稿"
    yield "红头", paper.head
    yield "顶格", paper.number or "（未编号）"


def _set_up(document: Any, paper: BulletinPaper) -> None:
    """Give the document its page, its styles, its page numbers and its properties."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    for name, face, size, indent in _STYLES:
        _style(document, name, face, size, indent)
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer, RIGHT)
    _page_number(section.even_page_footer, LEFT)
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = paper.title, paper.issuer, paper.issuer
    properties.created = properties.modified = paper.made_at.replace(tzinfo=None, microsecond=0)
    properties.comments, properties.language, properties.revision = "", "zh-CN", 1


def _style(document: Any, name: str, face: str, size: float, indent: int) -> None:
    style = document.styles.add_style(name, 1)
    style.font.name, style.font.size = face, Pt(size)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    layout = style.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.first_line_indent = Pt(size * indent)
    layout.widow_control = False
    if size in (10, 12):
        layout.line_spacing = 1.0
    else:
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, max(LINE, Pt(size * 1.3))


def _number_and_rule(document: Any) -> None:
    """Centre head and number, and draw the red rule under the number."""
    number = document.paragraphs[-1]
    head = document.paragraphs[-2]
    head.alignment = number.alignment = CENTRE
    head.paragraph_format.space_before = Mm(25)
    head.runs[0].font.color.rgb = RED
    number.paragraph_format.space_before = LINE * 2
    _edge(number, "bottom", "12", "C8161D")


def _body(document: Any, paper: BulletinPaper) -> None:
    lines = paper.title_lines
    for place, line in enumerate(lines):
        title = _paragraph(document, line, "公文标题")
        title.alignment = CENTRE
        title.paragraph_format.space_before = LINE * 2 if place == 0 else Pt(0)
        title.paragraph_format.space_after = LINE if place == len(lines) - 1 else Pt(0)
    _paragraph(document, f"{paper.addressees}：", "顶格")
    for section in paper.sections:
        _paragraph(document, section.heading, "一级标题").paragraph_format.keep_with_next = True
        for words in section.paragraphs:
            paragraph = document.add_paragraph(style="正文")
            if words.lead:
                _faced(paragraph.add_run(_clean(words.lead)), KAI)
            paragraph.add_run(_clean(words.words))
    for place, table in enumerate(paper.attachments, 1):
        line = _paragraph(document, f"{'附件：' if place == 1 else ''}{place}.{table.title}", "正文")
        if place == 1:
            line.paragraph_format.space_before = LINE
        else:
            line.paragraph_format.first_line_indent = Pt(16 * 5)
    for place, signature in enumerate((paper.issuer, _day(paper) or "（印发日期）")):
        signed = _paragraph(document, signature, "顶格")
        signed.alignment, signed.paragraph_format.right_indent = RIGHT, Pt(16 * 4)
        signed.paragraph_format.space_before = LINE if place == 0 else Pt(0)
    _paragraph(document, paper.openness, "正文")


def _attachment(document: Any, place: int, table: Table) -> None:
    document.add_section(WD_SECTION.NEW_PAGE) if place == 1 else document.add_page_break()
    _paragraph(document, f"附件{place}", "一级标题").paragraph_format.first_line_indent = Pt(0)
    _paragraph(document, table.title, "公文标题").alignment = CENTRE
    grid = document.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    grid.autofit = False
    # By its id: looking a style up by name for every cell takes most of the time.
    style = document.styles["表格"].style_id
    _row(grid.rows[0], [column.words for column in table.columns], table, style)
    _repeat(grid.rows[0])
    for words in table.shown or [[table.empty, *[""] * (len(table.columns) - 1)]]:
        _row(grid.add_row(), words, table, style)
    if table.note:
        _paragraph(document, table.note, "附件说明")


def _row(row: Any, words: list[str], table: Table, style: str) -> None:
    room = sum(column.width for column in table.columns)
    for cell, text, column in zip(row.cells, words, table.columns, strict=True):
        cell.width = Mm(MEASURE_MM * column.width / room)
        paragraph = cell.paragraphs[0]
        paragraph._p.style, paragraph.text = style, _clean(text)
        paragraph.alignment = RIGHT if column.is_number else LEFT


def _colophon(document: Any, paper: BulletinPaper) -> None:
    lines = [f"抄送：{paper.copies_to}。"] if paper.copies_to else []
    lines.append(f"{paper.issuer}\t{_day(paper)}{'印发' if paper.issued_on else '（印发日期）'}")
    for place, words in enumerate(lines):
        line = _paragraph(document, words, "版记")
        line.paragraph_format.tab_stops.add_tab_stop(Mm(MEASURE_MM), WD_TAB_ALIGNMENT.RIGHT)
        line.paragraph_format.space_before = LINE if place == 0 else Pt(0)
        _edge(line, "top", "8" if place == 0 else "4", "000000")
    _edge(line, "bottom", "8", "000000")
    if paper.printed:
        _paragraph(document, f"（共印{paper.printed}份）", "版记").alignment = RIGHT


def _paragraph(document: Any, words: str, style: str) -> Any:
    return document.add_paragraph(_clean(words), style)


def _clean(words: str) -> str:
    """Return words without the characters that no XML can hold."""
    return str(ILLEGAL_CHARACTERS_RE.sub("\ufffd", words))


def _day(paper: BulletinPaper) -> str:
    day = paper.issued_on
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def _page_number(footer: Any, side: Any) -> None:
    """Write — 1 —, at the right of odd pages and at the left of even ones, one character from the edge."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
    for kind, words in (("", "— "), ("begin", ""), ("", " PAGE "), ("end", ""), ("", " —")):
        run = paragraph.add_run("" if kind or words == " PAGE " else words)
        _faced(run, SONG)
        run.font.size = Pt(14)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif words == " PAGE ":
            code = OxmlElement("w:instrText")
            code.text = words
            run._r.append(code)


def _faced(run: Any, face: str) -> None:
    run.font.name = face
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def _edge(paragraph: Any, side: str, eighths: str, colour: str) -> None:
    """Draw a rule at one side of a paragraph; its width is in eighths of a point."""
    layout = paragraph._p.get_or_add_pPr()
    edges = layout.find(qn("w:pBdr"))
    if edges is None:
        edges = OxmlElement("w:pBdr")
        layout.insert_element_before(edges, *_AFTER_EDGES)
    edge = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", eighths), ("space", "4"), ("color", colour)):
        edge.set(qn(f"w:{name}"), value)
    edges.append(edge)


def _repeat(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    row._tr.get_or_add_trPr().append(mark)


def _without_times(content: bytes) -> bytes:
    """Return the archive with its parts in order and the clock's time in none of them."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            made.writestr(zipfile.ZipInfo(name, _NO_TIME), given.read(name), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
