"""The bulletin as DOCX: the words of the paper in its faces, and no time of day in the file."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

from docx import Document
from docx.oxml.ns import qn

from adapters import docx
from tests.fixtures.printing import ISSUED_AT, bulletin


def test_docx_says_what_the_paper_says_in_the_faces_of_the_standard() -> None:
    paper = bulletin()
    opened = Document(io.BytesIO(docx.write(paper)))
    words = [(paragraph.style.name, paragraph.text) for paragraph in opened.paragraphs if paragraph.text]
    body = [text for style, text in words if style == "正文"]
    assert words[:2] == [("红头", paper.head), ("顶格", paper.number)]
    assert tuple(text for style, text in words if style == "公文标题")[:2] == paper.title_lines
    assert [text for style, text in words if style == "一级标题"][:5] == [one.heading for one in paper.sections]
    assert body[:6] == [one.lead + one.words for section in paper.sections for one in section.paragraphs][:6]
    assert "（此件公开发布）" in body
    assert words[-3:] == [("版记", f"抄送：{paper.copies_to}。"), ("版记", "云溪县人民政府办公室\t2026年10月12日印发"),
                          ("版记", "（共印60份）")]
    for table, written in zip(paper.attachments, opened.tables, strict=True):
        rows = [[cell.text for cell in row.cells] for row in written.rows]
        assert rows == [[column.words for column in table.columns], *table.shown]
    faces = {style.name: style.element.rPr.rFonts.get(qn("w:eastAsia")) for style in opened.styles
             if style.name in {"正文", "一级标题", "公文标题"}}
    assert faces == {"正文": "仿宋", "一级标题": "黑体", "公文标题": "方正小标宋简体"}
    section = opened.sections[0]
    margins = [section.top_margin, section.right_margin, section.bottom_margin, section.left_margin]
    assert [round(margin.mm) for margin in margins] == [37, 26, 35, 28]
    assert round(section.page_width.mm) == 210


def test_docx_of_words_that_no_xml_can_hold_shows_where_they_were() -> None:
    opened = Document(io.BytesIO(docx.write(replace(bulletin(), copies_to="县委\x07办公室<b>"))))
    assert "抄送：县委\ufffd办公室<b>。" in [paragraph.text for paragraph in opened.paragraphs]


def test_docx_of_one_paper_has_the_same_bytes_and_the_time_of_its_issue() -> None:
    """P5: nothing in the file follows the clock."""
    content = docx.write(bulletin())
    assert docx.write(bulletin()) == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = Document(io.BytesIO(content)).core_properties
    assert properties.created == properties.modified == ISSUED_AT
    assert (properties.author, properties.title) == ("云溪县人民政府办公室", bulletin().title)
