"""The lines of a draft out of a DOCX, with the numbers that Word counts itself. Runs confined only.

Owns no rule on what a line is: those are in rules/draft_text.py. Nothing is opened but the bytes that are given.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from adapters.docx_numbers import Numbers
from adapters.file_content import UNREADABLE
from rules.file_states import CopyRefusal, FileRefused

CELL_GAP = "｜"
TRACKED = frozenset(map(qn, ("w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:cellIns", "w:cellDel", "w:cellMerge")))
# What is no text of the draft; whoever sends it in hears how many there are.
LEFT_OUT = {
    qn("w:drawing"): "pictures", qn("w:pict"): "pictures", qn("w:object"): "pictures", qn("w:txbxContent"): "boxes",
    qn("w:footnoteReference"): "notes", qn("w:endnoteReference"): "notes", qn("w:commentReference"): "comments",
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath": "formulas"}
_SKIPPED = frozenset({*map(qn, ("w:drawing", "w:pict", "w:object", "w:txbxContent", "w:del", "w:moveFrom", "w:rt")),
                      "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"})
_BREAKS = frozenset(map(qn, ("w:br", "w:cr")))
P, TBL, SDT, R, T, TAB = map(qn, ("w:p", "w:tbl", "w:sdt", "w:r", "w:t", "w:tab"))
_HOLDERS = frozenset({SDT, *map(qn, ("w:sdtContent", "w:customXml", "w:smartTag", "w:ins", "w:moveTo"))})


def told(content: bytes) -> tuple[bytes]:
    """Return lines, how many changes are tracked and what was left out, as JSON. Raises FileRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)):
            document = Document(io.BytesIO(content))
            return (json.dumps(_read(document), ensure_ascii=False).encode(),)
    # Broken markup is a SyntaxError; the library opens no entities.
    except (*UNREADABLE, PackageNotFoundError, SyntaxError, AttributeError, TypeError) as fault:
        raise FileRefused(CopyRefusal.UNREADABLE) from fault


def _read(document: Any) -> dict[str, object]:
    body = document.element.body
    left_out: dict[str, int] = {}
    tracked = 0
    for element in body.iter():
        tracked += element.tag in TRACKED
        kind = LEFT_OUT.get(element.tag)
        if kind and not (kind == "pictures" and _in_fallback(element)):
            left_out[kind] = left_out.get(kind, 0) + 1
    reader = _Reader(Numbers(_part(document, RELATIONSHIP_TYPE.NUMBERING), _part(document, RELATIONSHIP_TYPE.STYLES)))
    lines = [line for line in reader.lines(body) if line.strip()]
    if reader.hidden:
        left_out["hidden"] = reader.hidden
    return {"lines": lines, "tracked": tracked, "left_out": left_out}


def _part(document: Any, kind: str) -> Any:
    """Return a part's element, None without one: the library would look for a default on the disk."""
    found = next((one.target_part for one in document.part.rels.values()
                  if one.reltype == kind and not one.is_external), None)
    return None if found is None else getattr(found, "element", None)


class _Reader:
    """Walks the body in its order. `hidden` counts runs that no print shows."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers, self.hidden = numbers, 0

    def lines(self, body: Iterable[Any]) -> Iterator[str]:
        for element in body:
            if element.tag == P:
                yield from self._paragraph(element)
            elif element.tag == TBL:
                yield from self._table(element)
            elif element.tag in _HOLDERS and not _is_contents(element):
                yield from self.lines(element)

    def _paragraph(self, paragraph: Any) -> Iterator[str]:
        if self._numbers.is_contents(paragraph):
            return
        text = "".join(self._words(paragraph))
        # An empty paragraph prints a number too, but nobody means it.
        number = self._numbers.next(paragraph) if text.strip() else ""
        yield from f"{number}{text}".split("\n")

    def _words(self, element: Any) -> Iterator[str]:
        for child in element:
            if child.tag in _SKIPPED:
                continue
            if child.tag == T:
                yield child.text or ""
            elif child.tag == TAB and element.tag == R:
                yield " "
            elif child.tag in _BREAKS:
                yield "\n"
            elif child.tag == R and _is_hidden(child):
                self.hidden += 1
            elif child.tag != qn("w:pPr"):
                yield from self._words(child)

    def _table(self, table: Any) -> Iterator[str]:
        """Yield a line per row, its cells apart."""
        for row in table.iterchildren(qn("w:tr")):
            cells = [" ".join(line.strip() for line in self.lines(cell) if line.strip())
                     for cell in row.iterchildren(qn("w:tc"))]
            yield CELL_GAP.join(cells) if any(cells) else ""


def _is_hidden(run: Any) -> bool:
    mark = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return mark is not None and mark.get(qn("w:val"), "1") not in ("0", "false")


def _in_fallback(element: Any) -> bool:
    return any(above.tag.endswith("}Fallback") for above in element.iterancestors())


def _is_contents(element: Any) -> bool:
    """Tell whether a content control is a table of contents that Word makes."""
    gallery = element.find(f"{qn('w:sdtPr')}/{qn('w:docPartObj')}/{qn('w:docPartGallery')}")
    return gallery is not None and gallery.get(qn("w:val")) == "Table of Contents"
