"""Bulletins as pages read them: the list, one with its people, those that are issued, and the examples they quote.

What a bulletin says of figures is read from its digest (`queries/digests.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, scoped_session

from models.digest import Bulletin, Demand, Digest, DigestFile
from models.publication import Publication
from models.staff import Staff
from queries.paging import AnyRow, AnySelect
from queries.signatures import Signature
from rules import bulletin_body, periods
from rules.actors import Actor, Role
from rules.bulletin_body import BulletinText, Example
from rules.bulletins import OFFICE, READERS, BulletinState, DemandState
from rules.digest_body import DigestKind
from rules.localtime import local_date
from rules.periods import Period
from rules.vocabulary import PublicationState

AnySession = Session | scoped_session[Session]
# What waits for each role: the office writes, the supervisor reviews, the leader issues.
_WAITS_FOR = {Role.SUPERVISOR: BulletinState.SUBMITTED, Role.LEADER: BulletinState.REVIEWED}
_LATER, _EARLIER = aliased(Digest), aliased(Bulletin)
_LATER_BULLETIN = aliased(Bulletin)
_DEMANDS = select(func.count()).select_from(Demand)
_REPORTED = _DEMANDS.where(Demand.state == DemandState.REPORTED.value)
# What is kept of an issued bulletin, for the public and for those who pass it on.
KEPT_FORMATS = ("pdf", "docx", "xlsx")


@dataclass(frozen=True)
class BulletinRow:
    """One version of a bulletin. `corrects` is the number of the one that it corrects, "" when there is none.

    `corrected_by` is the id of a later version, `corrected_number` its number once that is issued.
    """

    id: int
    period: Period
    version: int
    state: BulletinState
    number: str
    issued_at: datetime | None
    edited_at: datetime
    correction: str
    corrects_id: int | None
    corrects: str
    corrected_by: int | None
    corrected_number: str
    text: BulletinText

    @property
    def issued_on(self) -> date | None:
        """The day on which it was issued, in China."""
        return local_date(self.issued_at) if self.issued_at else None


@dataclass(frozen=True)
class BulletinFile:
    """A bulletin with all that its page needs; `signed_by` are the ids of those who had a hand in it."""

    row: BulletinRow
    revision: int
    send_back_reason: str
    signatures: tuple[Signature, ...]
    signed_by: frozenset[int]


@dataclass(frozen=True)
class ShownExample:
    """An example as it may be shown: once its publication is taken down, neither title nor words are."""

    public_id: str
    is_good: bool
    is_withdrawn: bool
    title: str = ""
    department: str = ""
    words: str = ""


def listed(session: AnySession) -> list[BulletinRow]:
    """Return every version of every bulletin, the newest quarter first."""
    rows = session.execute(_rows().order_by(Digest.last_on.desc(), Digest.version.desc()))
    return [_row(row) for row in rows]


def issued(session: AnySession, limit: int | None = None) -> list[BulletinRow]:
    """Return what is issued, also versions that were corrected since, the newest quarter first."""
    rows = session.execute(_rows().where(Bulletin.state == BulletinState.ISSUED.value)
                           .order_by(Digest.last_on.desc(), Digest.version.desc()).limit(limit))
    return [_row(row) for row in rows]


def issued_one(session: AnySession, period: str, version: int | None = None) -> BulletinRow | None:
    """Return the issued bulletin of a quarter, its newest issued version unless one is named."""
    found = _rows().where(Bulletin.state == BulletinState.ISSUED.value, Digest.period == period)
    if version is not None:
        found = found.where(Digest.version == version)
    row = session.execute(found.order_by(Digest.version.desc()).limit(1)).one_or_none()
    return _row(row) if row else None


def one(session: AnySession, digest_id: int) -> BulletinFile | None:
    """Return a bulletin with the people who signed it."""
    row = session.execute(_rows().where(Bulletin.digest_id == digest_id)).one_or_none()
    bulletin = session.get(Bulletin, digest_id)
    if row is None or bulletin is None:
        return None
    steps = (("最近修改", bulletin.edited_by, bulletin.edited_at),
             ("初审", bulletin.submitted_by, bulletin.submitted_at),
             ("审核", bulletin.reviewed_by, bulletin.reviewed_at), ("审发", bulletin.issued_by, bulletin.issued_at))
    people = frozenset(who for _, who, _ in steps if who is not None)
    names = {row.id: row.name for row in session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(people)))}
    return BulletinFile(_row(row), bulletin.revision, bulletin.send_back_reason,
                        tuple(Signature(step, names.get(who or 0, ""), at) for step, who, at in steps), people)


def examples(session: AnySession, chosen: Iterable[Example]) -> list[ShownExample]:
    """Return the examples as they may be shown now: only what is published is quoted, nothing that was taken down."""
    chosen = list(chosen)
    found = {row.public_id: row for row in session.execute(
        select(Publication.public_id, Publication.title, Publication.department_name)
        .where(Publication.public_id.in_([one.public_id for one in chosen]),
               Publication.state == PublicationState.PUBLISHED))}
    return [ShownExample(one.public_id, one.is_good, False, found[one.public_id].title,
                         found[one.public_id].department_name, one.words) if one.public_id in found
            else ShownExample(one.public_id, one.is_good, True) for one in chosen]


def waiting_for(session: AnySession, actor: Actor) -> int:
    """Return how much waits for the person: bulletins for the next signature, reports to look at, demands to meet.

    Drafts that have a newer version wait for nobody. Reports on remedies wait for the office for open government.
    """
    if actor.department_id is not None:
        return session.scalar(_DEMANDS.where(Demand.department_id == actor.department_id,
                                             Demand.state == DemandState.OPEN.value)) or 0
    if actor.role is Role.DISCLOSURE:
        return session.scalar(_REPORTED.where(Demand.remedy_id.is_not(None))) or 0
    if actor.role not in READERS:
        return 0
    state = _WAITS_FOR.get(actor.role, BulletinState.DRAFT)
    signing = select(func.count()).select_from(Bulletin).outerjoin(_LATER, _LATER.corrects_id == Bulletin.digest_id) \
        .where(Bulletin.state == state.value, _LATER.id.is_(None))
    reported = _REPORTED.where(Demand.remedy_id.is_(None))
    row = session.execute(select(signing.scalar_subquery(), reported.scalar_subquery())).one()
    return int(row[0]) + (int(row[1]) if actor.role in OFFICE else 0)


def missing_formats(session: AnySession, digest_id: int) -> list[str]:
    """Return the formats in which the files of an issued bulletin are not kept yet; none of one that is not issued."""
    there = set(session.scalars(
        select(DigestFile.format).where(DigestFile.digest_id == digest_id, DigestFile.department_id.is_(None))))
    is_issued = session.scalar(select(Bulletin.state).where(Bulletin.digest_id == digest_id)) == BulletinState.ISSUED
    return [one for one in KEPT_FORMATS if one not in there] if is_issued else []


def without_files(session: AnySession, limit: int = 20) -> list[int]:
    """Return the issued bulletins whose files are not all there, the oldest first."""
    kept = func.count(DigestFile.id)
    return list(session.scalars(
        select(Bulletin.digest_id)
        .outerjoin(DigestFile, (DigestFile.digest_id == Bulletin.digest_id) & DigestFile.department_id.is_(None)
                   & DigestFile.format.in_(KEPT_FORMATS))
        .where(Bulletin.state == BulletinState.ISSUED.value)
        .group_by(Bulletin.digest_id).having(kept < len(KEPT_FORMATS)).order_by(Bulletin.digest_id).limit(limit)))


def _rows() -> AnySelect:
    return (
        select(Digest.id, Digest.period, Digest.version, Digest.correction, Digest.corrects_id, Bulletin.state,
               Bulletin.number, Bulletin.issued_at, Bulletin.edited_at, Bulletin.text,
               _EARLIER.number.label("corrects"), _LATER.id.label("corrected_by"),
               _LATER_BULLETIN.number.label("corrected_number"))
        .join(Bulletin, Bulletin.digest_id == Digest.id)
        .outerjoin(_EARLIER, _EARLIER.digest_id == Digest.corrects_id)
        .outerjoin(_LATER, _LATER.corrects_id == Digest.id)
        .outerjoin(_LATER_BULLETIN, _LATER_BULLETIN.digest_id == _LATER.id))


def _row(row: AnyRow) -> BulletinRow:
    return BulletinRow(
        id=row.id, period=periods.parse(DigestKind.QUARTERLY, row.period), version=row.version,
        state=BulletinState(row.state), number=row.number or "", issued_at=row.issued_at, edited_at=row.edited_at,
        correction=row.correction, corrects_id=row.corrects_id, corrects=row.corrects or "",
        corrected_by=row.corrected_by, corrected_number=row.corrected_number or "",
        text=bulletin_body.from_json(row.text))
