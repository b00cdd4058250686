"""Unique tokens for every personal field of a letter, and how they are found however they are spelt."""

from __future__ import annotations

import base64
import io
import itertools
import json
import re
import secrets
import string
import zipfile
import zlib
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import quote

from PIL import Image

RARE = "彧翀骉犇赟祎珺玥旻昶燊淼垚喆囍"
# No name is given twice: a letter that bore another's would look like a leak wherever the other may stand.
NAMES = ["林" + "".join(pair) for pair in itertools.permutations(RARE, 2)]
secrets.SystemRandom().shuffle(NAMES)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class Kind(StrEnum):
    """What a token stands for."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    ID_NUMBER = "id_number"
    TITLE = "title"
    TEXT = "text"
    PLACE = "place"
    FILE_NAME = "file_name"
    FILE_TEXT = "file_text"
    FILE_META = "file_meta"
    CODE = "code"
    NUMBER = "number"


IDENTITY = frozenset({Kind.NAME, Kind.PHONE, Kind.EMAIL, Kind.ADDRESS, Kind.ID_NUMBER})
WORDS = frozenset({Kind.TITLE, Kind.TEXT, Kind.PLACE})
FILES = frozenset({Kind.FILE_NAME, Kind.FILE_TEXT})


@dataclass
class Canary:
    """One letter full of tokens. `repeats`: its text repeats the writer's own name and number; `about` names a unit."""

    name: str
    repeats: bool = False
    about: str = ""
    tokens: dict[Kind, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return f"小区电梯{self.tokens[Kind.TITLE]}常停"

    @property
    def text(self) -> str:
        own = f"我是{self.tokens[Kind.NAME]}，电话{self.tokens[Kind.PHONE]}。" if self.repeats else ""
        about = f"我举报{self.about}。" if self.about else ""
        return f"{own}{about}电梯三天没有修，编号{self.tokens[Kind.TEXT]}，老人上不了楼，请派人检查。"

    @property
    def place(self) -> str:
        return f"锦绣花园{self.tokens[Kind.PLACE]}"


def canary(name: str, *, repeats: bool = False, about: str = "") -> Canary:
    """Return a letter with fresh tokens; every one has the form that its field takes."""
    made = {kind: "".join(secrets.choice(string.ascii_lowercase) for _ in range(12)) for kind in Kind}
    made[Kind.NAME] = NAMES.pop()
    made[Kind.PHONE] = "139" + "".join(secrets.choice(string.digits) for _ in range(8))
    made[Kind.EMAIL] = f"{made[Kind.EMAIL]}@example.cn"
    made[Kind.ADDRESS] = f"翠竹苑{secrets.randbelow(9000) + 1000}栋{secrets.randbelow(900) + 100}室"
    made[Kind.ID_NUMBER] = _id_number()
    return Canary(name, repeats, about, made)


def _id_number() -> str:
    born = f"19{secrets.randbelow(40) + 50}0{secrets.randbelow(9) + 1}1{secrets.randbelow(9)}"
    body = f"110101{born}{secrets.randbelow(900) + 100}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def document(made: Canary) -> bytes:
    """Return a DOCX whose text and whose author are tokens."""
    types = ('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
             '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
             '<Override PartName="/word/document.xml" ContentType="application/'
             'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
             '<Override PartName="/docProps/core.xml" '
             'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>')
    rels = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r1" Target="word/document.xml" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>'
            '<Relationship Id="r2" Target="docProps/core.xml" '
            'Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"/>'
            '</Relationships>')
    text = ('<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            f'<w:body><w:p><w:r><w:t>{made.tokens[Kind.FILE_TEXT]}</w:t></w:r></w:p></w:body></w:document>')
    core = ('<?xml version="1.0"?><cp:coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties">'
            f'<dc:creator>{made.tokens[Kind.FILE_META]}</dc:creator></cp:coreProperties>')
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in (("[Content_Types].xml", types), ("_rels/.rels", rels), ("word/document.xml", text),
                           ("docProps/core.xml", core)):
            archive.writestr(name, part)
    return stream.getvalue()


def photo(made: Canary) -> bytes:
    """Return a JPEG whose EXIF names its artist with a token."""
    exif = Image.Exif()
    exif[0x013B] = made.tokens[Kind.FILE_META]
    exif[0x010E] = made.tokens[Kind.FILE_META]
    stream = io.BytesIO()
    Image.new("RGB", (32, 32), (200, 30, 30)).save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def spellings(token: str) -> list[bytes]:
    """Return how a token may stand in bytes: plain, as JSON and in an address, in base 64, in two-byte characters."""
    plain = token.encode()
    encoded = [base64.b64encode(b"\0" * shift + plain)[4 if shift else 0:-4] for shift in range(3)]
    found = {plain, json.dumps(token)[1:-1].encode(), quote(token).encode(), token.encode("utf-16-le"),
             token.encode("gb18030"), *[part for part in encoded if len(part) >= 8]}
    return sorted(found)


def contains(content: bytes, kind: Kind, token: str) -> bool:
    """Tell whether a content holds a token, also inside what is compressed or zipped."""
    if kind is Kind.NUMBER:
        return re.search(rb"(?<![\w-])" + re.escape(token.encode()) + rb"(?!\d)", content) is not None
    return any(spelling in content for spelling in spellings(token))


def unpacked(content: bytes) -> bytes:
    """Return a content with what a ZIP, a gzip or a zlib stream in it holds."""
    parts = [content]
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts += [archive.read(name) for name in archive.namelist()]
    for wbits in (zlib.MAX_WBITS, zlib.MAX_WBITS | 32):
        try:
            parts.append(zlib.decompressobj(wbits).decompress(content))
        except zlib.error:
            continue
    return b"\n".join(parts)
