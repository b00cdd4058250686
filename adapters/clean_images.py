"""Pictures made anew from their pixels, so that nothing of the file is left but what is seen. Runs confined only."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps
from PIL.MpoImagePlugin import MpoImageFile

from rules.file_states import CopyRefusal, FileRefused

# The plugins must be there before the process can open files no more; that of MPO is not among the usual ones.
Image.preinit()
PHOTOS_WITH_MORE = MpoImageFile.format
# A photo of 64 megapixels is more than what phones give; in memory it takes 256 MB.
MAX_PIXELS = 64_000_000
FORMATS = {"image/jpeg": ("JPEG", PHOTOS_WITH_MORE), "image/png": ("PNG",), "image/gif": ("GIF",),
           "image/bmp": ("BMP",)}
QUALITY = 92
PREVIEW_SIDE = 480
PREVIEW_QUALITY = 80
PLAIN_MODES = frozenset({"1", "L", "LA", "RGB", "RGBA"})


def clean_jpeg(content: bytes) -> tuple[bytes, bytes]:
    """Return a photo without metadata, and a small picture of it. Raises FileRefused."""
    return _with_preview(content, "image/jpeg")


def clean_png(content: bytes) -> tuple[bytes, bytes]:
    """Return a picture without metadata, and a small picture of it. Raises FileRefused."""
    return _with_preview(content, "image/png")


def clean(content: bytes, media_type: str, max_pixels: int = MAX_PIXELS) -> bytes:
    """Return a picture of the same kind made from the pixels alone. Raises FileRefused.

    Turned upright as its camera asked for; of several pictures in the file the first. No EXIF, XMP, IPTC, comment,
    colour profile, thumbnail or palette is taken over, nor anything that stands behind the picture.
    """
    return encode(pixels(content, media_type, max_pixels), media_type)


def preview(picture: Image.Image) -> bytes:
    """Return a small JPEG of a picture, on white where it is transparent."""
    small = picture.convert("RGBA")
    small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    ground = Image.new("RGB", small.size, "white")
    ground.paste(small, mask=small.getchannel("A"))
    out = io.BytesIO()
    ground.save(out, "JPEG", quality=PREVIEW_QUALITY)
    return out.getvalue()


def pixels(content: bytes, media_type: str, max_pixels: int = MAX_PIXELS) -> Image.Image:
    """Return the picture of a file. Its size is read and judged before any pixel is decoded. Raises FileRefused."""
    try:
        # What is amiss with metadata is no matter here: it is not taken over.
        with (warnings.catch_warnings(action="ignore"),
              Image.open(io.BytesIO(content), formats=FORMATS[media_type]) as opened):
            if opened.width * opened.height > max_pixels:
                raise FileRefused(CopyRefusal.TOO_MANY_PIXELS)
            opened.load()
            return _plain(opened)
    except Image.DecompressionBombError:
        raise FileRefused(CopyRefusal.TOO_MANY_PIXELS) from None
    except (OSError, ValueError, SyntaxError, KeyError, IndexError, EOFError, TypeError, AttributeError,
            OverflowError) as fault:
        raise FileRefused(CopyRefusal.UNREADABLE) from fault


def encode(picture: Image.Image, media_type: str) -> bytes:
    """Return a picture as a file of this kind."""
    out = io.BytesIO()
    if media_type == "image/jpeg":
        picture.convert("L" if picture.mode in ("1", "L", "LA") else "RGB").save(out, "JPEG", quality=QUALITY)
    elif media_type == "image/bmp":
        picture.convert("RGB").save(out, "BMP")
    else:
        picture.save(out, FORMATS[media_type][0])
    return out.getvalue()


def _with_preview(content: bytes, media_type: str) -> tuple[bytes, bytes]:
    picture = pixels(content, media_type)
    return encode(picture, media_type), preview(picture)


def _plain(opened: Image.Image) -> Image.Image:
    turned = ImageOps.exif_transpose(opened)
    if turned.mode.startswith("I;16"):
        # Sixteen bits of grey: the upper eight are what a screen shows.
        turned = turned.convert("I").point(lambda value: value / 256).convert("L")
    if turned.mode not in PLAIN_MODES:
        has_alpha = turned.mode in ("PA", "La", "RGBa") or "transparency" in turned.info
        turned = turned.convert("RGBA" if has_alpha else "RGB")
    plain = Image.new(turned.mode, turned.size)
    plain.paste(turned)
    return plain
