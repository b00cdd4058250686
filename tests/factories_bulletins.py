"""Small factories of bulletins: a quarter whose figures agree, its draft, and the way to three signatures."""

from __future__ import annotations

from datetime import date

from models.digest import Bulletin, Digest
from rules import bulletin_body
from rules.actors import Role
from rules.bulletin_body import BulletinText
from rules.digest_body import DigestKind
from services import bulletins
from services.demands import PlannedDemand
from services.work import Work
from tests import factories, factories_digests
from tests.factories_digests import Counted, Draft

CODE = "云政办函"
DUE_ON = date(2026, 12, 18)
# One letter answered in time, one that is late and still open; every figure stands in its cases.
QUARTER = (
    Counted(1, ("received", "accepted", "assigned", "due", "on_time", "closed", "rated", "satisfied")),
    Counted(2, ("received", "accepted", "assigned", "due", "late", "open", "overdue"), "transport"),
)


def quarter(work: Work, period: str = "2026-Q3") -> Digest:
    """Store the figures of a quarter, and have its bulletin drafted."""
    made = factories_digests.digest(work, DigestKind.QUARTERLY, Draft(period, QUARTER))
    bulletins.draft(work, made)
    return made


def corrected(work: Work, wrong: Digest, words: str) -> Digest:
    """Store the next version of a quarter's figures, and have its bulletin drafted."""
    body = factories_digests.body(DigestKind.QUARTERLY, Draft(wrong.period, QUARTER))
    made = factories_digests.store(work, body, factories_digests.cases(QUARTER), wrong, words)
    bulletins.draft(work, made)
    return made


def text_of(work: Work, digest_id: int) -> BulletinText:
    """Return the text of a bulletin as it is saved."""
    return bulletin_body.from_json(work.session.get_one(Bulletin, digest_id, populate_existing=True).text)


def revision(work: Work, digest_id: int) -> int:
    return work.session.get_one(Bulletin, digest_id, populate_existing=True).revision


def planned(work: Work, code: str = "transport", words: str = "书面报告整改情况。") -> PlannedDemand:
    """Return a demand of a department of the test county."""
    return PlannedDemand(factories.department_id(work, code), words, DUE_ON)


def submit(work: Work, digest_id: int) -> Bulletin:
    """Hand a bulletin in as the intake officer."""
    return bulletins.submit(factories.acting(work, factories.staff(work, Role.INTAKE)), digest_id,
                            revision(work, digest_id))


def review(work: Work, digest_id: int, person: int = 1) -> Bulletin:
    return bulletins.review(factories.acting(work, factories.staff(work, Role.SUPERVISOR, person=person)), digest_id,
                            revision(work, digest_id))


def issue(work: Work, digest_id: int) -> Bulletin:
    return bulletins.issue(factories.acting(work, factories.staff(work, Role.LEADER)), digest_id,
                           revision(work, digest_id), CODE)


def issued(work: Work, period: str = "2026-Q3") -> Digest:
    """Bring the bulletin of a quarter to its three signatures."""
    made = quarter(work, period)
    submit(work, made.id)
    review(work, made.id)
    issue(work, made.id)
    return made
