"""Pictures of identity documents: cleaned before the application is taken in, sealed with it, opened with a reason."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select

from adapters import parser
from adapters.cipher import Undecipherable
from adapters.files import FileDamaged
from adapters.parser import ParserAway
from models.identity_document import IdentityDocument
from models.reveal import IdentityReveal
from models.types import table_of
from rules import permissions, reveals, text_checks
from rules.actors import DEPARTMENT_ROLES
from rules.audit import Audited
from rules.errors import Busy, InputRefused, NotFound, NotPermitted
from rules.file_states import DAMAGED, FileRefused
from services import attachments, audit, cases, locking, sealed_files
from services.sealed_files import SealedFile
from services.work import Work

log = logging.getLogger(__name__)
FIELD = "identity"
COLUMN = "identity_document"
MOST = 3
PICTURES = ("image/jpeg", "image/png")
ONLY_PICTURES = "身份证明只收JPG和PNG照片，请拍照或者截图后再传。"
UNREADABLE = "这张照片打不开，请重新拍一张，或者换成JPG、PNG。"
NONE = "没有这张照片，或者已经删去了。"
_DOCUMENT, _REVEAL = insert(table_of(IdentityDocument)), insert(table_of(IdentityReveal))


@dataclass(frozen=True)
class Picture:
    """A picture made anew from its pixels: no place, time or camera is in it any more."""

    media_type: str
    content: bytes


def prepare(uploads: Sequence[Any]) -> list[Picture]:
    """Judge and clean the pictures of an application before its transaction begins; all of them, or none.

    Raises InputRefused naming the one that cannot be taken, Busy when none can be read now.
    """
    if len(uploads) > MOST:
        raise InputRefused(f"照片最多{MOST}张，多了{len(uploads) - MOST}张。请去掉几张。", FIELD)
    try:
        return [_cleaned(upload) for upload in uploads]
    except ParserAway as error:
        log.error("No picture of an identity document could be read", exc_info=error)
        raise Busy() from error


def store(work: Work, case_id: int, pictures: Sequence[Picture]) -> None:
    """Seal pictures and store them with a case that is being taken in."""
    for picture in pictures:
        sealed = sealed_files.write(work, case_id, COLUMN, picture.content)
        work.session.connection().execute(_DOCUMENT, {
            "case_id": case_id, "media_type": picture.media_type, "storage_name": sealed.storage_name,
            "digest": sealed.digest, "size": sealed.size, "file_key": sealed.file_key, "stored_at": work.now})


def count(work: Work, case_id: int) -> int:
    """Return how many pictures are kept of a case."""
    return work.session.scalar(
        select(func.count()).select_from(IdentityDocument).where(IdentityDocument.case_id == case_id)) or 0


def open_one(work: Work, case_id: int, place: int, reason: str, words: str) -> Picture:
    """Return the `place`-th picture of a case, from 1, having noted who looked, when and why.

    Only the agency that was asked has to know who asks. Raises NotPermitted for everybody else, InputRefused without
    a reason, NotFound.
    """
    case = locking.lock_case(work.session, case_id)
    if work.actor.role not in DEPARTMENT_ROLES or not permissions.may_read(work.actor, cases.facts(case)):
        raise NotPermitted()
    chosen, said = reveals.checked(reason, text_checks.storable(words, "words", "理由"))
    found = work.session.scalar(
        select(IdentityDocument).where(IdentityDocument.case_id == case_id).order_by(IdentityDocument.id)
        .offset(max(0, place - 1)).limit(1))
    if found is None or place < 1:
        raise NotFound(NONE)
    picture = Picture(found.media_type, _content(work, found))
    work.session.connection().execute(_REVEAL, {
        "case_id": case_id, "staff_id": work.actor.id, "role": work.actor.role, "reason": chosen.value, "words": said,
        "fields": COLUMN, "revealed_at": work.now})
    audit.note(work, Audited.REVEALED, case.number, reason=chosen.value, fields=[COLUMN])
    return picture


def _cleaned(upload: Any) -> Picture:
    kind = attachments.media_type_of(upload, FIELD)
    if kind not in PICTURES:
        raise InputRefused(ONLY_PICTURES, FIELD)
    upload.stream.seek(0)
    try:
        return Picture(kind, parser.clean(upload.stream.read(), kind)[0])
    except FileRefused:
        raise InputRefused(UNREADABLE, FIELD) from None


def _content(work: Work, row: IdentityDocument) -> bytes:
    sealed = SealedFile(row.storage_name, row.digest, row.size, "", row.file_key)
    try:
        return sealed_files.read(work, row.case_id, COLUMN, sealed)
    except (FileDamaged, Undecipherable) as error:
        log.error("Alarm: the stored file %s is damaged", row.storage_name)
        raise NotFound(DAMAGED) from error
