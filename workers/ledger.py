"""The jobs of the record: sealing the days that are over, and verifying the whole of it."""

from __future__ import annotations

import logging
import time

from services import ledger, ledger_checks, sealing
from workers.unit_of_work import periodic_work, unit_of_work

log = logging.getLogger(__name__)

# A transaction that is open longer is waited for by the next run.
SETTLING_S, LOOK_AGAIN_S = 30.0, 0.2


def seal_days() -> None:
    """Seal every day that is over and not sealed yet, in order, a unit of work for each."""
    with periodic_work("seal"):
        pass
    with unit_of_work() as work:
        horizon = sealing.look(work)
    if not _settles(horizon):
        log.warning("The record has not settled: a transaction has been open for more than %s s", SETTLING_S)
        return
    while True:
        with unit_of_work() as work:
            sealed = sealing.seal_next(work, horizon)
        if sealed is None:
            return
        log.info("Sealed %s: %s events", sealed.day, sealed.count)


def verify() -> None:
    """Verify the whole record and leave what was found in the record itself, for the auditor's page."""
    with periodic_work("verify"):
        pass
    with unit_of_work(writes=False) as work:
        report = ledger.verify(work)
    with unit_of_work() as work:
        ledger_checks.keep(work, report)
    if not report.ok:
        log.error("The record is not whole; %s", report.first_bad)


def _settles(horizon: sealing.Horizon) -> bool:
    ends = time.monotonic() + SETTLING_S
    while True:
        with unit_of_work(writes=False) as work:
            if sealing.has_settled(work, horizon):
                return True
        if time.monotonic() >= ends:
            return False
        time.sleep(LOOK_AGAIN_S)
