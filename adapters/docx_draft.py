"""A draft as DOCX, for those who edit it or mark it up: numbers are plain text, as they are read back in.

The same text gives the same bytes. What stands where is decided in `rules/draft_paper.py`.
"""

from __future__ import annotations

from typing import Any

from docx.shared import Pt

from adapters import docx_parts as parts
from adapters.docx_parts import CENTRE, HEI, KAI
from rules.draft_paper import DraftPaper, printed_label
from rules.draft_text import Level, Passage

_FACES = {Level.CHAPTER: HEI, Level.SECTION: KAI, Level.ARTICLE: HEI}


def write(paper: DraftPaper) -> bytes:
    """Return a text of a draft as DOCX."""
    document = parts.new(paper.title, paper.issuer, paper.made_at)
    parts.titled(document, paper.title_lines, before=Pt(0))
    for passage in paper.passages:
        _passage(document, passage)
    _note(document, paper.note)
    return parts.saved(document)


def _passage(document: Any, passage: Passage) -> None:
    is_heading = not passage.takes_comments
    line = document.add_paragraph(style="顶格" if is_heading else "正文")
    label = printed_label(passage)
    if is_heading:
        line.alignment, line.paragraph_format.keep_with_next = CENTRE, True
        line.paragraph_format.space_before = Pt(14)
        parts.faced(line.add_run(parts.clean(label + passage.text)), _FACES[passage.level])
        return
    if label:
        parts.faced(line.add_run(parts.clean(label)), _FACES.get(passage.level, parts.FANG))
    line.add_run(parts.clean(passage.text))


def _note(document: Any, words: str) -> None:
    """Put what text this is into the head of every page, where it is no part of the text."""
    section = document.sections[0]
    for head in (section.header, section.even_page_header):
        head.is_linked_to_previous = False
        head.paragraphs[0].style, head.paragraphs[0].text = document.styles["附件说明"], parts.clean(words)
