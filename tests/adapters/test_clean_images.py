"""Pictures that leave are made anew: what is seen stays, what the camera and the programs wrote is gone."""

from __future__ import annotations

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from adapters import clean_images, picture_segments
from rules.file_states import CopyRefusal, FileRefused
from tests.fixtures import evidence

WORD = "KANARIE7"
HIDDEN_IN_PHOTO = ("description", "artist", "camera", "gps", "user-comment", "serial", "comment", "profile", "xmp",
                   "iptc", "thumbnail", "behind")
HIDDEN_IN_SCREENSHOT = ("text", "ztext", "xmp", "private", "exif", "profile", "behind")


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize("hidden", HIDDEN_IN_PHOTO)
def test_clean_photo_loses_each_kind_of_metadata(hidden: str) -> None:
    """L5: a JPEG holds EXIF, place, thumbnail, XMP, IPTC, profile and comment before, and none of them after."""
    before = evidence.photo(WORD)
    assert f"{WORD}-{hidden}".encode() in before
    assert WORD.encode() not in clean_images.clean(before, "image/jpeg")


@pytest.mark.parametrize("hidden", HIDDEN_IN_SCREENSHOT)
def test_clean_screenshot_loses_each_kind_of_metadata(hidden: str) -> None:
    """L5: a PNG holds texts, XMP, EXIF, a profile and foreign chunks before, and only its picture after."""
    before, word = evidence.screenshot(WORD), f"{WORD}-{hidden}"
    shown = opened(before).info
    assert word.encode() in before or word in str(shown) or word.encode() in bytes(shown.get("icc_profile", b""))
    after = clean_images.clean(before, "image/png")
    assert WORD.encode() not in after
    assert opened(after).info == {}


def test_clean_photo_has_no_dumpable_metadata_and_the_same_picture() -> None:
    """L5: nothing that a reader of metadata lists is left, and the pixels are those of before."""
    before, after = opened(evidence.photo(WORD)), opened(clean_images.clean(evidence.photo(WORD), "image/jpeg"))
    assert dict(before.getexif())
    assert dict(after.getexif()) == {}
    assert set(after.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert after.size == before.size
    assert max(max(band) for band in ImageChops.difference(before, after).getextrema()) < 48


def test_clean_photo_taken_sideways_stands_upright_without_its_camera_saying_so() -> None:
    """L5: what EXIF said about the direction is in the pixels now."""
    after = opened(clean_images.clean(evidence.photo(WORD, (64, 48), turned=6), "image/jpeg"))
    assert after.size == (48, 64)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_clean_png_of_every_way_to_store_colours_keeps_its_size(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (9, 7)).save(out, "PNG")
    assert opened(clean_images.clean(out.getvalue(), "image/png")).size == (9, 7)


def test_clean_jpeg_for_print_becomes_one_for_screens() -> None:
    out = io.BytesIO()
    Image.new("CMYK", (9, 7), (10, 20, 30, 40)).save(out, "JPEG")
    assert opened(clean_images.clean(out.getvalue(), "image/jpeg")).mode == "RGB"


def test_preview_of_a_large_picture_is_small_and_white_where_it_was_clear() -> None:
    """F6: what is shown inline is a picture made anew, and a small one."""
    small = opened(clean_images.preview(Image.new("RGBA", (2000, 1000))))
    assert (small.format, small.size, small.getpixel((0, 0))) == ("JPEG", (480, 240), (255, 255, 255))


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (8001, 8000)], ids=["billions", "a few too many"])
def test_clean_picture_of_too_many_pixels_is_refused_before_one_is_decoded(
        width: int, height: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """F4: the size stands in the head of the file; no pixel is decoded of a flood."""
    def decoded(_self: Image.Image) -> None:
        raise AssertionError("a pixel was decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decoded)
    with pytest.raises(FileRefused) as refusal:
        clean_images.clean(evidence.flood(width, height), "image/png")
    assert refusal.value.reason is CopyRefusal.TOO_MANY_PIXELS


@pytest.mark.parametrize("content", [b"", b"\xff\xd8", evidence.screenshot(WORD), evidence.photo(WORD)[:300]],
                         ids=["nothing", "a beginning", "another kind", "cut off"])
def test_clean_of_what_is_no_jpeg_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused):
        clean_images.clean(content, "image/jpeg")


@given(st.integers(0, len(evidence.photo(WORD)) - 1), st.integers(1, 255))
def test_clean_of_a_photo_with_one_changed_byte_is_a_picture_or_a_refusal(place: int, change: int) -> None:
    content = bytearray(evidence.photo(WORD))
    content[place] ^= change
    with suppress(FileRefused):
        assert opened(clean_images.clean(bytes(content), "image/jpeg"))


def test_segments_of_a_photo_go_and_its_pixels_stay_the_same_to_the_bit() -> None:
    """L5: a photo inside a PDF loses its EXIF without being compressed again."""
    before = evidence.photo(WORD)
    after = picture_segments.of_jpeg(before)
    assert WORD.encode() not in after
    assert opened(after).tobytes() == opened(before).tobytes()


@given(st.binary(max_size=300))
def test_segments_of_anything_else_are_refused_or_end(content: bytes) -> None:
    for cleaner in (picture_segments.of_jpeg, picture_segments.of_jpeg_2000):
        with suppress(FileRefused):
            assert cleaner(b"\xff\xd8" + content).endswith(b"\xff\xd9")


def test_boxes_of_a_jpeg_2000_with_words_in_them_go() -> None:
    """L5: XML and private boxes of a JPEG 2000 picture are not taken over."""
    out = io.BytesIO()
    evidence.picture().save(out, "JPEG2000")
    before = out.getvalue()
    noted = before + b"\x00\x00\x00\x14xml " + f"<{WORD}/>".encode().ljust(12)
    after = picture_segments.of_jpeg_2000(noted)
    assert WORD.encode() not in after
    assert opened(after).size == (64, 48)
