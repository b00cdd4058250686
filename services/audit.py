"""The audit trail (security.md U3): who did or tried what, when, on which case, and how it ended; never any text."""

from __future__ import annotations

from rules.audit import Audited
from services import events, locking
from services.work import Work


def note(work: Work, act: Audited | str, case_number: str | None = None, *, refused: bool = False,
         **facts: object) -> None:
    """Append an entry to the system chain under the actor of the work.

    `facts` are ids, slugs, counts, dates and keyed digests. What is noted in a request that ends with an error status
    must be noted in `web.unit_of_work.apart`, or it is undone with the rest.
    """
    entry = {"result": "refused" if refused else "ok", **facts}
    if case_number is not None:
        entry["case"] = case_number
    events.record_system(work, locking.lock_system_chain(work.session), str(act), entry)
