"""A December in which everything happens to letters that can happen, done by the real services, each at its time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from models.case import Letter
from models.clock import ClockExtension
from rules.actors import CITIZEN, IMPORTER, SYSTEM, Actor, Role
from rules.localtime import CHINA
from rules.subjects import Subject
from rules.vocabulary import Category, DeclineGround, Rating
from services import (
    extensions,
    handling,
    importing,
    merging,
    ratings,
    reclassification,
    replies,
    reworking,
    rights,
    routing,
    sealing,
    subjects,
    triage,
    urging,
    withdrawal,
)
from services.work import Work
from tests import factories

VAGUE = {"title": "有一件事", "text": "请领导看一看，谢谢。"}
GROUNDS = (DeclineGround.UNCLEAR, DeclineGround.ALREADY_ANSWERED, DeclineGround.CONCLUDED)
IMPORTED = {"title": "路灯不亮", "text": "镇上的路灯坏了两个月。", "department": "transport", "reply": "已经修好。"}


@dataclass
class Town:
    """One unit of work whose time is moved on; every day that ends is sealed, and so counted."""

    work: Work
    letters: dict[str, int] = field(default_factory=dict)
    now: datetime = datetime(2026, 11, 25, tzinfo=CHINA)

    def at(self, month: int, day: int, hour: int = 10) -> None:
        """Let it be this hour, and seal the days that have ended."""
        then = datetime(2027 if month == 1 else 2026, month, day, hour, tzinfo=CHINA)
        while self.now.date() < then.date():
            self.now = datetime.combine(self.now.date() + timedelta(days=1), datetime.min.time(), CHINA)
            self.seal()
        self.now = then

    def seal(self) -> None:
        horizon = sealing.look(self.work)
        while sealing.seal_next(self.by(SYSTEM), horizon) is not None:
            pass

    def by(self, actor: Actor) -> Work:
        return replace(self.work, actor=actor, now=self.now, jobs=[])

    def staff(self, role: Role, code: str = "housing") -> Work:
        return self.by(factories.staff(self.work, role, code))

    def come(self, name: str, to: str = "housing", **fields: object) -> int:
        """A letter comes and is routed: to a unit's own mailbox, or for `office` to the triage list."""
        words = VAGUE if to == "office" else {"mailbox": to}
        made = factories.letter(self.by(SYSTEM), **(words | {"title": f"{name}坏了"} | fields))
        routing.route(self.by(SYSTEM), made.id)
        self.letters[name] = made.id
        return made.id

    def accept(self, name: str, code: str = "housing") -> None:
        handling.accept(self.staff(Role.HANDLER, code), self.letters[name])

    def answer(self, name: str, code: str = "housing", version: int = 1, *, signs: bool = True) -> None:
        """Sign for a letter, write its reply, have it reviewed and issued."""
        case_id = self.letters[name]
        if signs:
            self.accept(name, code)
        replies.draft(self.staff(Role.HANDLER, code), case_id, factories.REPLY + name * version)
        replies.approve(self.staff(Role.LEAD, code), case_id, version, knowingly=True)
        replies.issue(self.staff(Role.LEAD, code), case_id, version)

    def office(self, act: Callable[..., object], name: str, *facts: object, role: Role = Role.INTAKE,
               **more: object) -> None:
        act(self.staff(role), self.letters[name], *facts, **more)

    def take_in(self, *rows: Mapping[str, object], published: bool = False) -> None:
        """Import rows of a file."""
        report, good = importing.check(self.by(IMPORTER), rows)
        assert not report.refused
        importing.store(self.by(IMPORTER), good, published=published)


def live(work: Work) -> Town:
    """Live from the end of November through December until Epiphany."""
    town = Town(work)
    _november(town)
    _first_week(town)
    _second_week(town)
    _last_weeks(town)
    town.at(1, 6)
    return town


