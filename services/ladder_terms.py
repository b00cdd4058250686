"""How the county sets the ladder: rows are added and never changed, and count from the next day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from models.rung import LadderTerm
from queries.settings import SETTINGS_REVISION
from rules import ladder
from rules.actors import Role
from rules.audit import Audited
from rules.errors import InputRefused, NotPermitted
from rules.ladder import RungName
from services import audit, locking
from services.replanning import REPLAN_JOB
from services.work import Work

Terms = Mapping[RungName, tuple[int, bool]]


def set_ladder(work: Work, terms: Terms) -> date | None:
    """Set rungs, {rung: (offset, is active)}, from tomorrow on; return that day, None when nothing is changed.

    Only the supervisor may. Raises InputRefused for a ladder that has no sense. Running clocks are planned anew.
    """
    if work.actor.role is not Role.SUPERVISOR:
        raise NotPermitted()
    # One after another: the check below is of the whole ladder.
    locking.lock_system_chain(work.session)
    since = work.today + timedelta(days=1)
    steps = work.settings.ladder_steps(since)
    changed = {step.rung: terms[step.rung] for step in steps
               if step.rung in terms and terms[step.rung] != (step.offset, step.is_active)}
    if not changed:
        return None
    if any(not active for rung, (_, active) in changed.items() if rung in ladder.KEPT):
        raise InputRefused("催办和长期未答复预警不能停用。", next(
            rung.value for rung, (_, active) in changed.items() if rung in ladder.KEPT and not active))
    ladder.check_steps(ladder.configured(
        ((rung.value, offset, active) for rung, (offset, active) in changed.items()), steps))
    for rung, (offset, active) in changed.items():
        work.session.add(LadderTerm(rung=rung.value, offset=offset, is_active=active, valid_from=since,
                                    set_by=work.actor.id))
    audit.note(work, Audited.LADDER_SET, since=since.isoformat(),
               rungs={rung.value: [offset, active] for rung, (offset, active) in changed.items()})
    locking.bump_revision(work.session, SETTINGS_REVISION)
    work.after_commit(REPLAN_JOB, 0)
    return since
