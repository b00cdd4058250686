"""What becomes of a stored file after its letter was taken in: scanned, copied without metadata, looked at again.

The bytes are read, scanned and parsed by workers/files.py between these steps: none of them takes long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from adapters.files import Written, files
from adapters.scanner import Verdict
from models.attachment import Attachment, AttachmentCopy
from rules import file_states
from rules.file_states import CopyKind, CopyRefusal, CopyState, ScanState
from services.work import Work

EXAMINE_JOB = "workers.files.examine"
# Of a picture there is a small one too; it is a JPEG whatever the picture is.
PREVIEW_TYPE = "image/jpeg"


@dataclass(frozen=True)
class Waiting:
    """A file that something is left to be done with."""

    id: int
    media_type: str
    storage_name: str
    digest: str
    needs_scan: bool
    needs_copy: bool


def waiting_of(work: Work, case_id: int, *, scanner_is_on: bool) -> list[Waiting]:
    """Return the files of a case that have to be scanned or copied; damaged ones are left alone."""
    found = work.session.scalars(
        select(Attachment).where(Attachment.case_id == case_id, Attachment.damaged_at.is_(None))
        .order_by(Attachment.id))
    rows = [Waiting(file.id, file.media_type, file.storage_name, file.digest,
                    needs_scan=_needs_scan(file, scanner_is_on), needs_copy=file.copy_state == CopyState.PENDING)
            for file in found]
    return [row for row in rows if row.needs_scan or row.needs_copy]


def note_verdict(work: Work, attachment_id: int, verdict: Verdict) -> None:
    """Note what the scanner said of a file. Of an infected one no copy is made."""
    values: dict[str, object] = {"scan_state": verdict.state, "signature": verdict.signature,
                                 "scanned_at": None if verdict.state is ScanState.OFF else work.now}
    if verdict.state is ScanState.INFECTED:
        values |= {"copy_state": CopyState.REFUSED, "copy_refusal": CopyRefusal.INFECTED}
    work.session.execute(update(Attachment).where(Attachment.id == attachment_id).values(**values))


def keep_copies(work: Work, file: Waiting, made: Sequence[Written]) -> bool:
    """Keep the copies that were made of a file: the one that leaves and, of a picture, a small one.

    Returns False when another job came first; then the bytes belong to nobody and have to be removed.
    """
    claimed = work.session.execute(
        update(Attachment).where(Attachment.id == file.id, Attachment.copy_state == CopyState.PENDING)
        .values(copy_state=CopyState.READY).returning(Attachment.id)).scalar_one_or_none()
    if claimed is None:
        return False
    for kind, media_type, written in zip(CopyKind, (file.media_type, PREVIEW_TYPE), made, strict=False):
        work.session.add(AttachmentCopy(
            attachment_id=file.id, kind=kind, media_type=media_type, size=written.size, digest=written.digest,
            storage_name=written.storage_name, made_at=work.now))
    return True


def note_refusal(work: Work, attachment_id: int, reason: CopyRefusal) -> bool:
    """Note that no copy could be made now. Returns True when it is given up for good."""
    attempts = work.session.execute(
        update(Attachment).where(Attachment.id == attachment_id, Attachment.copy_state == CopyState.PENDING)
        .values(copy_attempts=Attachment.copy_attempts + 1).returning(Attachment.copy_attempts)).scalar_one_or_none()
    if attempts is None or not file_states.is_given_up(reason, attempts):
        return False
    work.session.execute(update(Attachment).where(Attachment.id == attachment_id).values(
        copy_state=CopyState.REFUSED, copy_refusal=reason))
    return True


def forget_copies(work: Work, attachment_id: int) -> None:
    """Have the copies of a file made again, for those that there are cannot be read; their bytes are swept later."""
    work.session.execute(delete(AttachmentCopy).where(AttachmentCopy.attachment_id == attachment_id))
    work.session.execute(update(Attachment).where(
        Attachment.id == attachment_id, Attachment.copy_state == CopyState.READY).values(
        copy_state=CopyState.PENDING, copy_attempts=0))


def remove(made: Sequence[Written]) -> None:
    """Delete the bytes of copies that no row came to name."""
    for written in made:
        files.remove(written.storage_name)


def _needs_scan(file: Attachment, scanner_is_on: bool) -> bool:
    return file.scan_state == ScanState.PENDING or scanner_is_on and file.scan_state == ScanState.OFF
