"""How the stored files stand: which wait to be looked at, for how long, and which are damaged or infected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, scoped_session

from models.attachment import Attachment, AttachmentCopy
from models.case import Case
from rules.file_states import CopyState, ScanState

AnySession = Session | scoped_session[Session]
MOST_NAMED = 20


@dataclass(frozen=True)
class FileFigures:
    """Figures for those who run the service. `damaged` are the numbers of letters and the places of their files."""

    unscanned: int
    uncopied: int
    oldest_at: datetime | None
    infected: int
    damaged: tuple[str, ...]


@dataclass(frozen=True)
class Checked:
    """A stored file that is to be read again: an attachment, or the copy of one (`of` is the attachment)."""

    id: int
    of: int
    is_copy: bool
    storage_name: str
    digest: str


def figures(session: AnySession) -> FileFigures:
    """Return how many files wait, since when, and what is wrong with which."""
    unscanned = Attachment.scan_state == ScanState.PENDING
    uncopied = Attachment.copy_state == CopyState.PENDING
    count = select(func.count()).select_from(Attachment)
    damaged = session.execute(
        select(Case.number, Attachment.id, _place()).join(Case, Case.id == Attachment.case_id)
        .where(Attachment.damaged_at.is_not(None)).order_by(Attachment.id).limit(MOST_NAMED))
    return FileFigures(
        session.scalar(count.where(unscanned)) or 0, session.scalar(count.where(uncopied)) or 0,
        session.scalar(select(func.min(Attachment.stored_at)).where(or_(unscanned, uncopied))),
        session.scalar(count.where(Attachment.scan_state == ScanState.INFECTED)) or 0,
        tuple(f"{row.number}的第{row.place}个附件" for row in damaged))


def waiting_cases(session: AnySession, before: datetime, limit: int, *, scanner_answers: bool) -> list[int]:
    """Return cases with a file, stored before an instant, that can be looked at now; the longest waiting first."""
    waits = Attachment.copy_state == CopyState.PENDING
    if scanner_answers:
        waits = or_(waits, Attachment.scan_state.in_((ScanState.PENDING, ScanState.OFF)))
    found = session.scalars(
        select(Attachment.case_id).where(waits, Attachment.damaged_at.is_(None), Attachment.stored_at < before)
        .order_by(Attachment.id).limit(limit))
    return list(dict.fromkeys(found))


def unmarked(session: AnySession, limit: int) -> list[int]:
    """Return attachments that wait for a scanner, when it has been found that there is none."""
    return list(session.scalars(
        select(Attachment.id).where(Attachment.scan_state == ScanState.PENDING).order_by(Attachment.id).limit(limit)))


def due_for_check(session: AnySession, now: datetime, every: timedelta, limit: int) -> Sequence[Checked]:
    """Return files that have not been read by the check for that long, those never read first."""
    rows: list[Checked] = []
    for model in (Attachment, AttachmentCopy):
        of = model.id if model is Attachment else AttachmentCopy.attachment_id
        found = session.execute(
            select(model.id, of.label("of"), model.storage_name, model.digest)
            .where(or_(model.checked_at.is_(None), model.checked_at < now - every))
            .order_by(model.checked_at.is_not(None), model.checked_at, model.id).limit(limit - len(rows)))
        rows += [Checked(row.id, row.of, model is AttachmentCopy, row.storage_name, row.digest) for row in found]
    return rows


def all_stored(session: AnySession) -> Iterator[Checked]:
    """Yield every file that a row names, without reading all rows at once."""
    for model in (Attachment, AttachmentCopy):
        of = model.id if model is Attachment else AttachmentCopy.attachment_id
        for row in session.execute(
                select(model.id, of.label("of"), model.storage_name, model.digest).order_by(model.id)
                .execution_options(yield_per=500)):
            yield Checked(row.id, row.of, model is AttachmentCopy, row.storage_name, row.digest)


def _place() -> ColumnElement[int]:
    """Return the place of an attachment among those of its case, 1 for the first, as the pages count."""
    earlier = Attachment.__table__.alias("earlier")
    other = select(func.count()).select_from(earlier).where(
        earlier.c.case_id == Attachment.case_id, earlier.c.id <= Attachment.id)
    return other.correlate(Attachment).scalar_subquery().label("place")
