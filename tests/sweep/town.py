"""The life of three letters in a running service: sent with files, routed, answered, rated, published, looked at.

Writers and the public come over HTTP; officers work through the services, so that every page is only read.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select, update

from adapters import clock as system_clock
from app import create_app
from extensions import db
from models.accused import BarredDepartment
from models.case import Letter
from models.comment import Comment
from models.comment_period import CommentPeriod
from models.disclosure import DisclosureRequest
from models.identity import Identity
from models.notice import Notice
from models.staff import Staff
from rules import numbering
from rules.actors import Role
from rules.comment_words import Adoption
from rules.consultations import Party, Position
from rules.digest_body import DigestKind
from rules.hearings import Times
from rules.localtime import local_date
from rules.outcomes import Outcome
from rules.vocabulary import Category, Rating, State
from services import (
    comment_moderation,
    comment_openings,
    comment_results,
    confirmations,
    consultations,
    digests,
    handling,
    hearings,
    opinions,
    replies,
    reveals,
    sealing,
    triage,
)
from services.hearings import HearingPlan
from services.work import Work
from tests import factories, factories_comments, factories_replies
from tests.factories import PASSWORD, acting, staff
from tests.fixtures.app import START, settings
from tests.fixtures.authenticator import Authenticator
from tests.fixtures.engines import Edge, Result
from tests.harness.clock import SimulatedClock
from tests.harness.processes import Service
from tests.harness.smtp import MailSink
from tests.harness.waiting import wait_until
from tests.sweep.canaries import Canary, Kind, canary, document, photo
from tests.sweep.outside import Answer, Person, hidden_of

# What the public gets besides pages that links lead to: figures as files, feeds, and what search engines read.
FIGURES = (*(f"/statistics/2026{part}" for part in (".csv", ".json", "-11.json", "/all.csv")), "/feeds/replies.atom",
           "/feeds/bulletins.atom", "/sitemaps/pages.xml", "/sitemaps/letters-1.xml", "/robots.txt",
           "/api/v1/statistics?period=2026", "/api/v1/digests", "/api/v1/digests/monthly/2026-11")
PARTS = ("web", "workers", "scheduler")
HOUSING, TRANSPORT = "housing", "transport"
DAY, MONTH = f"{local_date(START)}", f"{local_date(START):%Y-%m}"
ACCUSED = "县住房和城乡建设局"
# login of each person whose pages are read
PEOPLE: dict[str, tuple[Role, str]] = {
    "handler": (Role.HANDLER, HOUSING), "lead": (Role.LEAD, HOUSING), "outsider": (Role.HANDLER, TRANSPORT),
    "intake": (Role.INTAKE, HOUSING), "supervisor": (Role.SUPERVISOR, HOUSING), "leader": (Role.LEADER, HOUSING),
    "redactor": (Role.REDACTOR, HOUSING), "publisher": (Role.PUBLISHER, HOUSING),
    "system_admin": (Role.SYSTEM_ADMIN, HOUSING), "security_admin": (Role.SECURITY_ADMIN, HOUSING),
    "auditor": (Role.AUDITOR, HOUSING), "disclosure": (Role.DISCLOSURE, HOUSING)}
# Names of what is no letter: an application, the third party that is asked about it, a comment on a draft, and
# somebody who wants to be heard.
ASKED, THIRD, SAID, HEARD = "asked", "third", "said", "heard"
PERIOD = "Z2026-1"
# The comment closes in the month of the town, and what became of it is public before the month is counted.
CLOSES_ON = local_date(START) + timedelta(days=10)


@dataclass
class Town:
    """One service on SQLite with its mail server, and what its people were shown."""

    directory: Path
    sink: MailSink
    canaries: dict[str, Canary] = field(default_factory=dict)
    writers: dict[str, Person] = field(default_factory=dict)
    pages: dict[str, list[Answer]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock = SimulatedClock(self.directory / "clock", START)
        self.temporary = self.directory / "tmp"
        self.temporary.mkdir()
        self.service = Service(self.directory / "var", **self.sink.env, **self.clock.env, TMPDIR=str(self.temporary))
        self.app: Flask | None = None

    def start(self, seeded_dir: Path) -> None:
        """Start Redis, web, workers and scheduler on a seeded database, and hire the people."""
        shutil.copytree(seeded_dir, self.service.data_dir, dirs_exist_ok=True, ignore=shutil.ignore_patterns("clock"))
        self.service.start_redis()
        for name in PARTS:
            self.service.start(name)
        self.app = create_app(settings(self.service.data_dir, clock_file=self.clock.file))
        for role, unit in PEOPLE.values():
            self.inside(lambda work, role=role, unit=unit: staff(work, role, unit))
        self.inside(lambda work: work.session.execute(update(Staff).values(email=Staff.login + "@office.example.cn")))
        self.service.wait_until_ready()

    def stop(self) -> None:
        self.service.stop()
        if self.app is not None:
            with self.app.app_context():
                db.session.remove()
                db.engine.dispose()
        system_clock.clock.file = None

    def inside(self, act: Callable[[Work], Result]) -> Result:
        """Do something with the service's own code on its database, and commit it."""
        assert self.app is not None
        return Edge(self.app).run(act)

    def write(self, name: str, *, repeats: bool = False, about: str = "", **values: str) -> Canary:
        """Send a letter with two files through the form, and keep its number and code among its tokens."""
        made, person = canary(name, repeats=repeats, about=about), Person(self.service.port)
        form = person.get("/write")
        token = re.search(r'name="form_token" value="([^"]+)"', form.text)
        assert token is not None
        answer = person.upload("/write", {
            "addressee": "department", "mailbox": HOUSING, "category": Category.CONSULTATION.value, "agree": "y",
            "title": made.title, "text": made.text, "place": made.place, "name": made.tokens[Kind.NAME],
            "phone": made.tokens[Kind.PHONE], "email": made.tokens[Kind.EMAIL],
            "id_number": made.tokens[Kind.ID_NUMBER], "consent_id_number": "y", **values,
        }, [(f"{made.tokens[Kind.FILE_NAME]}.docx", document(made)), ("照片.jpg", photo(made))], form)
        assert answer.status == 200, answer.text
        made.tokens[Kind.NUMBER] = answer.path.rpartition("/")[2]
        kept = select(func.count()).where(Identity.id_number.is_not(None))
        assert self.inside(lambda work: work.session.scalar(kept)) == len(self.canaries) + 1
        assert self.app is not None
        code = numbering.query_code(self.app.extensions["mailbox.secrets"].code, token[1])
        made.tokens[Kind.CODE] = code
        self.canaries[name], self.writers[name] = made, person
        return made

    def ask(self) -> None:
        """Apply for information with a picture of the identity card, have a third party asked, and answer in part."""
        made, other, person = canary(ASKED), canary(THIRD), Person(self.service.port)
        form = person.get("/disclosure/apply")
        token = re.search(r'name="form_token" value="([^"]+)"', form.text)
        assert token is not None
        contact = {slug: made.tokens[kind] for slug, kind in (
            ("name", Kind.NAME), ("phone", Kind.PHONE), ("email", Kind.EMAIL), ("address", Kind.ADDRESS),
            ("id_number", Kind.ID_NUMBER))}
        answer = person.upload("/disclosure/apply", {
            "agency": HOUSING, "text": made.text, "reference": made.title, "purpose": made.place, "agree": "y",
            "applicant": "natural_person", "id_kind": "居民身份证", "deliver_by": "online", "provide_as": "email",
            "checked": "y", **contact}, [(f"{made.tokens[Kind.FILE_NAME]}.jpg", photo(made))], form, "identity")
        assert answer.status == 200, answer.text
        number = made.tokens[Kind.NUMBER] = answer.path.rpartition("/")[2]
        assert self.app is not None
        code = numbering.query_code(self.app.extensions["mailbox.secrets"].code, token[1])
        made.tokens[Kind.CODE] = code
        other.tokens = {kind: other.tokens[kind] for kind in (Kind.NAME, Kind.PHONE, Kind.ADDRESS)}
        self.canaries |= {ASKED: made, THIRD: other}
        self.inside(lambda work: answer_in_part(work, number, other))
        self.writers[ASKED] = reader = Person(self.service.port)
        reader.post("/status", {"number": number, "code": code}, reader.get("/status"))

    def comment(self) -> None:
        """Comment on a draft with a file and one's own name in the text, confirm the address, and have it shown."""
        self.inside(lambda work: factories_comments.period_in(work, State.OPEN, closes_on=CLOSES_ON).id)
        made, person = canary(SAID, repeats=True), Person(self.service.port)
        path = f"/comment-periods/{PERIOD}/write?anchor=a3"
        form = person.get(path)
        token = hidden_of(form)["form_token"]
        answer = person.upload(path, {
            "stance": "oppose", "text": made.text, "agree": "y", "name": made.tokens[Kind.NAME],
            "email": made.tokens[Kind.EMAIL]}, [(f"{made.tokens[Kind.FILE_NAME]}.docx", document(made))], form)
        assert answer.status == 200, answer.text
        number = made.tokens[Kind.NUMBER] = answer.path.rpartition("/")[2]
        assert self.app is not None
        made.tokens[Kind.CODE] = numbering.query_code(self.app.extensions["mailbox.secrets"].code, token)
        for kind in (Kind.TITLE, Kind.PLACE, Kind.ADDRESS, Kind.ID_NUMBER):
            del made.tokens[kind]
        self.canaries[SAID] = made
        link = self.inside(lambda work: confirmations.token(work, a_comment(work, number)))
        person.post(f"/comment-periods/confirm/{link}", {}, person.get(f"/comment-periods/confirm/{link}"))
        self.inside(lambda work: show(work, number))
        self.writers[SAID] = reader = Person(self.service.port)
        reader.post("/status", {"number": number, "code": made.tokens[Kind.CODE]}, reader.get("/status"))
        assert made.tokens[Kind.TEXT] in reader.get(f"/comment-periods/status/{number}").text

    def register(self) -> None:
        """Register for a hearing on the draft."""
        times = Times(START + timedelta(days=20), START + timedelta(days=8))
        hearing = self.inside(lambda work: hearings.arrange(
            acting(work, staff(work, Role.HANDLER)), work.session.scalars(select(CommentPeriod.case_id)).one(),
            HearingPlan(times, "县政务服务中心三楼", 2)).id)
        made, person = canary(HEARD), Person(self.service.port)
        path = f"/comment-periods/{PERIOD}/hearings/{hearing}/register"
        own = {"name": made.tokens[Kind.NAME], "phone": made.tokens[Kind.PHONE]}
        answer = person.post(path, {**own, "stance": "oppose", "agree": "y"}, person.get(path))
        assert answer.status == 200, answer.text
        made.tokens = {kind: made.tokens[kind] for kind in (Kind.NAME, Kind.PHONE)}
        self.canaries[HEARD] = made

    def follow(self, name: str) -> None:
        """Have the writer open the letter with its code, add an address, read the own data and take a copy."""
        made, person = self.canaries[name], Person(self.service.port)
        number, found = made.tokens[Kind.NUMBER], person.get("/status")
        person.post("/status", {"number": number, "code": made.tokens[Kind.CODE]}, found)
        page = person.get(f"/status/{number}/person")
        person.post(f"/status/{number}/person/correction", {
            slug: made.tokens[kind] for slug, kind in (("name", Kind.NAME), ("phone", Kind.PHONE),
                                                       ("email", Kind.EMAIL), ("address", Kind.ADDRESS))}, page)
        copy = person.post(f"/status/{number}/person/copy", {}, page)
        assert made.tokens[Kind.ADDRESS] in copy.text, copy.status
        self.writers[name] = person

    def answer(self, name: str) -> None:
        """Have the housing office accept, draft, review and issue."""
        case_id = self.case_id(name)
        self.inside(lambda work: handling.accept(acting(work, staff(work, Role.HANDLER)), case_id))
        self.inside(lambda work: factories.draft_reply(work, work.session.get_one(Letter, case_id), HOUSING))
        lead = Role.LEAD
        self.inside(lambda work: replies.approve(acting(work, staff(work, lead)), case_id, 1, knowingly=True))
        self.inside(lambda work: replies.issue(acting(work, staff(work, lead)), case_id, 1))

    def case_id(self, name: str) -> int:
        number = self.canaries[name].tokens[Kind.NUMBER]
        return self.inside(lambda work: work.session.scalars(select(Letter.id).where(Letter.number == number)).one())

    def live(self) -> None:
        """Lead all three letters through their life."""
        self.write("open", consents_to_publication="y")
        self.write("hidden", repeats=True, name_hidden="y")
        self.write("report", repeats=True, about=ACCUSED, addressee="leader", mailbox="",
                   category=Category.REPORT.value, complained_about=ACCUSED)
        for name in self.canaries:
            self.follow(name)
        self.ask()
        self.comment()
        self.register()
        self._wait_until("every letter is routed", lambda letter: letter.state != State.RECEIVED)
        report = self.case_id("report")
        self.inside(lambda work: send_elsewhere(work, report))
        for name in ("open", "hidden"):
            self.answer(name)
        number = self.canaries["open"].tokens[Kind.NUMBER]
        writer = self.writers["open"]
        writer.post(f"/status/{number}/rating", {"rating": Rating.SATISFIED.value, "words": "谢谢。"},
                    writer.get(f"/status/{number}"))
        case_id = self.case_id("open")
        self.inside(lambda work: factories.publish(work, case_id).id)
        self.inside(lambda work: reveals.reveal(acting(work, staff(work, Role.INTAKE)), case_id, "check_identity",
                                                "核对来信人"))
        # A month without an answer to the report: reminders and urges go to the officers.
        self.clock.forward(days=28)
        wait_until(lambda: self.inside(lambda work: work.session.scalars(
            select(Notice.id).where(Notice.staff_id.is_not(None))).first()), "a reminder", within_s=30)
        self.inside(comment_openings.end_due)  # its turn comes once a minute only
        self.inside(give_result)
        self.clock.forward(minutes=2)  # reminders are gathered for a minute
        wait_until(lambda: any("office.example.cn" in mail.recipients[0] for mail in self.sink.received),
                   "a reminder to an officer", within_s=30)
        wait_until(lambda: self.inside(lambda work: not work.session.execute(
            db.text("SELECT 1 FROM notice WHERE state = 'owed'")).first()), "every notice sent", within_s=30)

    def count(self) -> None:
        """Have the days of the month sealed, and the digests of the letters' day and of their month made."""
        horizon = self.inside(sealing.look)
        while True:
            sealed = self.inside(lambda work: sealing.seal_next(work, horizon))
            if sealed is None or f"{sealed.day:%Y-%m}" > MONTH:
                break
        self.inside(lambda work: digests.build(work, DigestKind.DAILY, DAY).id)
        self.inside(lambda work: digests.build(work, DigestKind.MONTHLY, MONTH).id)

    def read_pages(self) -> None:
        """Read what the public and each member of staff can reach by links, by search and by number."""
        period = f"/comment-periods/{PERIOD}"
        numbers = [made.tokens[Kind.NUMBER] for made in self.canaries.values() if Kind.NUMBER in made.tokens]
        words = [made.tokens[Kind.TEXT] for made in self.canaries.values() if Kind.TEXT in made.tokens]
        public = Person(self.service.port)
        direct = [f"/status/{number}" for number in numbers] + [f"/receipt/{number}" for number in numbers]
        direct += [period, f"{period}/result", f"{period}/passages/a3", f"{period}/comments", f"{period}/comments.xlsx",
                   f"{period}/result.pdf", f"{period}/result.docx", f"{period}/result.xlsx",
                   f"/api/v1{period}", f"/api/v1{period}/comments", "/feeds/comment-periods.atom"]
        direct += [f"/disclosure{path}" for path in ("", "/apply", "/guide", "/answers", "/annual")]
        self.pages["public"] = public.crawl(["/", "/letters", "/statistics", "/privacy", "/api/v1/letters", "/record",
                                             *FIGURES, "/healthz", "/readyz", "/metrics", *direct], 100)
        # A shared page is kept after the first visitor; the second one gets it from there.
        self.pages["public"] += public.crawl(["/", "/letters"], 4)
        for person in PEOPLE:
            browser = self.sign_in(person)
            day, month = f"/desk/digests/daily/{DAY}", f"/desk/digests/monthly/{MONTH}"
            starts = ["/", day, month, f"{day}/files/xlsx", f"{month}/files/xlsx", f"{day}/lists/received",
                      f"{month}/cases/received",
                      *[f"/desk/{place}/{number}" for number in numbers
                        for place in ("letters", "requests", "comments")], f"{period}/comments",
                      *[f"/desk/periods/{PERIOD}{part}" for part in ("", "/comments", "/opinions", "/campaigns")],
                      *[f"/office/publication/{number}" for number in numbers],
                      *[f"/{place}?q={word}" for word in words for place in ("desk", "office/letters")]]
            self.pages[person] = browser.crawl([landing(browser), *starts], 60)

    def sign_in(self, person: str) -> Person:
        role, unit = PEOPLE[person]
        browser = Person(self.service.port)
        in_unit = unit if role in (Role.HANDLER, Role.LEAD) else "office"
        login = f"{role.value}-{in_unit}-1".replace("_", "-")
        code = Authenticator().code(self.clock.now())
        answer = browser.post("/sign-in", {"login": login, "password": PASSWORD, "code": code}, browser.get("/sign-in"))
        assert answer.path != "/sign-in", answer.text
        return browser

    def _wait_until(self, what: str, is_so: Callable[[Letter], bool]) -> None:
        def reached(work: Work) -> bool:
            return all(is_so(letter) for letter in work.session.scalars(select(Letter)))

        wait_until(lambda: self.inside(reached), what, within_s=30)


