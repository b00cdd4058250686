"""Small factories of what the public reads: an issued bulletin with the counts of its months."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from sqlalchemy import select

from adapters.files import files
from models.case import Letter
from models.digest import Digest, DigestFile
from models.publication import Publication
from rules.actors import Role
from rules.bulletin_body import Example
from rules.digest_body import DigestKind
from rules.ranking import rank
from services import bulletins
from services.work import Work
from tests import factories, factories_digests
from tests.factories_bulletins import issue, review, revision, submit, text_of
from tests.factories_counts import closed_month
from tests.factories_digests import Counted, Draft

PAPER = b"%PDF-1.7 the paper of the day of issue"
LAST = date(2026, 11, 23)
GOOD = ("received", "accepted", "assigned", "closed", "due", "on_time")


def letters(count: int, first: int = 1, **fields: str) -> list[Counted]:
    """Return letters that came and were answered in time, with ids of their own."""
    return [Counted(case, GOOD, **fields) for case in range(first, first + count)]


QUARTER = [*letters(6), *letters(2, 7, department="transport")]


def quarter(work: Work, period: str = "2026-Q3", counted: Sequence[Counted] = tuple(QUARTER),
            corrects: Digest | None = None) -> Digest:
    """Store a quarter's figures and the counts of its first month, and draft its bulletin."""
    made = factories_digests.body(DigestKind.QUARTERLY, Draft(period, counted))
    made = replace(made, ranking=rank(made.departments))
    if corrects is None:
        closed_month(work, made.first_on, counted, LAST)
    words = "转办件次少算了一次。" if corrects else ""
    digest = factories_digests.store(work, made, factories_digests.cases(counted), corrects, words)
    bulletins.draft(work, digest)
    return digest


def issued(work: Work, period: str = "2026-Q3", example: str = "", **more: object) -> Digest:
    """Bring the bulletin of a quarter to its three signatures, with a published letter as its good example."""
    digest = quarter(work, period, **more)  # type: ignore[arg-type]
    if example:
        text = replace(text_of(work, digest.id), examples=(Example(example, True, "两天修好，逐项答复。"),))
        intake = factories.acting(work, factories.staff(work, Role.INTAKE))
        bulletins.edit(intake, digest.id, revision(work, digest.id), text, [])
    submit(work, digest.id)
    review(work, digest.id)
    issue(work, digest.id)
    return digest


def public_id_of(work: Work, letter: Letter) -> str:
    """Return the public id of a published letter."""
    return work.session.execute(select(Publication.public_id).where(Publication.case_id == letter.id)).scalar_one()


def kept_paper(work: Work, digest: Digest) -> Path:
    """Keep a paper of a digest; return where it lies."""
    written = files.write(io.BytesIO(PAPER))
    work.session.add(DigestFile(digest_id=digest.id, format="pdf", storage_name=written.storage_name,
                                digest=written.digest, size=written.size, made_at=work.now))
    return files.path(written.storage_name)


def damage(path: Path) -> None:
    """Change one byte of a file."""
    content = bytearray(path.read_bytes())
    content[0] ^= 1
    path.chmod(0o600)
    path.write_bytes(bytes(content))


def places(content: bytes) -> list[str]:
    """Return the paths that a site map names."""
    return [urlsplit(element.text or "").path for element in ET.fromstring(content).iter()
            if element.tag.endswith("}loc")]
