"""What the papers written as DOCX have in common: faces and sizes of GB/T 9704, page numbers, rules, cells of tables.

Owns no paper: `adapters/docx.py` writes the bulletin, `adapters/docx_letter.py` the official letter.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

FANG, SONG, HEI, KAI, TITLE = "仿宋", "宋体", "黑体", "楷体", "方正小标宋简体"
LINE = Pt(28.95)
MEASURE_MM = 156
RED_HEX = "C8161D"
RED = RGBColor(*bytes.fromhex(RED_HEX))
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


def new(title: str, issuer: str, made_at: datetime) -> Any:
    """Return an empty paper with its page, its styles, its page numbers and its properties."""
    document = Document()
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
    properties.title, properties.author, properties.last_modified_by = title, issuer, issuer
    properties.created = properties.modified = made_at.replace(tzinfo=None, microsecond=0)
    properties.comments, properties.language, properties.revision = "", "zh-CN", 1
    return document


def saved(document: Any) -> bytes:
    """Return a document as a file; the same document gives the same bytes."""
    stream = io.BytesIO()
    document.save(stream)
    return _without_times(stream.getvalue())


def titled(document: Any, lines: Iterable[str], *, before: Any = LINE * 2) -> None:
    """Add a title of centred lines, `before` under what comes before it and a line above what follows."""
    parts = tuple(lines)
    for place, line in enumerate(parts):
        title = paragraph(document, line, "公文标题")
        title.alignment = CENTRE
        title.paragraph_format.space_before = before if place == 0 else Pt(0)
        title.paragraph_format.space_after = LINE if place == len(parts) - 1 else Pt(0)


def signed(document: Any, issuer: str, day: str) -> None:
    """Add issuer and day, each centred under the other, the day four characters from the edge: the seal comes on both.

    A long name moves both to the left (GB/T 9704).
    """
    middle = max(4 + _room(day) / 2, _room(issuer) / 2)
    for place, words in enumerate((issuer, day)):
        line = paragraph(document, words, "顶格")
        line.alignment, line.paragraph_format.right_indent = RIGHT, Pt(16 * (middle - _room(words) / 2))
        line.paragraph_format.keep_with_next = place == 0
        line.paragraph_format.space_before = LINE if place == 0 else Pt(0)


def _room(words: str) -> float:
    """Return how wide words are, in characters; two Latin ones take the room of one."""
    return sum(0.5 if character.isascii() else 1 for character in words)


def attached(document: Any, lines: Iterable[str]) -> None:
    """Add the lines that name what is attached (附件说明), a line below the body."""
    for place, words in enumerate(lines):
        line = paragraph(document, words, "正文")
        if place == 0:
            line.paragraph_format.space_before = LINE
        else:
            line.paragraph_format.first_line_indent = Pt(16 * 5)


def paragraph(document: Any, words: str, style: str) -> Any:
    """Add a paragraph in one of the styles."""
    return document.add_paragraph(clean(words), style)


def clean(words: str) -> str:
    """Return words without the characters that no XML can hold."""
    return str(ILLEGAL_CHARACTERS_RE.sub("\ufffd", words))


def faced(run: Any, face: str) -> None:
    """Set a run in a face, for Latin and Chinese alike."""
    run.font.name = face
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def edge(owner: Any, side: str, eighths: str, colour: str, *, kind: str = "single", space: str = "4") -> None:
    """Draw a rule at one side of a paragraph: its width in eighths of a point, its space in points."""
    layout = owner._p.get_or_add_pPr()
    edges = layout.find(qn("w:pBdr"))
    if edges is None:
        edges = OxmlElement("w:pBdr")
        layout.insert_element_before(edges, *_AFTER_EDGES)
    drawn = OxmlElement(f"w:{side}")
    for name, value in (("val", kind), ("sz", eighths), ("space", space), ("color", colour)):
        drawn.set(qn(f"w:{name}"), value)
    edges.append(drawn)


def repeat(row: Any) -> None:
    """Repeat a row at the head of every page of its table."""
    mark = OxmlElement("w:tblHeader")
    row._tr.get_or_add_trPr().append(mark)


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


def _page_number(footer: Any, side: Any) -> None:
    """Write — 1 —, at the right of odd pages and at the left of even ones, one character from the edge."""
    footer.is_linked_to_previous = False
    line = footer.paragraphs[0]
    line.alignment = side
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(14)
    for kind, words in (("", "— "), ("begin", ""), ("", " PAGE "), ("end", ""), ("", " —")):
        run = line.add_run("" if kind or words == " PAGE " else words)
        faced(run, SONG)
        run.font.size = Pt(14)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif words == " PAGE ":
            code = OxmlElement("w:instrText")
            code.text = words
            run._r.append(code)


def _without_times(content: bytes) -> bytes:
    """Return the archive with its parts in order and the clock's time in none of them."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            made.writestr(zipfile.ZipInfo(name, _NO_TIME), given.read(name), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
