"""What a file is by its content: plain ones are told, and what hides, locks or bursts is found."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.file_content import kind_of
from rules.file_types import DOCX, Trap
from tests.fixtures import uploads
from tests.fixtures.uploads import archive, docx, jpeg, pdf, png

WORKBOOK = archive({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<x/>"})

FILES = [
    pytest.param(pdf(), "application/pdf", id="a PDF"),
    pytest.param(png(), "image/png", id="a PNG"),
    pytest.param(jpeg(), "image/jpeg", id="a JPEG"),
    pytest.param(docx(), DOCX, id="a DOCX"),
    pytest.param(docx(more={"word/media/image1.png": png()}), DOCX, id="a DOCX with a picture"),
    pytest.param(pdf(b"/Encrypt 9 0 R"), Trap.ENCRYPTED, id="a PDF with a password"),
    pytest.param(uploads.ole(), Trap.ENCRYPTED, id="an Office document with a password"),
    pytest.param(uploads.locked(docx()), Trap.ENCRYPTED, id="a DOCX with a locked part"),
    pytest.param(docx(uploads.WITH_MACROS), Trap.MACRO, id="a document that says it has macros"),
    pytest.param(docx(more={"word/vbaProject.bin": b"x"}), Trap.MACRO, id="a document that has macros all the same"),
    pytest.param(pdf() + docx(), Trap.HIDES_ANOTHER, id="a PDF with an archive behind it"),
    pytest.param(png() + docx(), Trap.HIDES_ANOTHER, id="a PNG with an archive behind it"),
    pytest.param(docx() + b"<script>alert(1)</script>", Trap.HIDES_ANOTHER, id="an archive with a page behind it"),
    pytest.param(docx(comment=b"<script>alert(1)</script>"), Trap.HIDES_ANOTHER, id="a page as its comment"),
    pytest.param(jpeg()[:-2] + pdf(), Trap.HIDES_ANOTHER, id="a JPEG with a PDF in it"),
    pytest.param(docx(more={"../../etc/cron.d/x": "x"}), Trap.HIDES_ANOTHER, id="a part that leads out"),
    pytest.param(docx(more={"/etc/x": "x"}), Trap.HIDES_ANOTHER, id="a part with a path"),
    pytest.param(docx(more={"word/link": "/etc/passwd"}, links=("word/link",)), Trap.HIDES_ANOTHER, id="a link"),
    pytest.param(docx(more={"word/embeddings/table.xlsx": WORKBOOK}), DOCX, id="a DOCX with a workbook"),
    pytest.param(docx(more={"word/embeddings/table.xlsx": archive({"xl/a.xlsx": WORKBOOK})}), Trap.HIDES_ANOTHER,
                 id="an archive in an archive in an archive"),
    pytest.param(docx(more={"word/embeddings/table.xlsx": archive({"xl/b.xml": bytes(30_000_000)})}),
                 Trap.TOO_BIG_INSIDE, id="an archive in an archive that bursts"),
    pytest.param(docx(more={"word/embeddings/table.xlsx": archive({"../x": "x"})}), Trap.HIDES_ANOTHER,
                 id="a part that leads out of an archive in an archive"),
    pytest.param(docx(more={"word/embeddings/table.xlsx": archive({"xl/vbaProject.bin": "x"})}), Trap.MACRO,
                 id="a workbook with macros in a document"),
    pytest.param(docx(more={"word/media/a.png": archive({"a": "b"})}), Trap.HIDES_ANOTHER,
                 id="an archive under the name of a picture"),
    pytest.param(docx(more={"word/media/a.png": b"Rar!\x1a\x07\x01"}), Trap.HIDES_ANOTHER, id="a RAR in a DOCX"),
    pytest.param(docx(more={"WORD/document.xml": "<x/>"}), Trap.HIDES_ANOTHER, id="the same part twice"),
    pytest.param(png() + b"Rar!\x1a\x07\x01\x00" + bytes(90_000), Trap.HIDES_ANOTHER, id="a RAR behind a PNG"),
    pytest.param(docx(more={"word/bomb.xml": bytes(30_000_000)}), Trap.TOO_BIG_INSIDE, id="an archive that bursts"),
    pytest.param(docx(more={f"word/{n}": "" for n in range(3001)}), Trap.TOO_BIG_INSIDE, id="thousands of parts"),
]
OTHERS = [
    pytest.param(uploads.archive({"a.txt": "x"}), id="another archive"),
    pytest.param(uploads.archive({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "x"}), id="a workbook"),
    pytest.param(b"<html><script>alert(1)</script></html>", id="a page"),
    pytest.param(b"MZ" + bytes(200), id="a program"),
    pytest.param(b"just text", id="text"),
    pytest.param(pdf()[:40], id="a PDF that was cut off"),
    pytest.param(docx()[:200], id="a DOCX that was cut off"),
]
TAKEN = {"application/pdf", "image/png", "image/jpeg", DOCX}


@pytest.mark.parametrize(("content", "kind"), FILES)
def test_kind_of_a_file_follows_from_its_bytes(content: bytes, kind: str) -> None:
    """F2, F3: locked, with macros, of two kinds, too big inside, leading out, linked, nested: each is told."""
    assert kind_of(io.BytesIO(content)) == kind


@pytest.mark.parametrize("content", OTHERS)
def test_kind_of_anything_else_is_none_that_may_be_attached(content: bytes) -> None:
    assert kind_of(io.BytesIO(content)) not in TAKEN


def test_kind_of_a_document_leaves_the_stream_at_its_start() -> None:
    stream = io.BytesIO(docx())
    kind_of(stream)
    assert stream.tell() == 0
    assert zipfile.is_zipfile(stream)


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.4", b"\x89PNG\r\n\x1a\n", b"PK\x05\x06"]))
def test_kind_of_any_bytes_is_told_without_a_fault(content: bytes, head: bytes) -> None:
    assert isinstance(kind_of(io.BytesIO(head + content)), str)


@given(st.integers(0, len(docx()) - 1), st.integers(1, 255))
def test_kind_of_a_document_with_one_changed_byte_is_told_without_a_fault(place: int, change: int) -> None:
    content = bytearray(docx())
    content[place] ^= change
    assert isinstance(kind_of(io.BytesIO(bytes(content))), str)