def a_comment(work: Work, number: str) -> Comment:
    return work.session.scalars(select(Comment).where(Comment.number == number)).one()


def show(work: Work, number: str) -> None:
    """Have the department show the comment; its writer's name and number in the text are hidden."""
    desk, made = acting(work, staff(work, Role.HANDLER)), a_comment(work, number)
    comment_moderation.show(desk, made.id)
    assert made.shown_text is not None


def give_result(work: Work) -> None:
    """Have what became of the comment decided by the department and released by three people."""
    said = work.session.scalars(select(Comment)).one()
    handler, lead, office = (acting(work, staff(work, role)) for role in (Role.HANDLER, Role.LEAD, Role.DISCLOSURE))
    opinion = opinions.make(handler, said.period_id, "a3", "延长免费停车的时间", [said.id])
    opinions.decide(handler, said.period_id, opinion.id, Adoption.ADOPTED, "已经写进第三条。")
    comment_results.send_for_review(handler, said.period_id, "意见已经逐条研究。")
    comment_results.approve(lead, said.period_id)
    comment_results.release(office, said.period_id)


def send_elsewhere(work: Work, case_id: int) -> None:
    """Have the letters office give the report to another unit than the one that it is about."""
    barred = {row.department_id for row in work.session.scalars(select(BarredDepartment))}
    assert factories.department_id(work, HOUSING) in barred, "the report does not bar the unit that it is about"
    triage.assign(acting(work, staff(work, Role.INTAKE)), case_id, factories.department_id(work, TRANSPORT))
    handling.accept(acting(work, staff(work, Role.HANDLER, TRANSPORT)), case_id)


def answer_in_part(work: Work, number: str, third: Canary) -> None:
    """Have the housing office ask a third party about an application, and answer it in part."""
    case = work.session.scalars(select(DisclosureRequest).where(DisclosureRequest.number == number)).one()
    handling.accept(factories_replies.handler(work), case.id)
    letter = consultations.Letter(
        Party.THIRD_PARTY, third.tokens[Kind.NAME], third.tokens[Kind.ADDRESS], "验收备案表", work.today,
        proof="挂号信XA123456785CN", phone=third.tokens[Kind.PHONE], served_on=work.today)
    sent = consultations.send(factories_replies.handler(work), case.id, letter)
    consultations.take(factories_replies.handler(work), sent.id, Position.OBJECT, "属于商业秘密。", work.today)
    consultations.decide(factories_replies.lead(work), sent.id, disclose=False, reasons="第三方的理由成立。")
    factories_replies.issued(work, case, Outcome.PARTIAL)


def landing(browser: Person) -> str:
    """Return the page on which the role starts."""
    return browser.get("/sign-in").path
