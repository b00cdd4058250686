"""Digests that make themselves: what is missing is made in order, its files are kept, and then it goes out, once.

Every step is a unit of work of its own and looks in the database for what is left, so that a run that was killed, came
late or had company changes nothing: the next one goes on where it ended.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from datetime import date

from config import Config
from queries import counts, sealed_days
from queries import digests as reading
from rules import periods
from rules.digest_body import DigestKind
from rules.errors import Conflict
from rules.periods import Period
from services import digest_issues, digests, locking
from services.digest_issues import Batch
from services.work import Work
from workers import papers
from workers.application import application
from workers.unit_of_work import periodic_work, unit_of_work

log = logging.getLogger(__name__)

# Of periods that end on one day the shorter comes first.
ORDER = (DigestKind.DAILY, DigestKind.MONTHLY, DigestKind.QUARTERLY)
# So many papers of a format that cannot be made mean that none can: the mail goes without them.
MOST_FAULTS = 3


class DigestsDisagree(Exception):
    """Digests whose figures do not agree with their cases, and which were therefore not made; names the periods.

    It fails the job in sight of those who run the service, after everything else has been made.
    """


def make_due() -> None:
    """Make every digest that is missing since the first sealed day, oldest first, and issue what is due."""
    with periodic_work("digests"):
        pass
    with unit_of_work(writes=False) as work:
        waiting = list(missing(work))
    refused = [period.text for period in waiting if not _makes(period)]
    with unit_of_work(writes=False) as work:
        batches = digest_issues.due(work, _config().timing.lists_at)
    for batch in batches:
        if _config().mail.carries_files:
            _keep_files(batch)
        with unit_of_work() as work:
            if digest_issues.issue(work, batch):
                log.info("Issued %s %s", batch.kind, batch.period)
    if refused:
        raise DigestsDisagree(", ".join(refused))


def missing(work: Work) -> Iterator[Period]:
    """Yield the periods without a digest, the first one first, from the first day that the service sealed.

    What imported letters add to earlier years is made by hand only (flask digest build --since).
    """
    span, last_closed = sealed_days.span(work.session), counts.last_closed(work.session)
    if span is None or last_closed is None:
        return
    found = [period for kind in ORDER for period in _without(work, kind, span[0], last_closed)]
    yield from sorted(found, key=lambda one: (one.last_on, ORDER.index(one.kind)))


def make(period: Period) -> None:
    """Make one digest: read it without holding anybody up, then keep it in a short unit of work."""
    with unit_of_work(writes=False) as work:
        locking.hold_still(work.session)
        composed = digests.compose(work, period)
    if composed is None:
        return
    with unit_of_work() as work:
        made = digests.keep(work, composed)
        log.info("Made %s %s, version %s", made.kind, made.period, made.version)


def _makes(period: Period) -> bool:
    """Make one digest; False when its figures do not agree: what is wrong with one period holds up no other."""
    try:
        make(period)
    except Conflict as conflict:
        log.error("%s", conflict.message)
        return False
    return True


def _without(work: Work, kind: DigestKind, since: date, last_closed: date) -> list[Period]:
    made = reading.made_periods(work.session, kind, since)
    return [period for period in periods.due(kind, since, last_closed) if period.text not in made]


def _keep_files(batch: Batch) -> None:
    """Make and keep what the mails of a batch carry, each paper in units of work of its own.

    One that cannot be made must not keep the mail back: it says where the list is read.
    """
    with unit_of_work(writes=False) as work:
        wanted = digest_issues.files_to_make(work, batch)
    faults: Counter[str] = Counter()
    for paper in wanted:
        if faults[paper.format] == MOST_FAULTS:
            continue
        try:
            papers.keep(paper.digest_id, paper.format, paper.department_id or 0)
        except Exception:
            log.exception("%s of digest %s was not made", paper.format, paper.digest_id)
            faults[paper.format] += 1


def _config() -> Config:
    config: Config = application().extensions["mailbox.config"]
    return config
