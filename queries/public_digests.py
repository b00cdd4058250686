"""Frozen digests in public form: issued bulletins and monthly summaries, without daily lists, letters and cases.

What is folded is decided in `rules/public_digest.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from models.digest import Bulletin, Digest, DigestFile, DigestIssue
from queries import digests, public_figures
from queries.paging import AnyRow, AnySelect, AnySession, Cursor, Order, Page, read_page
from queries.public_figures import PublicFigures
from rules import public_digest
from rules import public_figures as shown
from rules.bulletins import BulletinState
from rules.digest_body import DigestBody, DigestKind
from rules.figures import Dimension
from rules.public_figures import Shown

PAGE_ROWS = 20
DOCUMENT = "pdf"
_LATER = aliased(Digest)
_LATER_BULLETIN = aliased(Bulletin)


@dataclass(frozen=True)
class PublicHead:
    """One public digest in a list: `number` is a bulletin's, "" for a monthly summary.

    `corrected` tells that a later version is public too.
    """

    id: int
    kind: DigestKind
    period: str
    version: int
    first_on: date
    last_on: date
    issued_at: datetime
    sha256: str
    number: str
    correction: str
    corrected: bool


def page(session: AnySession, kind: DigestKind | None, cursor: Cursor | None) -> Page[PublicHead]:
    """Return a page of the public digests, the newest period first, every version of each."""
    statement = _heads()
    if kind is not None:
        statement = statement.where(Digest.kind == kind.value)
    table = Digest.__table__.c
    return read_page(session, statement, Order(table.last_on, table.id, newest_first=True), cursor, _head, PAGE_ROWS)


def head(session: AnySession, kind: DigestKind, period: str, version: int | None = None) -> PublicHead | None:
    """Return the newest public version of a digest, or the one that is named; None for what is not public."""
    rows = _heads().where(Digest.kind == kind.value, Digest.period == period)
    if version is not None:
        rows = rows.where(Digest.version == version)
    row = session.execute(rows.order_by(Digest.version.desc()).limit(1)).one_or_none()
    return None if row is None else _head(row)


def body_of(session: AnySession, digest_id: int) -> DigestBody:
    """Return what a digest says, exactly; it leaves the service only through `shown_of` or `figures_of`."""
    return digests.body(digests.by_id(session, digest_id))


def sha256_of(session: AnySession, digest_id: int) -> str:
    """Return the digest of what was frozen."""
    return session.execute(select(Digest.sha256).where(Digest.id == digest_id)).scalar_one()


def shown_of(session: AnySession, body: DigestBody) -> dict[Dimension, Shown]:
    """Return which groups of a digest may be shown, beside the statistics of its months."""
    unit = public_digest.UNITS[body.kind]
    months = public_figures.by_month(session, body.first_on, body.last_on)
    return public_digest.agreed(body, {dimension: shown.choose(unit, [rows[month] for month in sorted(rows)])
                                       for dimension, rows in months.items()})


def public_body(session: AnySession, body: DigestBody) -> DigestBody:
    """Return a digest in the form that may be printed for everybody."""
    return public_digest.public_body(body, shown_of(session, body))


def figures_of(session: AnySession, body: DigestBody) -> PublicFigures:
    """Return the figures of a digest in public form, as the statistics give those of a period."""
    months = public_figures.by_month(session, body.first_on, body.last_on)
    return PublicFigures(
        shown.containing(public_digest.UNITS[body.kind], body.first_on), body.last_on, body.figures,
        shown.hidden_parts([*public_figures.wholes_of(months), body.figures]),
        public_digest.breakdowns(body, shown_of(session, body)), body.before, body.last_year, is_over=True)


def document(session: AnySession, digest_id: int) -> DigestFile | None:
    """Return the kept paper of a bulletin, None while it is being made."""
    return session.scalar(select(DigestFile).where(
        DigestFile.digest_id == digest_id, DigestFile.department_id.is_(None), DigestFile.format == DOCUMENT))


def newest(session: AnySession, kind: DigestKind, count: int) -> Sequence[PublicHead]:
    """Return the newest public digests of a kind."""
    return [_head(row) for row in session.execute(
        _heads().where(Digest.kind == kind.value).order_by(Digest.last_on.desc(), Digest.id.desc()).limit(count))]


def _heads() -> AnySelect:
    later_public = or_(_LATER_BULLETIN.state == BulletinState.ISSUED.value,
                       and_(_LATER.id.is_not(None), _LATER.kind == DigestKind.MONTHLY.value))
    return (
        select(Digest.id, Digest.kind, Digest.period, Digest.version, Digest.first_on, Digest.last_on,
               Digest.sha256, Digest.correction, Bulletin.number, Bulletin.issued_at.label("signed_at"),
               DigestIssue.issued_at, later_public.label("corrected"))
        .outerjoin(Bulletin, Bulletin.digest_id == Digest.id)
        .outerjoin(DigestIssue, DigestIssue.digest_id == Digest.id)
        .outerjoin(_LATER, _LATER.corrects_id == Digest.id)
        .outerjoin(_LATER_BULLETIN, _LATER_BULLETIN.digest_id == _LATER.id)
        .where(_is_public()))


def _is_public() -> ColumnElement[bool]:
    """Say which digests the public may read: summaries that went out, and bulletins that were signed."""
    return or_(and_(Digest.kind == DigestKind.MONTHLY.value, DigestIssue.issued_at.is_not(None)),
               and_(Digest.kind == DigestKind.QUARTERLY.value, Bulletin.state == BulletinState.ISSUED.value))


def _head(row: AnyRow) -> PublicHead:
    return PublicHead(row.id, DigestKind(row.kind), row.period, row.version, row.first_on, row.last_on,
                      row.signed_at or row.issued_at, row.sha256, row.number or "", row.correction, bool(row.corrected))
