"""How long letters have, set by the county for itself or for one mailbox: rows are added and never changed."""

from __future__ import annotations

from datetime import date, timedelta

from models.clock import ClockTerm
from queries import letter_terms as reading
from queries.settings import SETTINGS_REVISION
from rules.actors import Role
from rules.audit import Audited
from rules.clock_kinds import LETTER_KINDS, Unit
from rules.errors import InputRefused, NotFound, NotPermitted
from rules.vocabulary import Category
from services import audit, locking
from services.work import Work

LONGEST = 60
FARTHEST = timedelta(days=366)
NO_SUCH_MAILBOX = "没有这个信箱，请从列表里选一个。"


def set_term(work: Work, mailbox_id: int | None, category: Category | None, length: int | None,
             since: date | None) -> None:
    """Set how many working days a category has, for one mailbox or for the county, from a coming day on.

    Letters received from that day on are counted with it; those that are here keep their day. Pages that are kept
    are made anew each day, and no term begins before tomorrow. Only the supervisor may. Raises InputRefused naming
    the field: category, length or since.
    """
    if work.actor.role is not Role.SUPERVISOR:
        raise NotPermitted()
    if mailbox_id is not None and mailbox_id not in {row[0] for row in reading.open_mailboxes(work.session)}:
        raise NotFound(NO_SUCH_MAILBOX)
    if category not in LETTER_KINDS:
        raise InputRefused("请选一个类别。表扬不定期限。", "category")
    if length is None or not 1 <= length <= LONGEST:
        raise InputRefused(f"请填1到{LONGEST}之间的整数。", "length")
    if since is None:
        raise InputRefused("日期要写成2026-12-01的样子。", "since")
    if not work.today < since <= work.today + FARTHEST:
        raise InputRefused("请选明天以后一年以内的日子；已经收到的来信，期限不能再改。", "since")
    # One after another: the comparison below is with what is set by then.
    locking.lock_system_chain(work.session)
    if length == _in_force(work, mailbox_id, category, since):
        raise InputRefused(f"从那一天起本来就是{length}个工作日，不用再改。", "length")
    work.session.add(ClockTerm(mailbox_id=mailbox_id, category=category.value, length=length,
                               unit=Unit.WORKING_DAY.value, valid_from=since))
    audit.note(work, Audited.TERM_SET, mailbox=mailbox_id, category=category.value, length=length,
               since=since.isoformat())
    locking.bump_revision(work.session, SETTINGS_REVISION)


def _in_force(work: Work, mailbox_id: int | None, category: Category, on: date) -> int:
    """Return what holds on the day so far; a mailbox without its own row follows the county."""
    row = next((term for term in reading.set_terms(work.settings, mailbox_id)
                if term.category == category and term.valid_from <= on), None)
    return row.length if row else reading.county_terms(work.settings, on)[category].length
