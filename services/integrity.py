"""What the scheduled check found: files that are not what was received, and how far the record goes."""

from __future__ import annotations

import logging

from sqlalchemy import func, select, update

from models.attachment import Attachment, AttachmentCopy
from models.event import CaseEvent
from queries.file_states import Checked
from services import file_examination
from services.work import Work

log = logging.getLogger(__name__)


def note_file(work: Work, file: Checked, *, sound: bool) -> None:
    """Note that a stored file was read, and whether it is what was received.

    A damaged copy is made again from the original. A damaged original stays named until it is whole again, as after
    it was fetched from a backup.
    """
    if file.is_copy and not sound:
        log.warning("The copy of attachment %s is damaged and is made again", file.of)
        file_examination.forget_copies(work, file.of)
        return
    model = AttachmentCopy if file.is_copy else Attachment
    since = None if sound else func.coalesce(model.damaged_at, work.now)
    work.session.execute(update(model).where(model.id == file.id).values(checked_at=work.now, damaged_at=since))
    if not sound:
        log.error("Alarm: attachment %s is damaged", file.id)


def last_event(work: Work) -> int:
    """Return the sequence number of the newest event of the record."""
    return work.session.scalar(select(func.max(CaseEvent.seq))) or 0