def _november(town: Town) -> None:
    town.at(11, 25)
    town.come("门", consents_to_publication=True, category=Category.COMPLAINT)
    town.come("窗", category=Category.CONSULTATION)
    town.come("灯", "office", category=Category.REQUEST_HELP)
    town.at(11, 27)
    town.office(triage.assign, "灯", factories.department_id(town.work, "transport"))
    town.come("站", "transport", category=Category.SUGGESTION)
    town.come("好", category=Category.PRAISE, consents_to_publication=True)
    town.at(11, 30)
    town.take_in(IMPORTED | {"time": "2026-11-20 09:00", "reply_time": "2026-11-26 10:00"},
                 {"title": "桥", "text": "桥上的栏杆断了。", "time": "2026-11-18 08:00", "department": "housing"})


def _first_week(town: Town) -> None:
    town.at(12, 1)
    town.answer("门")
    handling.return_to_office(town.staff(Role.HANDLER, "transport"), town.letters["站"], "不归本单位管。", None)
    town.come("泵", category=Category.COMPLAINT, consents_to_publication=True)
    town.come("管", category=Category.COMPLAINT)
    town.come("末", category=Category.CONSULTATION)
    for place, ground in enumerate(GROUNDS):
        town.come(f"告{place}", "office")
        town.office(triage.decline, f"告{place}", ground, "")
    town.at(12, 2)
    ratings.rate(town.by(CITIZEN), town.letters["门"], Rating.DISSATISFIED, "")
    town.office(triage.transfer, "泵", factories.department_id(town.work, "transport"))
    town.come("撤")
    town.come("撤甲", "transport")
    town.at(12, 3)
    withdrawal.withdraw(town.by(CITIZEN), town.letters["撤"])
    town.office(reworking.rework, "门", factories.REWORK_REASON)
    town.office(triage.assign, "站", factories.department_id(town.work))
    town.come("并", "office")
    town.office(merging.merge, "并", town.letters["管"], shares_reply=False)
    town.at(12, 4)
    town.answer("门", version=2, signs=False)
    ratings.rate(town.by(CITIZEN), town.letters["门"], Rating.SATISFIED, "")
    town.answer("站")
    urging.urge(town.staff(Role.SUPERVISOR), town.letters["窗"], "请尽快答复。")


def _second_week(town: Town) -> None:
    town.at(12, 7)
    factories.publish(town.by(SYSTEM), town.letters["门"])
    town.accept("泵", "transport")
    extensions.ask(town.staff(Role.HANDLER, "transport"), town.letters["泵"], 3, "需要现场勘查。")
    town.office(reclassification.reclassify, "管", Category.CONSULTATION, role=Role.SUPERVISOR)
    town.at(12, 8)
    waiting = town.work.session.scalars(select(ClockExtension.id)).one()
    extensions.decide(town.staff(Role.SUPERVISOR), waiting, granted=True, words="情况属实。")
    withdrawal.withdraw(town.by(CITIZEN), town.letters["管"])  # and what was merged into it stands by itself again
    town.answer("末")  # on its last day
    town.office(subjects.set_subject, "泵", Subject.LAW)
    town.at(12, 9)
    town.office(reclassification.reclassify, "好", Category.REQUEST_HELP)
    urging.supervise(town.staff(Role.SUPERVISOR), town.letters["窗"], "三日内答复。")
    town.office(triage.assign, "并", factories.department_id(town.work, "taoyuan-town"))
    town.take_in(IMPORTED | {"time": "2026-12-02 09:00", "reply_time": "2026-12-07 10:00"},
                 IMPORTED | {"title": "桥", "time": "2026-10-28 09:00", "reply_time": "2026-12-08 10:00"},
                 published=True)


def _last_weeks(town: Town) -> None:
    town.at(12, 14)
    town.answer("窗")
    rights.withdraw_publication(town.by(CITIZEN), town.letters["泵"])
    town.at(12, 21)
    town.answer("泵", "transport", signs=False)
    town.come("井", category=Category.REPORT)
    town.office(triage.transfer, "井", factories.department_id(town.work, "transport"))
    town.office(triage.transfer, "井", factories.department_id(town.work))
    town.answer("井")
    town.at(12, 31, 23)
    town.come("冬", category=Category.CONSULTATION)
    town.answer("并", "taoyuan-town")
    town.at(1, 4)
    town.answer("冬")
    town.come("年", "transport")


def letter(town: Town, name: str) -> Letter:
    return town.work.session.get_one(Letter, town.letters[name])
