"""How a letter stood when somebody looked at it, so that an act on a stale page changes nothing (security.md Z4)."""

from __future__ import annotations

from sqlalchemy import func, select

from models.assignment import Assignment
from models.event import CaseEvent
from models.reply import Reply
from queries.period_file import MANY
from rules.errors import Conflict
from rules.request_words import REQUEST_STATE_LABELS
from rules.standing import of_request, standing
from rules.vocabulary import STATE_LABELS, State
from services import locking
from services.work import Work

CHANGED = "别人刚刚办理了这一件，现在是“{}”。您写的内容还在，请看过再办。"


def require(work: Work, case_id: int, seen: str) -> None:
    """Lock the letter until the commit, and raise Conflict when it stands otherwise than on the page that was seen.

    `seen` is `rules.standing` of that page; "" asks for nothing, for a caller that shows no page.
    """
    letter = locking.lock_letter(work.session, case_id)
    if not seen:
        return
    decisions, version = work.session.execute(select(
        select(func.count()).where(Assignment.case_id == case_id).scalar_subquery(),
        select(func.count()).where(Reply.case_id == case_id).scalar_subquery())).one()
    if seen != standing(letter.state, letter.category, decisions, version):
        raise Conflict(CHANGED.format(STATE_LABELS[State(letter.state)]))


def require_request(work: Work, case_id: int, seen: str) -> None:
    """Do the same for a disclosure request, whose acts depend on its whole record."""
    request = locking.lock_request(work.session, case_id)
    acts = work.session.scalars(select(CaseEvent.act).where(CaseEvent.case_id == case_id)).all()
    if seen and seen != of_request(request.state, acts):
        raise Conflict(CHANGED.format(REQUEST_STATE_LABELS[State(request.state)]))


def require_period(work: Work, case_id: int, seen: str) -> None:
    """Do the same for a period for public comment; what is done by the hundred on other pages changes nothing here."""
    period = locking.lock_period(work.session, case_id)
    acts = work.session.scalars(
        select(CaseEvent.act).where(CaseEvent.case_id == case_id, CaseEvent.act.not_in(MANY))).all()
    if seen and seen != of_request(period.state, acts):
        raise Conflict(CHANGED.format(STATE_LABELS[State(period.state)]))
