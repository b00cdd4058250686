"""A document given on request as DOCX: only its public form is in the file, so that nothing can be uncovered in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from docx.shared import Pt

from adapters import docx_parts


@dataclass(frozen=True)
class GivenDocument:
    """What a file holds: the public title and paragraphs, who gave it, and the sentence on what is left out."""

    title: str
    paragraphs: Sequence[str]
    agency: str
    note: str
    made_at: datetime


def write(given: GivenDocument) -> bytes:
    """Return the file; the same document gives the same bytes."""
    document = docx_parts.new(given.title, given.agency, given.made_at)
    docx_parts.titled(document, [given.title], before=Pt(0))
    for words in given.paragraphs:
        docx_parts.paragraph(document, words, "正文")
    docx_parts.paragraph(document, given.note, "附件说明").paragraph_format.space_before = docx_parts.LINE
    return docx_parts.saved(document)
