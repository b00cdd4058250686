"""Hearings about a draft: arranged, put off, called off; participants drawn on record. Registering stands apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from models.comment_period import CommentPeriod, Hearing, HearingRegistration
from rules import hearings as rules
from rules.comment_words import Stance
from rules.errors import InputRefused, NotFound, TransitionRefused
from rules.hearings import Registered, Times
from rules.localtime import local_date
from rules.text_checks import storable, within
from rules.transitions import Act
from services import cases, events, locking
from services.publication import PUBLIC_REVISION
from services.work import Work

PLACE_CHARACTERS = 200
WORDS_CHARACTERS = 2000
REASON_CHARACTERS = 500
NONE = "没有这次听证会，请刷新页面。"
CALLED_OFF = "这次听证会已经取消。"
DRAWN = "参加人已经遴选过，不能再改。"
TOO_EARLY = "报名还没有截止，截止以后再遴选参加人。"
OVER = "这次听证会已经举行。"


@dataclass(frozen=True)
class HearingPlan:
    """When and where a hearing is held, until when people register, how many seats there are, and what is heard."""

    times: Times
    place: str
    seats: int
    words: str = ""


def arrange(work: Work, period_id: int, plan: HearingPlan) -> Hearing:
    """Arrange a hearing on the draft of a period; people register from its release on.

    Raises InputRefused for days that leave no time (rules/hearings.py), NotPermitted, TransitionRefused.
    """
    period = locking.lock_period(work.session, period_id)
    period.state = cases.require(work, period, Act.HOLD_HEARING)
    rules.check_times(plan.times, work.now)
    hearing = Hearing(
        period_id=period_id, held_at=plan.times.held_at, register_until=plan.times.register_until, seats=_seats(plan),
        place=_words(plan.place, PLACE_CHARACTERS, "place", "地点", "请写听证会的地点。"),
        words=_words(plan.words, WORDS_CHARACTERS, "words", "听证事项"))
    work.session.add(hearing)
    work.session.flush()  # its event names it by its id
    _record(work, period, hearing, "arranged", held=plan.times.held_at.isoformat(),
            until=plan.times.register_until.isoformat(), seats=hearing.seats)
    return hearing


def put_off(work: Work, hearing_id: int, held_at: datetime) -> None:
    """Hold a hearing later than it was to be; the days for registering and drawing stay what they are.

    Raises InputRefused for an earlier instant, NotPermitted, TransitionRefused for one that is over or called off.
    """
    period, hearing = locked(work, hearing_id)
    if held_at <= hearing.held_at:
        raise InputRefused("只能往后改。已经报名的人按原来的时间作了准备。", "held_on")
    if held_at > work.now + rules.LONGEST_AHEAD:
        raise InputRefused("听证会最晚在一年以内举行。请检查举行日期。", "held_on")
    before, hearing.held_at = hearing.held_at, held_at
    _record(work, period, hearing, "put_off", was=before.isoformat(), held=held_at.isoformat())


def call_off(work: Work, hearing_id: int, reason: str) -> None:
    """Call a hearing off, with a reason that is published. Raises as `put_off`."""
    period, hearing = locked(work, hearing_id)
    hearing.cancel_reason = _words(reason, REASON_CHARACTERS, "reason", "取消的理由", "请写取消的理由，会公布。")
    _record(work, period, hearing, "called_off")


def note_materials(work: Work, hearing_id: int, sent_on: date) -> None:
    """Note the day on which the materials reached the participants: seven days before at the latest (条例 16).

    Raises InputRefused for a day that is to come or too late, TransitionRefused before participants have been drawn.
    """
    period, hearing = locked(work, hearing_id)
    if hearing.drawn_at is None:
        raise TransitionRefused("还没有遴选参加人。遴选以后，再把材料送达参加人。")
    rules.check_materials(local_date(hearing.held_at), sent_on, work.today)
    hearing.materials_sent_on = sent_on
    _record(work, period, hearing, "materials", sent=sent_on.isoformat())


def draw(work: Work, hearing_id: int) -> int:
    """Draw the participants once registering is over, and return how many take part; once, and for good.

    The order follows from the record as it stands now, and the seed of it is published, so that whoever has the list
    can draw again and get the same. Raises TransitionRefused while people may still register, and the second time.
    """
    period, hearing = locked(work, hearing_id)
    if hearing.drawn_at is not None:
        raise TransitionRefused(DRAWN)
    if work.now <= hearing.register_until:
        raise TransitionRefused(TOO_EARLY)
    rows = {row.id: row for row in work.session.scalars(
        select(HearingRegistration).where(HearingRegistration.hearing_id == hearing_id,
                                          HearingRegistration.withdrawn_at.is_(None)))}
    hearing.draw_seed = rules.seed(period.chain_head, hearing_id)
    drawn = rules.draw([Registered(row.id, Stance(row.stance)) for row in rows.values()], hearing.seats,
                       hearing.draw_seed)
    for one in drawn:
        row = rows[one.id]
        row.draw_place, row.is_chosen, row.chosen_by = one.place, one.is_chosen, work.actor.id
    hearing.drawn_at, hearing.drawn_by = work.now, work.actor.slug
    chosen = [one.id for one in drawn if one.is_chosen]
    _record(work, period, hearing, "drawn", seed=hearing.draw_seed, chosen=chosen)
    return len(chosen)


def locked(work: Work, hearing_id: int) -> tuple[CommentPeriod, Hearing]:
    """Return the locked period of a hearing that the actor may change, and the hearing, which is still to be held.

    Raises NotFound, NotPermitted, and TransitionRefused for one that is over or called off.
    """
    period_id = work.session.scalar(select(Hearing.period_id).where(Hearing.id == hearing_id))
    if period_id is None:
        raise NotFound(NONE)
    period = locking.lock_period(work.session, period_id)
    period.state = cases.require(work, period, Act.HOLD_HEARING)
    hearing = work.session.get_one(Hearing, hearing_id, populate_existing=True)
    require_held(work, hearing)
    return period, hearing


def require_of(work: Work, period_id: int, hearing_id: int) -> None:
    """Raise NotFound for a hearing of another period."""
    if work.session.scalar(select(Hearing.period_id).where(Hearing.id == hearing_id)) != period_id:
        raise NotFound(NONE)


def require_held(work: Work, hearing: Hearing) -> None:
    """Raise TransitionRefused for a hearing that has been held or called off."""
    if hearing.cancel_reason:
        raise TransitionRefused(CALLED_OFF)
    if hearing.held_at <= work.now:
        raise TransitionRefused(OVER)


def _record(work: Work, period: CommentPeriod, hearing: Hearing, step: str, **facts: object) -> None:
    events.record(work, period, Act.HOLD_HEARING, {"hearing": hearing.id, "step": step, **facts})
    if period.released_at is not None:
        locking.bump_revision(work.session, PUBLIC_REVISION)


def _seats(plan: HearingPlan) -> int:
    if not 1 <= plan.seats <= rules.MOST_SEATS:
        raise InputRefused(f"参加人数填1到{rules.MOST_SEATS}。", "seats")
    return plan.seats


def _words(text: str, longest: int, field: str, label: str, missing: str = "") -> str:
    words = within(storable(text, field, label), longest, field, label).strip()
    if missing and not words:
        raise InputRefused(missing, field)
    return words
