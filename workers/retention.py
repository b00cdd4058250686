"""The daily job that ends what has served its time."""

from __future__ import annotations

import logging

from config import Config
from rules.retention import PERIODS
from services import retention
from services.retention import BATCH, Folders
from workers.application import application
from workers.unit_of_work import periodic_work, unit_of_work

log = logging.getLogger(__name__)


def purge() -> None:
    """Take every kind of the retention table, batch by batch, each committed for itself; then record the run."""
    config: Config = application().extensions["mailbox.config"]
    folders = Folders(config.data_dir / "logs", config.mail.directory)
    counts = dict.fromkeys(PERIODS, 0)
    for kind in PERIODS:
        last = BATCH
        # What goes one by one comes in batches; what goes in one statement is done after the first.
        while last == BATCH:
            with unit_of_work() as work:
                last = retention.run(work, kind, folders)
            counts[kind] += last
    with periodic_work("retention") as work:
        retention.record(work, counts, dry=False)
    done = {kind.value: count for kind, count in counts.items() if count}
    if done:
        log.info("Retention removed %s", ", ".join(f"{count} {kind}" for kind, count in done.items()))
