"""DOCX written anew, part by part: the text as it stands, without who wrote it, when, and what was there before.

Only parts that are reached from the document by a kind of reference in `KEPT_PARTS` are taken over; properties,
comments, people, custom data, embedded files, fonts and templates are not. Tracked changes are accepted: what had been
deleted is gone. Runs confined only.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass, field
from urllib.parse import unquote

from adapters import clean_images
from adapters.clean_markup import Attributes, Keep, Name, rewrite
from adapters.file_content import CONTENT_TYPES, MAIN_PART, MAX_UNPACKED, UNREADABLE
from rules.file_states import CopyRefusal, FileRefused

OFFICE = "officeDocument/2006/relationships/"
KEPT_PARTS = frozenset({
    "officeDocument", "styles", "numbering", "settings", "fontTable", "theme", "header", "footer", "footnotes",
    "endnotes", "image", "chart", "diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors",
    "diagramDrawing"})
PICTURES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "bmp": "image/bmp"}
# Word brings a PNG with each of these; without it the drawing is still there.
REPLACED_PICTURES = frozenset({"svg", "wdp"})

WORD = ("http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main")
WORD_LATER = "http://schemas.microsoft.com/office/word/"
REFERENCES = ("http://schemas.openxmlformats.org/officeDocument/2006/relationships",
              "http://purl.oclc.org/ooxml/officeDocument/relationships")
VML_OFFICE = "urn:schemas-microsoft-com:office:office"
# Accepted changes: what was put in stays, without who put it in.
OPENED = frozenset({"ins", "moveTo"})
DROPPED = frozenset({
    "del", "moveFrom", "delText", "delInstrText", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange",
    "tblPrExChange", "tblGridChange", "trPrChange", "tcPrChange", "numberingChange", "cellIns", "cellDel",
    "cellMerge", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd",
    "customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd",
    "customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd", "customXmlMoveToRangeStart",
    "customXmlMoveToRangeEnd", "commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef",
    "permStart", "permEnd", "proofErr", "dataBinding", "altChunk", "embedRegular", "embedBold", "embedItalic",
    "embedBoldItalic"})
DROPPED_SETTINGS = frozenset({
    "rsids", "docVars", "attachedTemplate", "documentProtection", "writeProtection", "mailMerge", "trackRevisions",
    "attachedSchema", "saveThroughXslt", "docId", "chartTrackingRefBased", "people", "readModeInkLockDown"})
DROPPED_ATTRIBUTES = frozenset({"author", "initials", "date", "userId", "providerId", "durableId", "paraId", "textId",
                                "dateUtc", "edGrp"})
# Names and descriptions of drawings, which Office fills with the path of the picture on the writer's machine.
DRAWINGS = frozenset({"docPr", "cNvPr"})
DRAWING_WORDS = frozenset({"descr", "title"})
EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass
class _Part:
    """One part that is kept: its name, its type of reference, and the ids of references that lead nowhere now."""

    name: str
    kind: str
    lost: set[str] = field(default_factory=set)
    references: bytes = b""


def cleaned(content: bytes) -> tuple[bytes]:
    """Return a DOCX without metadata, as the confined process hands it out. Raises FileRefused."""
    return (clean(content),)


def clean(content: bytes) -> bytes:
    """Return a DOCX without metadata. Raises FileRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            if sum(entry.file_size for entry in container.infolist()) > MAX_UNPACKED:
                raise FileRefused(CopyRefusal.TOO_MUCH_MEMORY)
            return _written(container, _kept_parts(container))
    except UNREADABLE as fault:
        raise FileRefused(CopyRefusal.UNREADABLE) from fault


def _kept_parts(container: zipfile.ZipFile) -> dict[str, _Part]:
    """Return the parts that are reached from the document, the package itself under the name ""."""
    package = _Part("", "package")
    found, waiting, names = {"": package}, [package], set(container.namelist())
    while waiting:
        part = waiting.pop()
        references = _references_of(part.name)
        if references not in names:
            continue

        def judge(name: Name, attributes: Attributes, part: _Part = part) -> Keep:
            if name[1] != "Relationship":
                return Keep.WHOLE
            given = {key[1]: value for key, value in attributes}
            kind, target = given.get("Type", "").rsplit("/", 1)[-1], given.get("Target", "")
            if given.get("TargetMode") == "External":
                kept = kind == "hyperlink" and target.startswith(("http://", "https://", "mailto:"))
            else:
                kept = _is_kept(kind, target)
                reached = _resolved(part.name, target)
                kept = kept and reached in names
                if kept and reached not in found:
                    found[reached] = _Part(reached, kind)
                    waiting.append(found[reached])
            if not kept:
                part.lost.add(given.get("Id", ""))
            return Keep.WHOLE if kept else Keep.NOTHING

        part.references = rewrite(container.read(references), judge, lambda _element, _name, value: value)
    if MAIN_PART not in found:
        raise FileRefused(CopyRefusal.UNREADABLE)
    return found


def _is_kept(kind: str, target: str) -> bool:
    return kind in KEPT_PARTS and not (kind == "image" and _extension(target) in REPLACED_PICTURES)


def _written(container: zipfile.ZipFile, parts: dict[str, _Part]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        _add(made, CONTENT_TYPES, _content_types(container, set(parts)))
        for part in parts.values():
            if part.references:
                _add(made, _references_of(part.name), part.references)
            if part.name:
                _add(made, part.name, _part(container.read(part.name), part))
    return out.getvalue()


def _add(made: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    made.writestr(entry, content)


def _content_types(container: zipfile.ZipFile, names: set[str]) -> bytes:
    def judge(name: Name, attributes: Attributes) -> Keep:
        given = {key[1]: value for key, value in attributes}
        gone = name[1] == "Override" and given.get("PartName", "").lstrip("/") not in names
        return Keep.NOTHING if gone else Keep.WHOLE

    return rewrite(container.read(CONTENT_TYPES), judge, lambda _element, _name, value: value)


def _part(content: bytes, part: _Part) -> bytes:
    if part.kind == "image":
        media_type = PICTURES.get(_extension(part.name))
        if media_type is None:
            raise FileRefused(CopyRefusal.FOREIGN_PART)
        return clean_images.clean(content, media_type)

    def judge(name: Name, attributes: Attributes) -> Keep:
        if any(key[0] in REFERENCES and value in part.lost for key, value in attributes):
            return Keep.NOTHING
        return _judged(name)

    return rewrite(content, judge, _value)


def _judged(name: Name) -> Keep:
    space, local = name
    if space in WORD or space.startswith(WORD_LATER):
        if local in OPENED:
            return Keep.CONTENT
        if local in DROPPED or local in DROPPED_SETTINGS:
            return Keep.NOTHING
    return Keep.WHOLE


def _value(element: Name, name: Name, value: str) -> str | None:
    space, local = name
    if space in WORD or space.startswith(WORD_LATER):
        return None if local in DROPPED_ATTRIBUTES or local.startswith("rsid") else value
    if element[1] in DRAWINGS and space == "":
        return "图" if local == "name" else None if local in DRAWING_WORDS else value
    return None if space == VML_OFFICE and local in ("title", "href", "relid") or local == "alt" else value


def _references_of(name: str) -> str:
    folder, base = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def _resolved(name: str, target: str) -> str:
    """Return the part that a reference leads to, as the container names it."""
    place = posixpath.join("/", posixpath.dirname(name), unquote(target))
    return posixpath.normpath(place).lstrip("/")


def _extension(name: str) -> str:
    return name.rsplit(".", 1)[-1].lower()
