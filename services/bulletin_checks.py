"""The reconciler's veto: whether the figures of a bulletin agree with one another, its cases, its months and its words.

Nothing is mended here; services/bulletins.py refuses every signature while there is something to say.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from models.case import Case
from models.digest import Demand, Digest
from queries import digests
from queries.paging import AnySession
from rules import periods, prose_figures, reconciling
from rules.bulletin_body import BulletinText
from rules.digest_body import DigestBody, DigestKind
from rules.errors import TransitionRefused
from rules.figures import LABELS
from rules.reconciling import Finding
from services.work import Work

DISAGREES = "通报里的数字还对不上，不能签：{}改好以后再办，一共有{}处。"
IN_THE_WORDS = "文字"
# So many letters are named of one figure; the page of the figure has them all.
MOST_NAMED = 10


@dataclass(frozen=True)
class Trouble:
    """One figure that does not agree: where, in words by how much, and the letters behind it, by their numbers.

    `figure` is a slug of rules/figures.LABELS, "" where several are meant.
    """

    figure: str
    where: str
    words: str
    numbers: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The figure in words."""
        return LABELS.get(self.figure, "")


@dataclass(frozen=True)
class Checked:
    """What the check of a bulletin found. `unchecked` are statements with a number that only people can judge."""

    troubles: tuple[Trouble, ...]
    unchecked: tuple[str, ...]


NOTHING_FOUND = Checked((), ())


def require(work: Work, digest_id: int, text: BulletinText) -> None:
    """Raise TransitionRefused, naming the first figure, while something does not agree."""
    found = check(work.session, digest_id, text).troubles
    if found:
        raise TransitionRefused(DISAGREES.format(found[0].words, len(found)))


def check(session: AnySession, digest_id: int, text: BulletinText) -> Checked:
    """Return all that does not agree in a bulletin: its frozen figures first, then what its words say of them."""
    digest = digests.by_id(session, digest_id)
    body = digests.body(digest)
    figures = reconciling.check(body, digests.cases(digest), _months(session, digest))
    planned = session.scalars(select(Demand.words).where(Demand.digest_id == digest_id).order_by(Demand.id))
    prose = prose_figures.read("\n".join([text.prose, *planned]), body)
    numbers = _numbers(session, {case for one in figures for case in one.cases[:MOST_NAMED]})
    return Checked((*(_trouble(one, one.where, numbers) for one in figures),
                    *(_trouble(one, IN_THE_WORDS, {}) for one in prose.findings)), prose.unchecked)


def _months(session: AnySession, digest: Digest) -> list[DigestBody]:
    """Return the monthly summaries of the quarter; none when one was not made: the digest has months of its own."""
    period = periods.parse(DigestKind.QUARTERLY, digest.period)
    found = [digests.get(session, DigestKind.MONTHLY, month.text) for month in period.months()]
    return [digests.body(one) for one in found if one is not None] if all(found) else []


def _numbers(session: AnySession, ids: Collection[int]) -> Mapping[int, str]:
    rows = session.execute(select(Case.id, Case.number).where(Case.id.in_(ids)))
    return {row.id: row.number for row in rows}


def _trouble(finding: Finding, where: str, numbers: Mapping[int, str]) -> Trouble:
    named = (numbers.get(case) for case in finding.cases[:MOST_NAMED])
    return Trouble(finding.figure, where, finding.words, tuple(number for number in named if number))
