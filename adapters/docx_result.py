"""What became of the comments on a draft as DOCX, in the faces and sizes of GB/T 9704.

The same paper gives the same bytes. What stands where is decided in `rules/comment_result_paper.py`.
"""

from __future__ import annotations

import copy
from typing import Any

from docx.shared import Mm

from adapters import docx_parts as parts
from adapters.docx_parts import LEFT, MEASURE_MM
from rules.comment_result_paper import ResultPaper
from rules.digest_tables import Table


def write(paper: ResultPaper) -> bytes:
    """Return a result as DOCX, with every row of its tables."""
    document = parts.new(paper.title, paper.issuer, paper.made_at)
    parts.titled(document, paper.title_lines)
    for words in paper.paragraphs:
        parts.paragraph(document, words, "正文")
    for table in paper.tables:
        heading = parts.paragraph(document, f"{table.title}（{len(table.rows)}条）", "一级标题")
        heading.paragraph_format.keep_with_next = True
        if table.rows:
            _table(document, table)
        parts.paragraph(document, table.note if table.rows else table.empty, "附件说明")
    day = paper.body.released_on
    parts.signed(document, paper.issuer, f"{day.year}年{day.month}月{day.day}日")
    parts.paragraph(document, f"本件SHA-256：{paper.sha256}", "附件说明").paragraph_format.space_before = parts.LINE
    return parts.saved(document)


def _table(document: Any, table: Table) -> None:
    drawn = document.add_table(rows=2, cols=len(table.columns), style="Table Grid")
    drawn.autofit = False
    style, whole = document.styles["表格"].style_id, sum(column.width for column in table.columns)
    widths = [Mm(MEASURE_MM * column.width / whole) for column in table.columns]
    for column, width in zip(drawn.columns, widths, strict=True):
        column.width = width
    for row in drawn.rows:
        for cell, width, column in zip(row.cells, widths, table.columns, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph._p.style, paragraph.text = style, parts.clean(column.words)
            paragraph.alignment = LEFT
    parts.repeat(drawn.rows[0])
    # A row is copied and filled: thousands of them would take the library's own way minutes.
    model = drawn.rows[1]._tr
    for line in table.shown:
        row = copy.deepcopy(model)
        for cell, words in zip(row.tc_lst, line, strict=True):
            cell.p_lst[0].r_lst[0].text = parts.clean(words)
        drawn._tbl.append(row)
    drawn._tbl.remove(model)
