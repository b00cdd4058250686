"""Hearings as their pages show them: when and where, how many have registered, and who was drawn, by masked names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from models.comment_period import Hearing, HearingRegistration
from rules.comment_words import Stance
from rules.hearings import Times
from rules.localtime import local_date

AnySession = Session | scoped_session[Session]
_KEPT = ("id", "period_id", "held_at", "register_until", "place", "seats", "words", "materials_sent_on",
         "cancel_reason", "drawn_at", "draw_seed")


@dataclass(frozen=True)
class Participant:
    """Somebody who was drawn: the name as the public sees it, and the side."""

    draw_place: int
    shown_name: str
    stance: Stance


@dataclass(frozen=True)
class Lot:
    """One lot of the draw, without a name: with seed and ids anybody can put them in this order again."""

    id: int
    draw_place: int
    stance: Stance
    is_chosen: bool
    is_withdrawn: bool


@dataclass(frozen=True)
class HearingView:
    """One hearing. `registered` counts who has registered and not withdrawn, `by_stance` the same for each side.

    `participants` are who has a seat now, `lots` everybody who was drawn, both in the order of the draw; empty before.
    """

    id: int
    period_id: int
    held_at: datetime
    register_until: datetime
    place: str
    seats: int
    words: str
    materials_sent_on: date | None
    cancel_reason: str
    drawn_at: datetime | None
    draw_seed: str
    registered: int
    by_stance: dict[Stance, int]
    participants: tuple[Participant, ...]
    lots: tuple[Lot, ...]

    @property
    def until_on(self) -> date:
        """The last day for registering, inclusive."""
        return local_date(self.register_until - timedelta(microseconds=1))

    @property
    def materials_by(self) -> date:
        """The last day on which the materials may reach the participants."""
        return Times(self.held_at, self.register_until).materials_by

    def takes(self, now: datetime) -> bool:
        """Tell whether people may register now."""
        return not self.cancel_reason and self.drawn_at is None and now <= self.register_until

    def is_to_come(self, now: datetime) -> bool:
        """Tell whether it is still to be held."""
        return not self.cancel_reason and now < self.held_at


def of_period(session: AnySession, period_id: int) -> tuple[HearingView, ...]:
    """Return the hearings of a period, the first one first."""
    rows = session.scalars(select(Hearing).where(Hearing.period_id == period_id).order_by(Hearing.held_at, Hearing.id))
    return tuple(_view(session, row) for row in rows)


def one(session: AnySession, period_id: int, hearing_id: int) -> HearingView | None:
    """Return a hearing of a period, None when there is none."""
    return next((view for view in of_period(session, period_id) if view.id == hearing_id), None)


def _view(session: AnySession, row: Hearing) -> HearingView:
    there = (HearingRegistration.hearing_id == row.id, HearingRegistration.withdrawn_at.is_(None))
    counts = {Stance(stance): count for stance, count in session.execute(
        select(HearingRegistration.stance, func.count()).where(*there).group_by(HearingRegistration.stance))}
    drawn = session.execute(
        select(HearingRegistration.id, HearingRegistration.draw_place, HearingRegistration.shown_name,
               HearingRegistration.stance, HearingRegistration.is_chosen, HearingRegistration.withdrawn_at)
        .where(HearingRegistration.hearing_id == row.id, HearingRegistration.draw_place.is_not(None))
        .order_by(HearingRegistration.draw_place)).all()
    return HearingView(
        **{name: getattr(row, name) for name in _KEPT}, registered=sum(counts.values()), by_stance=counts,
        participants=tuple(Participant(one.draw_place, one.shown_name, Stance(one.stance)) for one in drawn
                           if one.is_chosen and one.withdrawn_at is None),
        lots=tuple(Lot(one.id, one.draw_place, Stance(one.stance), bool(one.is_chosen), one.withdrawn_at is not None)
                   for one in drawn))
