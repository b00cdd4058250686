"""What stands beside the draft on the public page of a period: its materials, its hearings, and how it was lengthened.

Who calls has made sure that the period has been released.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from models.attachment import Attachment, AttachmentCopy
from models.period_lengthening import PeriodLengthening
from queries import hearings
from queries.hearings import HearingView
from rules.file_states import CopyKind

AnySession = Session | scoped_session[Session]


@dataclass(frozen=True)
class PublicFile:
    """A material of the period; it is opened by its place in the list, 1 for the first. `size` is the copy's."""

    id: int
    place: int
    name: str
    size: int


@dataclass(frozen=True)
class Lengthened:
    """One time that the last day was moved to a later one, with the published reason."""

    before_on: date
    after_on: date
    reason: str


@dataclass(frozen=True)
class Beside:
    """All of it, in the order in which the page shows it."""

    files: tuple[PublicFile, ...]
    hearings: tuple[HearingView, ...]
    lengthened: tuple[Lengthened, ...]


def read(session: AnySession, period_id: int) -> Beside:
    """Return what stands beside the draft of a released period."""
    return Beside(files(session, period_id), hearings.of_period(session, period_id), lengthened(session, period_id))


def files(session: AnySession, period_id: int) -> tuple[PublicFile, ...]:
    """Return the materials of a period whose copies can be public."""
    rows = session.execute(
        select(Attachment.id, Attachment.display_name, AttachmentCopy.size)
        .join(AttachmentCopy, AttachmentCopy.attachment_id == Attachment.id)
        .where(Attachment.case_id == period_id, AttachmentCopy.kind == CopyKind.LEAVING.value,
               Attachment.damaged_at.is_(None), AttachmentCopy.damaged_at.is_(None))
        .order_by(Attachment.id))
    return tuple(PublicFile(row.id, place, row.display_name, row.size) for place, row in enumerate(rows, 1))


def lengthened(session: AnySession, period_id: int) -> tuple[Lengthened, ...]:
    """Return how a period was lengthened, the first time first."""
    rows = session.execute(
        select(PeriodLengthening.before_on, PeriodLengthening.after_on, PeriodLengthening.reason)
        .where(PeriodLengthening.period_id == period_id).order_by(PeriodLengthening.id))
    return tuple(Lengthened(*row) for row in rows)
