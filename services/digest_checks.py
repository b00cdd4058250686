"""Whether frozen digests and the files made of them are what they were: nothing is changed, only looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from adapters.files import FileDamaged, files
from models.digest import Digest, DigestFile
from rules.periods import Period
from services.digests import findings_of, sha256_of
from services.work import Work


@dataclass(frozen=True)
class Checked:
    """One digest after it was looked at: how many files of it there are, and what is wrong, in words."""

    kind: str
    period: str
    version: int
    files: int
    wrong: tuple[str, ...]


def verify(work: Work, period: Period | None = None) -> Iterator[Checked]:
    """Look at every version of every digest, or of one period: digest, figures against cases, and kept files."""
    wanted = select(Digest.id).order_by(Digest.last_on, Digest.kind, Digest.version)
    if period is not None:
        wanted = wanted.where(Digest.kind == period.kind, Digest.period == period.text)
    for digest_id in work.session.scalars(wanted).all():
        digest = work.session.get_one(Digest, digest_id)
        kept = work.session.scalars(
            select(DigestFile).where(DigestFile.digest_id == digest_id).order_by(DigestFile.id)).all()
        yield Checked(digest.kind, digest.period, digest.version, len(kept), tuple(_wrong(digest, kept)))
        # Ten years of digests do not fit into memory at once.
        work.session.expunge(digest)


def _wrong(digest: Digest, kept: Sequence[DigestFile]) -> Iterator[str]:
    if sha256_of(digest.body, digest.cases) != digest.sha256:
        yield "内容和存下的摘要对不上，做出以后被改过"
        return
    yield from findings_of(digest)
    for file in kept:
        try:
            files.read(file.storage_name, file.digest)
        except FileDamaged:
            yield f"存下的{file.format}文件（编号{file.id}）不见了，或者和当时的不一样"
