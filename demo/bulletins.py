"""The bulletin of the demonstration county: its last full quarter, edited, and signed by three of its people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import select

from models.digest import Bulletin
from models.publication import Publication
from queries import digests as reading
from queries import sealed_days
from rules import bulletin_body, periods
from rules.actors import Actor, Role
from rules.bulletin_body import BulletinText, Example
from rules.digest_body import DigestBody, DigestKind
from rules.figures import UNASSIGNED
from rules.periods import Period
from rules.vocabulary import PublicationState, Rating
from services import bulletins, demands, digests, sealing
from services.demands import PlannedDemand
from services.work import Work

COPIES_TO = "县委办公室，县人大常委会办公室，县政协办公室，县监委"
PRINTED = 120
GOOD = "答复逐项回应了来信人的问题，写明了办理结果和以后找谁。"
BAD = "答复没有说清什么时候办好，来信人不满意。要补充答复，写明完成的日子。"
DEMAND = "逐件核对本季度超期的来信，说明原因，写明今后怎样按期答复，书面报告整改情况。"
DEMAND_DAYS = 15
# So many departments are asked to put things right.
MOST_DEMANDS = 2
Person = Callable[[Role], Actor]


def show(work: Work, person: Person, document_code: str) -> None:
    """Seal and count the past, and bring the bulletin of the last full quarter to its three signatures.

    `person` gives the county's people by their role. A county without a full quarter of letters gets none.
    """
    sealing.seal_past(work, sealing.look(work))
    quarter = periods.containing(DigestKind.QUARTERLY, work.today).before()
    span = sealed_days.span(work.session)
    if span is None or span[0] > quarter.first_on:
        return
    made = digests.build(work, DigestKind.QUARTERLY, quarter)
    intake = replace(work, actor=person(Role.INTAKE), jobs=[])
    bulletin = work.session.get_one(Bulletin, made.id)
    text = _edited(work, quarter, bulletin_body.from_json(bulletin.text))
    edited = bulletins.edit(intake, made.id, bulletin.revision, text, _demands(work, reading.body(made)))
    bulletins.submit(intake, made.id, edited.revision)
    bulletins.review(replace(work, actor=person(Role.SUPERVISOR), jobs=[]), made.id, edited.revision)
    bulletins.issue(replace(work, actor=person(Role.LEADER)), made.id, edited.revision, document_code)


def _edited(work: Work, quarter: Period, text: BulletinText) -> BulletinText:
    """Return the draft with what people add to it: examples, copies, the print run."""
    chosen = ((True, (Rating.SATISFIED.value,), GOOD), (False, (Rating.DISSATISFIED.value,), BAD))
    found = [Example(public_id, is_good, words) for is_good, ratings, words in chosen
             if (public_id := _published(work, quarter, ratings)) is not None]
    return replace(text, examples=tuple(found), copies_to=COPIES_TO, printed=PRINTED)


def _published(work: Work, quarter: Period, ratings: tuple[str, ...]) -> str | None:
    return work.session.scalars(
        select(Publication.public_id).where(
            Publication.state == PublicationState.PUBLISHED, Publication.rating.in_(ratings),
            Publication.answered_on.between(quarter.first_on, quarter.last_on))
        .order_by(Publication.answered_on.desc(), Publication.id).limit(1)).one_or_none()


def _demands(work: Work, body: DigestBody) -> list[PlannedDemand]:
    """Return a demand for each of the departments that were late most often."""
    late = sorted((line for line in body.departments if line.key != UNASSIGNED and line.figures["late"]),
                  key=lambda line: (-line.figures["late"], line.key))
    due_on = work.calendar.add_working_days(work.today, DEMAND_DAYS)
    return [PlannedDemand(department_id, DEMAND, due_on)
            for department_id in demands.in_charge(work, [line.key for line in late[:MOST_DEMANDS]])]
