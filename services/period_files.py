"""The materials of a period for public comment: put with it before release, public with it afterwards.

They go the way of every attachment: judged, scanned, and copied without metadata; only the copies are public.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, select

from models.attachment import Attachment, AttachmentCopy
from queries import period_beside
from rules import file_access
from rules.errors import InputRefused, NotFound
from rules.file_access import FileFacts
from rules.file_states import CopyState, ScanState
from rules.letter_draft import StoredFile
from rules.transitions import Act
from services import cases, events, locking, registration
from services import file_access as handing
from services.file_access import Handed
from services.file_examination import EXAMINE_JOB
from services.work import Work

MOST = 20
TOO_MANY = f"一次征集最多{MOST}个附件。请去掉几个，或者合在一个文件里。"
NONE_CHOSEN = "请选要随草案公布的文件。"
FIELD = "files"


def add(work: Work, case_id: int, stored: Sequence[StoredFile]) -> None:
    """Put files that are stored already with a period that has not been sent for review.

    Raises InputRefused for none, or for more than a period may have, NotPermitted, TransitionRefused.
    """
    period = locking.lock_period(work.session, case_id)
    period.state = cases.require(work, period, Act.CHANGE_PERIOD)
    if not stored:
        raise InputRefused(NONE_CHOSEN, FIELD)
    there = work.session.scalar(select(func.count()).where(Attachment.case_id == case_id)) or 0
    if there + len(stored) > MOST:
        raise InputRefused(TOO_MANY, FIELD)
    registration.store_files(work, case_id, stored)
    events.record(work, period, Act.CHANGE_PERIOD, {"files": [one.digest for one in stored]})
    work.after_commit(EXAMINE_JOB, case_id)


def remove(work: Work, case_id: int, attachment_id: int) -> None:
    """Take a file away from a period that has not been sent for review; its bytes go with the next clearing.

    Raises NotFound for a file of another case, NotPermitted, TransitionRefused.
    """
    period = locking.lock_period(work.session, case_id)
    period.state = cases.require(work, period, Act.CHANGE_PERIOD)
    file = work.session.scalars(
        select(Attachment).where(Attachment.id == attachment_id, Attachment.case_id == case_id)).one_or_none()
    if file is None:
        raise NotFound("没有这个附件，请刷新页面。")
    work.session.execute(delete(AttachmentCopy).where(AttachmentCopy.attachment_id == attachment_id))
    work.session.delete(file)
    events.record(work, period, Act.CHANGE_PERIOD, {"removed": file.digest})


def require_public(work: Work, case_id: int) -> None:
    """Raise InputRefused naming the first file that cannot be public now, and what to do about it."""
    for file in work.session.scalars(
            select(Attachment).where(Attachment.case_id == case_id).order_by(Attachment.id)):
        facts = FileFacts(ScanState(file.scan_state), CopyState(file.copy_state),
                          damaged=file.damaged_at is not None)
        if words := file_access.public_refusal(facts):
            raise InputRefused(f"附件“{file.display_name}”{words}", FIELD)


def public_copy(work: Work, case_id: int, place: int) -> tuple[str, Handed]:
    """Return the name and the copy of the `place`-th file, from 1, of a period that the public may see.

    Raises NotFound for none, and for one whose copy is damaged.
    """
    found = period_beside.files(work.session, case_id)
    if not 1 <= place <= len(found):
        raise NotFound(handing.NONE)
    return found[place - 1].name, handing.leaving_copy(work, found[place - 1].id)
