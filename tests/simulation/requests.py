"""What happens to disclosure requests in the simulated year: notices, third parties, extensions, replies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from demo.requests import Matter, matters
from models.clock import Clock, ClockExtension, ClockPause
from models.disclosure import DisclosureRequest
from models.reply import Reply
from rules.actors import CITIZEN, Role
from rules.consultations import Party, Position
from rules.localtime import local_date
from rules.outcomes import BY_OUTCOME, Group, Outcome
from rules.reply_delivery import Delivery
from rules.request_draft import ApplicantContact, RequestDraft
from rules.request_replies import ReplyWords, Secrecy
from rules.request_words import DeliverBy
from rules.vocabulary import State
from services import (
    consultations,
    corrections,
    disclosure_intake,
    extensions,
    handling,
    pauses,
    request_delivery,
    request_ends,
    request_replies,
)
from services.request_replies import SecrecyReview
from services.work import Work

if TYPE_CHECKING:
    from tests.simulation.year import Year

# They need steps before them, or documents, which have tests of their own.
LEFT_OUT = frozenset({Outcome.STILL_UNCLEAR, Outcome.EXCESSIVE, Outcome.PARTIAL})


class Requests:
    """The applications of a year, each with its own course."""

    def __init__(self, year: Year, count: int) -> None:
        self.year, self.county, self.chance = year, year.county, year.chance
        self.matters = [one for one in matters() if Outcome(one.outcome) not in LEFT_OUT]
        days = max((year.last - year.first).days - 1, 1)
        for place in range(count):
            at = datetime.combine(year.first + timedelta(days=days * place // count), datetime.min.time(),
                                  year.zone) + timedelta(minutes=self.chance.randrange(8 * 60, 20 * 60))
            year.at(at, self._receive)

    def _receive(self) -> None:
        matter = self.chance.choice(self.matters)
        serial = self.chance.randrange(10**8)
        email = f"applicant{serial}@home.example" if self._by_chance(0.6) else ""
        way = DeliverBy.ONLINE if self._by_chance(0.7) else DeliverBy.POST
        draft = RequestDraft(
            token=f"simulated-request-{serial:08}", text=matter.text.format(year=2024), agency=matter.unit,
            reference=matter.reference, deliver_by=way,
            contact=ApplicantContact(name="申请人", address="翠湖路1号", email=email, id_kind="居民身份证"))
        sent = self.county.act(CITIZEN, lambda work: disclosure_intake.submit_request(work, draft))
        assert sent is not None
        if self._by_chance(0.04):
            self.year.at(self.county.now + timedelta(days=2), lambda: self.county.act(
                CITIZEN, lambda work: request_ends.withdraw(work, sent.id)))
        self._next(sent.id, matter, self._by_chance(0.04))

    def _next(self, case_id: int, matter: Matter, forgotten: bool) -> None:
        wait = timedelta(days=self.chance.expovariate(1 / 3))
        self.year.at(self.year.office_time(self.county.now + wait), lambda: self._step(case_id, matter, forgotten))

    def _step(self, case_id: int, matter: Matter, forgotten: bool) -> None:
        steps: dict[str, Callable[[int, Matter], bool]] = {
            State.RECEIVED: self._sign_for, State.ACCEPTED: self._work, State.CORRECTING: self._correct,
            State.DRAFTED: self._approve, State.REVIEWED: self._issue, State.ISSUED: self._post}
        state = self.county.read(lambda work: work.session.scalar(
            select(DisclosureRequest.state).where(DisclosureRequest.id == case_id)))
        if state in steps and not (forgotten and state == State.ACCEPTED) and steps[state](case_id, matter):
            self._next(case_id, matter, forgotten)

    def _sign_for(self, case_id: int, matter: Matter) -> bool:
        self.county.act(self._handler(matter), lambda work: handling.accept(work, case_id))
        return True

    def _work(self, case_id: int, matter: Matter) -> bool:
        if self._by_chance(0.12):
            self._demand_correction(case_id, matter)
        elif self._by_chance(0.12):
            self._consult(case_id, matter)
        elif self._by_chance(0.12):
            self._extend(case_id, matter)
        else:
            words = ReplyWords(Outcome(matter.outcome), matter.reply.format(year=2024), matter.reasons,
                               matter.further_law, matter.way)
            self.county.act(self._handler(matter), lambda work: request_replies.draft(work, case_id, words))
        return True

    def _demand_correction(self, case_id: int, matter: Matter) -> None:
        step_id = self.county.act(self._handler(matter), lambda work: corrections.propose(
            work, case_id, "看不出要的是哪一年的", "请写明年度", self.chance.randint(5, 15)).id)
        if step_id is not None:
            self.county.act(self._lead(matter), lambda work: corrections.issue(work, case_id))

    def _correct(self, case_id: int, matter: Matter) -> bool:
        """The applicant mends it, or never does and the service ends the request."""
        if self._by_chance(0.6):
            return self._by_chance(0.8)
        self.county.act(CITIZEN, lambda work: corrections.take(work, case_id, "2024年度的。", work.today))
        return True

    def _consult(self, case_id: int, matter: Matter) -> None:
        today = local_date(self.county.now)
        letter = consultations.Letter(Party.THIRD_PARTY, "某某公司", "工业园1号", "投标报价", today,
                                      proof="EMS 1234567890123", served_on=today, is_person=False)
        sent = self.county.act(self._handler(matter), lambda work: consultations.send(work, case_id, letter).id)
        pause_id = self.county.read(lambda work: _waiting(work, case_id, ClockPause))
        if sent is None or pause_id is None:
            return
        self.year.at(self.year.office_time(self.county.now + timedelta(hours=20)), lambda: self.county.act(
            self.county.person(None, Role.DISCLOSURE),
            lambda work: pauses.decide(work, pause_id, granted=True, words="已经看到邮寄凭证。")))
        if self._by_chance(0.7):
            self.year.at(self.year.office_time(self.county.now + timedelta(days=9)), lambda: self.county.act(
                self._handler(matter), lambda work: consultations.take(
                    work, sent, Position.AGREE, "", work.today)))

    def _extend(self, case_id: int, matter: Matter) -> None:
        self.county.act(self._handler(matter), lambda work: extensions.ask(
            work, case_id, self.chance.randint(5, 20), "要到档案馆调取原件。"))
        waiting = self.county.read(lambda work: _waiting(work, case_id, ClockExtension))
        if waiting is not None:
            self.year.at(self.year.office_time(self.county.now + timedelta(hours=20)), lambda: self.county.act(
                self._lead(matter), lambda work: extensions.decide(work, waiting, granted=True, words="同意。")))

    def _approve(self, case_id: int, matter: Matter) -> bool:
        version, outcome = self._version(case_id), Outcome(matter.outcome)
        gives = BY_OUTCOME[outcome].group is Group.DISCLOSED
        found = Secrecy.SECRET if outcome is Outcome.STATE_SECRET else \
            Secrecy.CLEARED if gives else Secrecy.NOT_CONCERNED
        self.county.act(self._lead(matter), lambda work: request_replies.approve(
            work, case_id, version, SecrecyReview(found), knowingly=True))
        return True

    def _issue(self, case_id: int, matter: Matter) -> bool:
        version = self._version(case_id)
        self.county.act(self._lead(matter), lambda work: request_replies.issue(work, case_id, version))
        return True

    def _post(self, case_id: int, matter: Matter) -> bool:
        number = f"11{self.chance.randrange(10**10, 10**11)}"
        self.county.act(self._handler(matter), lambda work: request_delivery.deliver(
            work, case_id, Delivery(DeliverBy.POST, work.today, number)))
        return False

    def _version(self, case_id: int) -> int:
        return self.county.read(lambda work: work.session.scalar(
            select(func.max(Reply.version)).where(Reply.case_id == case_id)) or 1)

    def _handler(self, matter: Matter):  # type: ignore[no-untyped-def]
        return self.county.person(self.year.codes[matter.unit], Role.HANDLER)

    def _lead(self, matter: Matter):  # type: ignore[no-untyped-def]
        return self.county.person(self.year.codes[matter.unit], Role.LEAD)

    def _by_chance(self, share: float) -> bool:
        return self.chance.random() < share


def _waiting(work: Work, case_id: int, model: type[ClockExtension] | type[ClockPause]) -> int | None:
    return work.session.scalar(
        select(model.id).join(Clock, Clock.id == model.clock_id)
        .where(Clock.case_id == case_id, model.state == "requested").limit(1))
