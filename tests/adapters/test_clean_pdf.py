"""A PDF that leaves is made anew from its pages: nothing that hung on the old one can be found in any object of it."""

from __future__ import annotations

import io
import zlib
from contextlib import suppress

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String

from adapters import clean_pdf
from rules.file_states import CopyRefusal, FileRefused
from tests.fixtures import evidence, uploads

WORD = "KANARIE7"
HIDDEN = ("author", "title", "custom", "xmp", "open", "embedded", "script", "xfa", "page-xmp", "piece", "thumb",
          "page-script", "image-xmp", "photo-gps", "photo-comment", "note", "note-author", "stamp", "stamp-author",
          "nm", "path", "attached", "link-script", "field", "value", "photo-behind")


def dumped(content: bytes) -> bytes:
    """Return every byte of a PDF with all of its objects written out and all of its streams opened."""
    found = [content]
    with pikepdf.open(io.BytesIO(content)) as opened:
        found.append(opened.trailer.unparse(resolved=True))
        for one in opened.objects:
            found.append(one.unparse(resolved=True) if not isinstance(one, pikepdf.Stream)
                         else Dictionary(one.stream_dict).unparse(resolved=True))
            if isinstance(one, pikepdf.Stream):
                found.append(one.read_raw_bytes())
                with suppress(pikepdf.PdfError):
                    found.append(one.read_bytes())
    return b"\n".join(found)


BEFORE, AFTER = evidence.paper(WORD), clean_pdf.clean(evidence.paper(WORD))


@pytest.mark.parametrize("hidden", HIDDEN)
def test_clean_pdf_loses_each_kind_of_metadata(hidden: str) -> None:
    """L5: properties, XMP, scripts, embedded files, thumbnails, notes, forms and the EXIF of photos are gone."""
    assert f"{WORD}-{hidden}".encode() in dumped(BEFORE)
    assert WORD.encode() not in dumped(AFTER)


def test_clean_pdf_still_shows_what_was_on_its_page() -> None:
    """L5: the drawing, the photo and the stamp are still there, and so is the link to the web."""
    with pikepdf.open(io.BytesIO(BEFORE)) as before, pikepdf.open(io.BytesIO(AFTER)) as after:
        old, new = before.pages[0].obj, after.pages[0].obj
        assert new.Contents.read_bytes() == old.Contents.read_bytes()
        assert new.MediaBox == old.MediaBox
        photos = [page.Resources.XObject.Im0 for page in (old, new)]
        assert [photo.Filter for photo in photos] == [Name.DCTDecode] * 2
        assert pikepdf.PdfImage(photos[1]).as_pil_image().tobytes() == (
            pikepdf.PdfImage(photos[0]).as_pil_image().tobytes())
        assert [str(one.Subtype) for one in new.Annots] == ["/Stamp", "/Link", "/Link", "/Stamp"]
        assert [str(one.A.URI) for one in new.Annots if "/A" in one] == ["https://example.org/seen"]
        assert new.Annots[0].AP.N.read_bytes() == b"0 1 0 rg 0 0 20 20 re f"


def test_clean_pdf_draws_what_was_typed_into_its_form() -> None:
    """L5: the form goes, and what a person had typed into it is still seen on the page."""
    made = pikepdf.new()
    made.add_blank_page()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    field = made.make_indirect(Dictionary(Subtype=Name.Widget, FT=Name.Tx, T=String(WORD), V=String("typed words"),
                                          Rect=Array([10, 10, 150, 30]), DA=String("/Helv 12 Tf 0 g")))
    made.pages[0].obj.Annots = Array([field])
    made.Root.AcroForm = Dictionary(Fields=Array([field]), NeedAppearances=True, DA=String("/Helv 12 Tf 0 g"),
                                    DR=Dictionary(Font=Dictionary(Helv=font)))
    out = io.BytesIO()
    made.save(out)
    with pikepdf.open(io.BytesIO(clean_pdf.clean(out.getvalue()))) as after:
        [drawn] = after.pages[0].obj.Annots
        assert b"(typed words)" in drawn.AP.N.read_bytes()
        assert "/V" not in drawn
        assert "/AcroForm" not in after.Root


def test_clean_pdf_has_neither_properties_nor_the_number_of_the_old_one() -> None:
    """L5: what ties the copy to program, person and earlier versions is gone; made twice it is the same."""
    with pikepdf.open(io.BytesIO(BEFORE)) as before, pikepdf.open(io.BytesIO(AFTER)) as after:
        assert "/Info" not in after.trailer
        assert set(after.Root.keys()) == {"/Type", "/Pages"}
        assert bytes(after.trailer.ID[0]) != bytes(before.trailer.ID[0])
    assert clean_pdf.clean(BEFORE) == AFTER


def test_clean_pdf_drops_what_an_earlier_version_of_it_said() -> None:
    """L5: a PDF that was written on at its end keeps its past in it; the copy does not."""
    update = f"\n99 0 obj\n({WORD}-earlier)\nendobj\n".encode()
    assert WORD.encode() not in dumped(clean_pdf.clean(evidence.paper("plain").replace(b"%%EOF", update + b"%%EOF")))


def test_clean_pdf_with_a_packed_photo_in_it_cleans_the_photo_too() -> None:
    """L5: a photo that was compressed a second time loses its EXIF as well."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(BEFORE)) as opened:
        photo = opened.pages[0].obj.Resources.XObject.Im0
        photo.write(zlib.compress(photo.read_raw_bytes()), filter=Array([Name.FlateDecode, Name.DCTDecode]))
        opened.save(out)
    with pikepdf.open(io.BytesIO(clean_pdf.clean(out.getvalue()))) as after:
        photo = after.pages[0].obj.Resources.XObject.Im0
        assert WORD.encode() not in photo.read_raw_bytes()
        assert pikepdf.PdfImage(photo).as_pil_image().size == (64, 48)


@pytest.mark.parametrize(("content", "reason"), [
    (b"", CopyRefusal.UNREADABLE), (uploads.pdf(), CopyRefusal.UNREADABLE), (BEFORE[:500], CopyRefusal.UNREADABLE),
    (evidence.locked_paper(WORD), CopyRefusal.ENCRYPTED)], ids=["nothing", "no page", "cut off", "locked"])
def test_clean_of_what_cannot_be_read_is_refused(content: bytes, reason: CopyRefusal) -> None:
    with pytest.raises(FileRefused) as refusal:
        clean_pdf.clean(content)
    assert refusal.value.reason is reason


@given(st.integers(0, len(BEFORE) - 1), st.integers(1, 255))
def test_clean_of_a_pdf_with_one_changed_byte_is_a_pdf_or_a_refusal(place: int, change: int) -> None:
    content = bytearray(BEFORE)
    content[place] ^= change
    with suppress(FileRefused):
        assert clean_pdf.clean(bytes(content)).startswith(b"%PDF-")
