"""Which kept files of a department's part may still be given out: none with a letter that is about it by now (I4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select

from models.accused import BarredDepartment
from models.department import Department
from models.digest import Digest, DigestFile
from queries import digests
from queries.paging import AnySession
from rules import digest_part

# A bar says when its transaction began; a file that was read until so long afterwards may not have seen it.
SEEN_AFTER = timedelta(minutes=10)


def fit(session: AnySession, kept: Iterable[DigestFile]) -> list[DigestFile]:
    """Return those of the files that may be given out; a file of the whole is for people whom no bar concerns.

    A department's file is not fit when a letter in it has been found to be about the department since it was read.
    """
    return [row for row in kept if row.department_id is None or not _has_barred(session, row)]


def _has_barred(session: AnySession, row: DigestFile) -> bool:
    barred = frozenset(session.scalars(select(BarredDepartment.case_id).where(
        BarredDepartment.department_id == row.department_id, BarredDepartment.lifted_at.is_(None),
        BarredDepartment.barred_at >= row.made_at - SEEN_AFTER)))
    if not barred:
        return False
    code = session.scalars(select(Department.code).where(Department.id == row.department_id)).one()
    digest = session.get_one(Digest, row.digest_id)
    groups = digest_part.own(digests.cases(digest), code).values()
    body = digests.body(digest)
    return not barred.isdisjoint(
        {case for cases in groups for ids in cases.values() for case in ids}
        | {one.case for rows in (*body.lists.values(), body.overdue, body.oldest) for one in rows
           if one.department == code})
