"""The county's mail for a demonstration: invented letters with the replies they got. Touches no database."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from demo import writers
from demo.fates import Fate, fate_of, received_times, working_day_after
from demo.matter_book import AT_THE_PLACE, Matter, all_matters
from demo.places import Gazetteer, UnitLike
from demo.prose import compose_letter, compose_reply, rated
from demo.wording import Wording

COUNTY_LEADER = "county_leader"
TO_COUNTY_LEADER = 0.62
DECLINED_SHARE = 0.06
SHARES = {"consultation": 0.35, "complaint": 0.25, "request_help": 0.18, "suggestion": 0.10, "report": 0.05,
          "praise": 0.04, "site_error": 0.03}
TRIES = 20  # For a title nobody has used; texts have so many parts that they differ anyway.


@dataclass(frozen=True)
class DemoLetter:
    """One letter with its fate; `working_days_taken` is 0 while unanswered, `reply` is a draft then."""

    title: str
    text: str
    place: str
    category: str
    mailbox: str
    unit_code: str
    name: str
    phone: str
    email: str
    name_hidden: bool
    consent_publication: bool
    received_at: datetime
    fate: str
    working_days_taken: int
    reply: str
    rating: str | None
    rating_words: str
    decline_ground: str = ""


def generate(count: int, seed: int, first_day: date, last_day: date, units: Iterable[UnitLike]) -> Iterator[DemoLetter]:
    """Yield letters from the oldest to the newest; the same arguments give the same letters.

    Letters come from `first_day` up to the day before `last_day`, and stand as they do on `last_day`.
    """
    chance = random.Random(seed)
    county = _County(units, last_day, chance)
    times = received_times(count, first_day, last_day, chance)
    for received_at, category in zip(times, _categories(count, chance), strict=True):
        yield county.letter(received_at, category)


def _categories(count: int, chance: random.Random) -> list[str]:
    """Return one category per letter in the given shares; an empty one marks a letter to be declined."""
    cards = [""] * max(1, round(count * DECLINED_SHARE)) if count else []
    for category, share in SHARES.items():
        cards += [category] * max(1, round(count * share * (1 - DECLINED_SHARE)))
    cards += ["consultation"] * (count - len(cards))
    cards = cards[:count]
    chance.shuffle(cards)
    return cards


class _County:
    """Draws letters one after another, seldom with the same title."""

    def __init__(self, units: Iterable[UnitLike], last_day: date, chance: random.Random) -> None:
        listed = list(units)
        self._names = {unit.code: unit.name for unit in listed}
        self._serials = {unit.code: serial for serial, unit in enumerate(listed, start=1)}
        self._places = Gazetteer(listed)
        self._last_day = last_day
        self._chance = chance
        self._titles: set[str] = set()

    def letter(self, received_at: datetime, category: str) -> DemoLetter:
        """Draw a letter, again while somebody has used its title, as long as that is not too often."""
        for _attempt in range(TRIES):
            letter = self._drawn(received_at, category)
            if letter.title not in self._titles:
                break
        self._titles.add(letter.title)
        return letter

    def _drawn(self, received_at: datetime, category: str) -> DemoLetter:
        chance, matter = self._chance, self._matter(received_at.month, category)
        place, words = self._places.any_of(matter.where, chance)
        wording = Wording(chance, words, matter.named)
        title = wording.fill(chance.choice(matter.words["titles"]))
        writer = writers.invented(chance)
        unit_code = place.office.code if matter.unit == AT_THE_PLACE else matter.unit
        mailbox = self._mailbox(matter, unit_code)
        text = compose_letter(matter, wording, writer, mailbox == COUNTY_LEADER, chance)
        fate = self._fate(matter, received_at.date())
        wording.learn(self._dates(received_at.date(), fate))
        rating, rating_words = rated(fate, chance)
        return DemoLetter(
            title=title, text=text, place=place.full, category=matter.category,
            mailbox=mailbox, unit_code=unit_code,
            name=writer.name, phone=writer.phone, email=writer.email,
            name_hidden=chance.random() < (0.75 if matter.category == "report" else 0.2),
            consent_publication=chance.random() < (0.15 if matter.category == "report" else 0.8),
            received_at=received_at, fate=fate.name, working_days_taken=fate.days_taken,
            reply=self._reply(matter, title, unit_code, wording, fate), rating=rating, rating_words=rating_words,
            decline_ground=matter.decline_ground if fate.name == "declined" else "",
        )

    def _matter(self, month: int, category: str) -> Matter:
        fitting = [
            matter for matter in all_matters()
            if matter.fits(month) and (matter.category == category if category else matter.decline_ground)
            and bool(matter.decline_ground) == (not category)
        ]
        return self._chance.choices(fitting, [matter.weight for matter in fitting])[0]

    def _mailbox(self, matter: Matter, unit_code: str) -> str:
        to_leader = bool(matter.decline_ground) or self._chance.random() < TO_COUNTY_LEADER
        return COUNTY_LEADER if to_leader else unit_code

    def _fate(self, matter: Matter, received_on: date) -> Fate:
        if not matter.decline_ground:
            return fate_of(received_on, matter.category, self._last_day, self._chance)
        # A declined letter takes the letters office three working days at most.
        if received_on >= self._last_day - timedelta(days=5):
            return Fate("triage")
        return Fate("declined", self._chance.randint(1, 3))

    def _dates(self, received_on: date, fate: Fate) -> dict[str, str]:
        steps = sorted(self._chance.randint(1, max(1, fate.days_taken)) for _date in ("visit", "done"))
        later = working_day_after(received_on, fate.days_taken) + timedelta(days=self._chance.randint(10, 45))
        visit, done = (working_day_after(received_on, step) for step in steps)
        return {"visit_date": _spoken(visit), "done_date": _spoken(done), "later_date": _spoken(later)}

    def _reply(self, matter: Matter, title: str, unit_code: str, wording: Wording, fate: Fate) -> str:
        if fate.name in {"triage", "returned"}:
            return ""
        unit = self._names[unit_code]
        # No Chinese subscriber's number begins with 0, so that these ring nowhere.
        phone = f"0834-000{self._serials[unit_code]:04d}"
        return compose_reply(matter, title, wording, f"{unit}，电话{phone}", self._chance)


def _spoken(day: date) -> str:
    return f"{day.month}月{day.day}日"
