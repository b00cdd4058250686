"""Hearings (听证会) about a draft: their days, and how participants are drawn so that anybody can draw them again.

重大行政决策程序暂行条例第十六条: announced beforehand with time, place and the way of choosing; chosen fairly and
openly with every side represented; participants named to the public, and given the materials seven days before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rules.comment_words import Stance
from rules.errors import InputRefused
from rules.localtime import local_date

ARTICLE = "重大行政决策程序暂行条例第十六条"
MATERIALS_DAYS = 7
ONE_DAY = timedelta(days=1)
MOST_SEATS = 500
LONGEST_AHEAD = timedelta(days=366)
ONE_EACH = "每一种态度至少一席，其余按报名人数分配"


@dataclass(frozen=True)
class Times:
    """When a hearing is held, and until when people may register: UTC instants, the second one inclusive."""

    held_at: datetime
    register_until: datetime

    @property
    def materials_by(self) -> date:
        """The last day on which the materials may reach the participants."""
        return materials_by(local_date(self.held_at))


@dataclass(frozen=True)
class Registered:
    """One person who may be drawn: the id of the registration, and the side that the person takes."""

    id: int
    stance: Stance


@dataclass(frozen=True)
class Drawn:
    """What a draw gives one person: the place in the order, from 1, and whether there is a seat."""

    id: int
    place: int
    is_chosen: bool


def materials_by(held_on: date) -> date:
    """Return the last day of China on which the materials of a hearing may reach its participants."""
    return held_on - timedelta(days=MATERIALS_DAYS)


def last_registration_day(held_on: date) -> date:
    """Return the last day for registering: on the next one participants are drawn, and get the materials in time."""
    return materials_by(held_on) - ONE_DAY


def check_times(times: Times, now: datetime) -> None:
    """Raise InputRefused for a hearing that leaves no time to register, or to read the materials."""
    held_on, until_on = local_date(times.held_at), local_date(times.register_until - timedelta(microseconds=1))
    if times.held_at > now + LONGEST_AHEAD:
        raise InputRefused("听证会最晚在一年以内举行。请检查举行日期。", "held_on")
    last = last_registration_day(held_on)
    if last < local_date(now):
        earliest = local_date(now) + timedelta(days=MATERIALS_DAYS + 1)
        raise InputRefused(f"听证会材料要在召开{MATERIALS_DAYS}日前送达参加人（{ARTICLE}），还要留出报名的时间。"
                           f"今天安排的，最早{_day(earliest)}举行。", "held_on")
    if times.register_until <= now:
        raise InputRefused("报名截止要晚于现在。请改到今天或者以后。", "until_on")
    if until_on > last:
        raise InputRefused(f"材料要在召开{MATERIALS_DAYS}日前送达参加人（{ARTICLE}），"
                           f"{_day(held_on)}举行的，报名最晚到{_day(last)}截止。", "until_on")


def check_materials(held_on: date, sent_on: date, today: date) -> None:
    """Raise InputRefused for materials that are still to be sent, or that came too late for the hearing's day."""
    if sent_on > today:
        raise InputRefused("材料还没有送达的，先不用登记。请填实际送达的日期。", "sent_on")
    if sent_on > materials_by(held_on):
        earliest = sent_on + timedelta(days=MATERIALS_DAYS)
        raise InputRefused(f"材料要在召开{MATERIALS_DAYS}日前送达参加人（{ARTICLE}）。{_day(sent_on)}送达的，"
                           f"请把听证会改到{_day(earliest)}或者以后。", "sent_on")


def seed(chain_head: str, hearing_id: int) -> str:
    """Return what the order of a draw follows from: a digest of the record as it stood, which nobody can choose."""
    return hashlib.sha256(f"hearing:{hearing_id}:{chain_head}".encode()).hexdigest()


def draw(people: Sequence[Registered], seats: int, drawn_with: str) -> tuple[Drawn, ...]:
    """Return who takes part, in the order of the draw; whoever has no seat is an alternate in the same order.

    The order is that of SHA-256 over the seed and the registration's id. Every side has at least one seat while there
    are enough, and the rest by the number of its people (largest remainder), so that no side crowds out another.
    """
    order = sorted(people, key=lambda one: _lot(drawn_with, one.id))
    left = dict(shares(order, seats))
    found = []
    for place, one in enumerate(order, 1):
        is_chosen = left.get(one.stance, 0) > 0
        left[one.stance] = left.get(one.stance, 0) - 1
        found.append(Drawn(one.id, place, is_chosen))
    return tuple(found)


def shares(people: Sequence[Registered], seats: int) -> Mapping[Stance, int]:
    """Return how many seats each side has; never more than it has people."""
    counts = {stance: sum(one.stance is stance for one in people) for stance in Stance}
    sides = [stance for stance in Stance if counts[stance]]
    if seats >= len(people):
        return {stance: counts[stance] for stance in sides}
    # With fewer seats than sides, the sides with the most people come first.
    ranked = sorted(sides, key=lambda stance: (-counts[stance], list(Stance).index(stance)))
    given = {stance: 1 for stance in ranked[:seats]}
    free = seats - len(given)
    total = len(people) - len(given)
    exact = {stance: (counts[stance] - 1) * free / total if total else 0.0 for stance in given}
    for stance in given:
        given[stance] += int(exact[stance])
    remainders = sorted(given, key=lambda stance: (-(exact[stance] - int(exact[stance])), ranked.index(stance)))
    for stance in remainders[:seats - sum(given.values())]:
        given[stance] += 1
    return given


def next_in_line(drawn: Sequence[tuple[int, Stance]], side: Stance) -> int | None:
    """Return who takes a seat that has become free: the next alternate of the same side, else the next of all.

    `drawn` are the alternates that are still there, in the order of the draw; None without any.
    """
    same = next((one for one, stance in drawn if stance is side), None)
    return same if same is not None else next((one for one, _ in drawn), None)


def _lot(drawn_with: str, registration_id: int) -> str:
    return hashlib.sha256(f"{drawn_with}:{registration_id}".encode()).hexdigest()


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
