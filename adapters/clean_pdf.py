"""PDF made anew from its pages: what is seen on them, without properties, comments, scripts, files or forms.

The new file gets the pages only, so that nothing that hangs on the old document itself is taken over. Of a page, and of
what is drawn over it, only named entries stay. Pictures lose what their camera wrote. Runs confined only.
"""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from adapters import picture_segments
from rules.file_states import CopyRefusal, FileRefused

KEPT_OF_PAGE = frozenset({"/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox",
                          "/ArtBox", "/Contents", "/Rotate", "/Annots", "/Group", "/UserUnit"})
# What is drawn over a page and belongs to what is seen; notes, files, sounds and films do not.
KEPT_ANNOTATIONS = frozenset({"/Link", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine",
                              "/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Stamp", "/Ink", "/Widget"})
KEPT_OF_ANNOTATION = frozenset({"/Type", "/Subtype", "/Rect", "/AP", "/AS", "/F", "/Border", "/C", "/CA", "/BS",
                                "/QuadPoints", "/InkList", "/L", "/LE", "/Vertices", "/IC", "/BE", "/H", "/DA", "/Q",
                                "/A"})
# Wherever they stand: data about data, older or other renderings, files, and what would run.
DROPPED = frozenset({"/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/AA", "/JS", "/JavaScript", "/AF", "/EF",
                     "/EmbeddedFiles", "/OPI", "/Alternates", "/Ref", "/StructParent", "/StructParents", "/OpenAction"})
PICTURE_CLEANERS = {"/DCTDecode": picture_segments.of_jpeg, "/DCT": picture_segments.of_jpeg,
                    "/JPXDecode": picture_segments.of_jpeg_2000}
MAX_DEPTH = 200


def cleaned(content: bytes) -> tuple[bytes]:
    """Return a PDF without metadata, as the confined process hands it out. Raises FileRefused."""
    return (clean(content),)


def clean(content: bytes) -> bytes:
    """Return a PDF without metadata. Raises FileRefused."""
    try:
        with pikepdf.open(io.BytesIO(content)) as opened, pikepdf.new() as made:
            if opened.is_encrypted:
                raise FileRefused(CopyRefusal.ENCRYPTED)
            _draw_forms(opened)
            for page in opened.pages:
                _strip_page(page.obj)
            made.pages.extend(opened.pages)
            _strip_objects(made)
            return _saved(made)
    except pikepdf.PasswordError:
        raise FileRefused(CopyRefusal.ENCRYPTED) from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RuntimeError,
            NotImplementedError) as fault:
        raise FileRefused(CopyRefusal.UNREADABLE) from fault


def _saved(made: Pdf) -> bytes:
    # What kind of program made it, and the number that ties it to its earlier versions, are metadata too.
    for key in ("/Info", "/ID"):
        if key in made.trailer:
            del made.trailer[key]
    out = io.BytesIO()
    made.save(out, deterministic_id=True, recompress_flate=True, compress_streams=True,
              object_stream_mode=pikepdf.ObjectStreamMode.generate, fix_metadata_version=False)
    if not len(made.pages):
        raise FileRefused(CopyRefusal.UNREADABLE)
    return out.getvalue()


def _draw_forms(opened: Pdf) -> None:
    """Have what was typed into a form drawn, for the form itself is not taken over."""
    form: Any = opened.Root.get("/AcroForm")
    if isinstance(form, Dictionary) and "/NeedAppearances" in form and bool(form.NeedAppearances):
        opened.generate_appearance_streams()


def _strip_page(page: Any) -> None:
    for key in set(page.keys()) - KEPT_OF_PAGE:
        del page[key]
    drawn = page.get("/Annots")
    if drawn is None:
        return
    kept = Array()
    for one in drawn if isinstance(drawn, Array) else ():
        if isinstance(one, Dictionary) and str(one.get("/Subtype")) in KEPT_ANNOTATIONS:
            _strip_annotation(one)
            kept.append(one)
    page.Annots = kept


def _strip_annotation(one: Any) -> None:
    if str(one.Subtype) == "/Widget":
        # Without its form a field is not shown everywhere; what was drawn of it is shown as a stamp is.
        one.Subtype = Name.Stamp
    # A typed remark without a drawing of its own is seen by its words.
    is_seen_as_words = str(one.Subtype) == "/FreeText" and "/AP" not in one
    kept = KEPT_OF_ANNOTATION | {"/Contents"} if is_seen_as_words else KEPT_OF_ANNOTATION
    action = one.get("/A")
    if action is not None and not _is_web_link(action):
        del one["/A"]
    elif action is not None:
        one.A = Dictionary(S=Name.URI, URI=action.URI)
    for key in set(one.keys()) - kept:
        del one[key]


def _is_web_link(action: Any) -> bool:
    return (isinstance(action, Dictionary) and action.get("/S") == Name.URI
            and str(action.get("/URI", "")).startswith(("http://", "https://", "mailto:")))


def _strip_objects(made: Pdf) -> None:
    for one in made.objects:
        if isinstance(one, Stream):
            _strip_picture(made, one)
        _strip_entries(one, 0)


def _strip_entries(one: Object, depth: int) -> None:
    """Take what is dropped everywhere out of an object and of what is written inside it."""
    if depth > MAX_DEPTH:
        raise FileRefused(CopyRefusal.UNREADABLE)
    if isinstance(one, Dictionary | Stream):
        for key in list(one.keys()):
            if key in DROPPED and not (key == "/Ref" and one.get("/Type") == Name.Font):
                del one[key]
            else:
                _strip_inside(one[key], depth)
    elif isinstance(one, Array):
        for part in list(one):
            _strip_inside(part, depth)


def _strip_inside(part: Any, depth: int) -> None:
    # What has a number of its own is come to by that number.
    if isinstance(part, Dictionary | Array) and not part.is_indirect:
        _strip_entries(part, depth + 1)


def _strip_picture(made: Pdf, stream: Any) -> None:
    filters = stream.get("/Filter")
    names = [str(each) for each in filters] if isinstance(filters, Array) else [str(filters)]
    cleaner = PICTURE_CLEANERS.get(names[-1])
    if cleaner is None:
        return
    raw = stream.read_raw_bytes()
    if len(names) > 1:
        outer = made.make_stream(raw, Filter=Array([Name(each) for each in names[:-1]]))
        raw = outer.read_bytes()
    last = stream.get("/DecodeParms")
    parameters = last[-1] if isinstance(last, Array) and len(last) else last
    stream.write(cleaner(raw), filter=Name(names[-1]),
                 decode_parms=parameters if isinstance(parameters, Dictionary) else None)
