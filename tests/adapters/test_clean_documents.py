"""A DOCX that leaves is written anew: the text as it stands, without who wrote it and what was there before."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from adapters import clean_documents
from adapters.file_content import kind_of
from rules.file_states import CopyRefusal, FileRefused
from rules.file_types import DOCX
from tests.fixtures import evidence
from tests.fixtures.evidence import SEEN, W

WORD = "KANARIE7"
HIDDEN = ("creator", "company", "manager", "custom", "thumbnail", "commenter", "person", "by", "deleted", "moved-away",
          "xml-comment", "item", "ole", "glossary", "lost", "entry", "var", "name", "path", "photo-gps", "photo-artist")
BEFORE, AFTER = evidence.document(WORD), clean_documents.clean(evidence.document(WORD))


def dumped(content: bytes) -> bytes:
    """Return every byte of a DOCX, as it lies there and with every part unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return b"\n".join([content, *(entry.filename.encode() + entry.comment + opened.read(entry)
                                      for entry in opened.infolist())])


def part(content: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return etree.fromstring(opened.read(name))


@pytest.mark.parametrize("hidden", HIDDEN)
def test_clean_document_loses_each_kind_of_metadata(hidden: str) -> None:
    """L5: properties, comments, people, tracked changes, template, embedded files and photo metadata are gone."""
    assert f"{WORD}-{hidden}".encode() in dumped(BEFORE)
    assert WORD.encode() not in dumped(AFTER)


def test_clean_document_reads_as_the_writer_meant_it() -> None:
    """L5: tracked changes are accepted: what was put in stays, what was taken out is gone, the photo is there."""
    main = part(AFTER, "word/document.xml")
    assert "".join(main.itertext()) == f"{SEEN}，后来补上的话，移来的话加粗"
    assert main.find(f".//{{{W}}}b") is not None
    names = set(zipfile.ZipFile(io.BytesIO(AFTER)).namelist())
    assert names == {"[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels",
                     "word/settings.xml", "word/_rels/settings.xml.rels", "word/media/image1.jpeg"}


def test_clean_document_is_one_that_would_be_taken_again() -> None:
    """L5: the copy is a plain DOCX, with the prefixes that its own attributes speak of."""
    assert kind_of(io.BytesIO(AFTER)) == DOCX
    main = part(AFTER, "word/document.xml")
    assert set(main.get("{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable").split()) <= set(
        main.nsmap)
    types = part(AFTER, "[Content_Types].xml")
    assert {one.get("PartName") for one in types if one.get("PartName")} == {"/word/document.xml", "/word/settings.xml"}


def test_clean_document_refers_to_nothing_that_is_gone() -> None:
    """L5: no reference leads to a part that was left out, and none to another machine but links to the web."""
    link = '<w:hyperlink r:id="rId99"><w:r><w:t>链接</w:t></w:r></w:hyperlink>'
    rels = evidence._document_parts(WORD, "")["word/_rels/document.xml.rels"]
    assert isinstance(rels, str)
    web = (f'<Relationship Id="rId99" Type="{evidence.OFFICE}/hyperlink" Target="https://example.org/a" '
           'TargetMode="External"/><Relationship Id="rId98" TargetMode="External" '
           f'Type="{evidence.OFFICE}/image" Target="file://server/{WORD}.png"/></Relationships>')
    content = evidence.document(WORD, link, {
        "word/_rels/document.xml.rels": rels.replace("</Relationships>", web)})
    after = clean_documents.clean(content)
    ids = {one.get("Id"): one.get("Target") for one in part(after, "word/_rels/document.xml.rels")}
    assert ids == {"rId1": "settings.xml", "rId4": "media/image1.jpeg", "rId99": "https://example.org/a"}
    used = part(after, "word/document.xml").xpath("//@r:*", namespaces={"r": evidence.OFFICE})
    assert set(used) == {"rId4", "rId99"}


@pytest.mark.parametrize(("more", "reason"), [
    ({"word/document.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}, CopyRefusal.UNREADABLE),
    ({"word/document.xml": "<x>"}, CopyRefusal.UNREADABLE),
    ({"word/document.xml": "<x>" * 600 + "</x>" * 600}, CopyRefusal.UNREADABLE),
    ({"_rels/.rels": "<x/>"}, CopyRefusal.UNREADABLE),
    ({"word/media/image1.jpeg": b"no picture"}, CopyRefusal.UNREADABLE),
    ({"word/_rels/document.xml.rels": evidence._relations(("image", "media/a.emf")), "word/media/a.emf": b"x"},
     CopyRefusal.FOREIGN_PART),
], ids=["entities", "broken XML", "too deep", "no document", "a broken picture", "a picture of a foreign kind"])
def test_clean_of_a_document_that_cannot_be_cleaned_is_refused(
        more: dict[str, bytes | str], reason: CopyRefusal) -> None:
    """L5, F2: entities and what cannot be cleaned are refused, so that nothing unclean leaves as a copy."""
    with pytest.raises(FileRefused) as refusal:
        clean_documents.clean(evidence.document(WORD, more=more))
    assert refusal.value.reason is reason


@given(st.integers(0, len(BEFORE) - 1), st.integers(1, 255))
def test_clean_of_a_document_with_one_changed_byte_is_a_document_or_a_refusal(place: int, change: int) -> None:
    content = bytearray(BEFORE)
    content[place] ^= change
    with suppress(FileRefused):
        assert zipfile.is_zipfile(io.BytesIO(clean_documents.clean(bytes(content))))
