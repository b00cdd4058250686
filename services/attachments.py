"""Attachments of a letter: judged by name, size and content, stored durably before the letter, read with their hash."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from adapters import parser
from adapters.files import STORED_IN, FileDamaged, files
from adapters.parser import ParserAway
from models.attachment import Attachment
from models.types import table_of
from rules import file_types
from rules.errors import Busy, InputRefused, NotFound
from rules.file_states import DAMAGED, FileRefused
from rules.letter_draft import StoredFile
from services import storage
from services.work import Work

log = logging.getLogger(__name__)
MOST = 5
FIELD = "files"
# With the sweep's six hours a file without a letter is gone within a day (security.md P7).
ORPHAN_AFTER_S = 12 * 3600


def store(work: Work, uploads: Sequence[Any]) -> list[StoredFile]:
    """Store the files of a letter before its transaction begins; all of them, or none.

    An upload has `filename` and `stream`; the stream may carry `refusal`, a sentence found while it arrived.

    Raises InputRefused naming the file that cannot be taken and how to mend it, Busy when the disk takes nothing.
    """
    arrived = [upload for upload in uploads if upload.filename]
    if len(arrived) > MOST:
        raise InputRefused(f"附件最多{MOST}个，多了{len(arrived) - MOST}个。请去掉几个，或者合在一个文件里。", FIELD)
    if arrived:
        storage.require_space()
    stored: list[StoredFile] = []
    try:
        kinds = [media_type_of(upload) for upload in arrived]
        for upload, kind in zip(arrived, kinds, strict=True):
            written = files.write(upload.stream)
            stored.append(StoredFile(file_types.display_name(upload.filename or ""), kind, written.size,
                                     written.digest, written.storage_name))
    except (OSError, ParserAway) as error:
        log.error("A file could not be stored", exc_info=error)
        discard(stored)
        raise Busy() from error
    return stored


def discard(stored: Sequence[StoredFile]) -> None:
    """Delete files that no letter came to own."""
    for file in stored:
        files.remove(file.storage_name)


def content(work: Work, case_id: int, place: int) -> tuple[Attachment, bytes]:
    """Return the `place`-th file of a case, from 1, with its bytes. Raises NotFound, also for damaged bytes (F8)."""
    attachment = work.session.scalar(
        select(Attachment).where(Attachment.case_id == case_id).order_by(Attachment.id).offset(place - 1).limit(1))
    if attachment is None or place < 1:
        raise NotFound("没有这个附件。")
    try:
        return attachment, files.read(attachment.storage_name, attachment.digest)
    except FileDamaged as error:
        log.error("Attachment %s of case %s is damaged", attachment.id, case_id)
        raise NotFound(DAMAGED) from error


def remove_orphans(work: Work) -> int:
    """Delete files older than half a day that no row names: left by a letter that was never sent (security.md P7)."""
    count = 0
    for name in files.older_than(ORPHAN_AFTER_S):
        if not any(work.session.scalar(select(table.c.storage_name).where(table.c.storage_name == name))
                   for table in (table_of(Attachment).metadata.tables[one] for one in STORED_IN)):
            files.remove(name)
            count += 1
    return count


def media_type_of(upload: Any, field: str = FIELD) -> str:
    """Return the media type of an upload's content. Raises InputRefused for what cannot be taken, ParserAway."""
    name = upload.filename or ""
    refusal = getattr(upload.stream, "refusal", "") or file_types.name_refusal(name)
    kind = ""
    if not refusal and not upload.stream.seek(0, 2):
        refusal = file_types.EMPTY
    if not refusal:
        upload.stream.seek(0)
        try:
            kind = parser.kind_of(upload.stream.read())
            refusal = file_types.content_refusal(name, kind)
        except FileRefused:
            # What cannot even be looked at safely is not kept.
            refusal = file_types.NOT_WHAT_IT_SAYS
    if refusal:
        raise InputRefused(f"“{file_types.display_name(name)}”：{refusal}", field)
    return kind
