"""Handing attachments out to staff: who gets the copy or the original, with which warning, and the audit of it."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from sqlalchemy import select

from adapters.files import FileDamaged, files
from models.attachment import Attachment, AttachmentCopy
from rules import file_access
from rules.audit import Audited
from rules.errors import NotFound
from rules.file_access import FileFacts
from rules.file_states import DAMAGED, CopyKind, CopyState, ScanState
from services import audit
from services.work import Work

log = logging.getLogger(__name__)
NONE = "没有这个附件。"


@dataclass(frozen=True)
class Handed:
    """A file as it is handed out; its name depends on who reads and is the page's affair."""

    media_type: str
    content: bytes


def warnings(work: Work, case_id: int, place: int, *, original: bool = False) -> tuple[str, ...]:
    """Return what the actor has to confirm before the `place`-th file of a case, from 1, is handed out.

    Raises NotFound, NotPermitted and Conflict for what is not handed out at all.
    """
    facts = _facts(_attachment(work, case_id, place))
    file_access.require(work.actor, facts, original=original)
    return file_access.warnings(facts, original=original)


def hand_out(work: Work, number: str, case_id: int, place: int, *, original: bool = False,
             confirmed: bool = False) -> Handed:
    """Return a file of a case and note the download in the audit trail (security.md U3, F7).

    Raises NotFound, NotPermitted and Conflict; NotPermitted too where a warning has to be confirmed first.
    """
    attachment = _attachment(work, case_id, place)
    facts = _facts(attachment)
    file_access.require(work.actor, facts, original=original)
    file_access.require_confirmation(facts, original=original, confirmed=confirmed)
    source = attachment if original else _copy(work, attachment, CopyKind.LEAVING)
    content = _read(source)
    audit.note(work, Audited.DOWNLOADED, number, file=attachment.id, original=original, scan=str(facts.scan))
    return Handed(source.media_type, content)


def preview(work: Work, case_id: int, place: int) -> Handed:
    """Return the small picture of a picture, made anew from its pixels. Raises NotFound and NotPermitted."""
    attachment = _attachment(work, case_id, place)
    file_access.require(work.actor, _facts(attachment), original=False)
    source = _copy(work, attachment, CopyKind.PREVIEW)
    return Handed(source.media_type, _read(source))


def leaving_copy(work: Work, attachment_id: int) -> Handed:
    """Return the copy without metadata of a file that is public. Raises NotFound."""
    source = _copy(work, work.session.get_one(Attachment, attachment_id), CopyKind.LEAVING)
    return Handed(source.media_type, _read(source))


def note_refused(work: Work, number: str, place: int) -> None:
    """Note that somebody tried to open a file that is not handed out to them."""
    audit.note(work, Audited.DOWNLOADED, number, refused=True, place=place)


def _attachment(work: Work, case_id: int, place: int) -> Attachment:
    found = work.session.scalar(
        select(Attachment).where(Attachment.case_id == case_id).order_by(Attachment.id).offset(max(0, place - 1))
        .limit(1))
    if found is None or place < 1:
        raise NotFound(NONE)
    return found


def _copy(work: Work, attachment: Attachment, kind: CopyKind) -> AttachmentCopy:
    found = work.session.scalar(select(AttachmentCopy).where(
        AttachmentCopy.attachment_id == attachment.id, AttachmentCopy.kind == kind))
    if found is None:
        raise NotFound(NONE)
    return found


def _facts(attachment: Attachment) -> FileFacts:
    return FileFacts(ScanState(attachment.scan_state), CopyState(attachment.copy_state),
                     damaged=attachment.damaged_at is not None)


def _read(source: Attachment | AttachmentCopy) -> bytes:
    try:
        return files.read(source.storage_name, source.digest)
    except FileDamaged as error:
        log.error("Alarm: stored file %s is damaged", source.storage_name)
        raise NotFound(DAMAGED) from error
