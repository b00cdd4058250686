"""Frozen digests as pages and files read them: by period, in lists, with the cases behind each figure.

Never computes a figure: what is shown is what was frozen. A department's part is made in rules/digest_part.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased

from models.digest import Digest, DigestIssue
from queries.paging import AnySession
from rules import digest_body, periods
from rules.digest_body import DigestBody, DigestKind
from rules.errors import NotFound
from rules.figures import Dimension
from rules.periods import Period

# The order in which a group of the kept cases names its keys.
DIMENSIONS = tuple(Dimension)
_LATER = aliased(Digest)


@dataclass(frozen=True)
class Head:
    """One digest in a list: what it is of and whether a later version corrects it, without its figures."""

    id: int
    kind: DigestKind
    period: Period
    version: int
    made_at: datetime
    sha256: str
    correction: str
    issued_at: datetime | None
    is_corrected: bool


def get(session: AnySession, kind: str, period: str, version: int | None = None) -> Digest | None:
    """Return a digest, the newest version unless one is named; None when it was not made."""
    found = select(Digest).where(Digest.kind == kind, Digest.period == period)
    if version is not None:
        found = found.where(Digest.version == version)
    return session.scalars(found.order_by(Digest.version.desc()).limit(1)).one_or_none()


def by_id(session: AnySession, digest_id: int) -> Digest:
    """Return a digest. Raises NotFound."""
    found = session.get(Digest, digest_id)
    if found is None:
        raise NotFound()
    return found


def listed(session: AnySession, kind: str | None = None, *, until: date | None = None, since: date | None = None,
           most: int | None = None, versions: bool = False) -> list[Head]:
    """Return digests, the newest period first; `until` and `since` bound their last day, `most` their number.

    Of each period the newest version only, unless `versions` asks for all of them.
    """
    rows = _heads().order_by(Digest.last_on.desc(), Digest.kind, Digest.version.desc())
    if kind is not None:
        rows = rows.where(Digest.kind == kind)
    if until is not None:
        rows = rows.where(Digest.last_on <= until)
    if since is not None:
        rows = rows.where(Digest.last_on >= since)
    if not versions:
        rows = rows.where(_LATER.id.is_(None))
    return [_head(row) for row in session.execute(rows.limit(most))]


def versions(session: AnySession, kind: str, period: str) -> list[Head]:
    """Return all versions of one digest, the newest first."""
    rows = _heads().where(Digest.kind == kind, Digest.period == period).order_by(Digest.version.desc())
    return [_head(row) for row in session.execute(rows)]


def made_periods(session: AnySession, kind: str, since: date) -> set[str]:
    """Return the periods of this kind that have been made, of those that end on the day or later."""
    return set(session.scalars(select(Digest.period).where(Digest.kind == kind, Digest.last_on >= since)))


def body(digest: Digest) -> DigestBody:
    """Return what a digest says."""
    return digest_body.from_json(digest.body)


def cases(digest: Digest) -> Mapping[str, Mapping[str, list[int]]]:
    """Return the case ids behind each figure, by group: department|category|channel|mailbox|subject."""
    found: dict[str, dict[str, list[int]]] = json.loads(digest.cases)
    return found


def cases_behind(_session: AnySession, digest: Digest, figure: str, dimension: Dimension | None = None,
                 key: str | None = None) -> list[int]:
    """Return the case ids behind a figure of the whole, or of one line of a breakdown, in ascending order.

    A letter stands there as often as it was counted: decisions (件次) may name it twice.
    """
    place = DIMENSIONS.index(dimension) if dimension is not None else None
    return sorted(case for group, ids in cases(digest).get(figure, {}).items()
                  if place is None or group.split("|")[place] == key for case in ids)


def covered_by(session: AnySession, digest_id: int) -> list[Digest]:
    """Return the digests that went out with this one's mail, the first period first; itself is the last."""
    return list(session.scalars(
        select(Digest).join(DigestIssue, DigestIssue.digest_id == Digest.id)
        .where(DigestIssue.mailed_with_id == digest_id).order_by(Digest.last_on, Digest.version)))


def issued_at(session: AnySession, digest_id: int) -> datetime | None:
    """Return when a digest was issued, None while it is not."""
    return session.scalar(select(DigestIssue.issued_at).where(DigestIssue.digest_id == digest_id))


def _heads() -> Select[*tuple[Any, ...]]:
    return (
        select(Digest.id, Digest.kind, Digest.period, Digest.version, Digest.made_at, Digest.sha256, Digest.correction,
               DigestIssue.issued_at, _LATER.id.is_not(None).label("is_corrected"))
        .outerjoin(DigestIssue, DigestIssue.digest_id == Digest.id)
        .outerjoin(_LATER, _LATER.corrects_id == Digest.id))


def _head(row: Row[*tuple[Any, ...]]) -> Head:
    values = dict(row._mapping)
    kind = DigestKind(values.pop("kind"))
    return Head(**(values | {"kind": kind, "period": periods.parse(kind, values["period"])}))
