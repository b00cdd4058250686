"""The disclosure requests of the demonstration: who asked what of whom, and how far each has come.

Older ones are answered, delivered and filed; of the last weeks there is one in every state. Texts are in requests.toml.
"""

from __future__ import annotations

import random
import secrets as random_source
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from demo.load import DemoCounty, open_for_show
from models.disclosure import DisclosureRequest
from rules.actors import CITIZEN, Actor, Role
from rules.consultations import Party
from rules.localtime import local_date
from rules.outcomes import BY_OUTCOME, Outcome
from rules.redaction_marks import Decision
from rules.reply_delivery import Delivery
from rules.request_draft import ApplicantContact, Receipt, RequestDraft
from rules.request_replies import ReplyWords, Secrecy
from rules.request_words import DeliverBy, ProvideAs, ReceiptRule
from rules.vocabulary import Applicant, Channel
from services import (
    consultations,
    corrections,
    disclosure_intake,
    excess,
    extensions,
    handling,
    pauses,
    request_delivery,
    request_documents,
    request_ends,
    request_replies,
)
from services.redaction_edits import Change
from services.request_replies import SecrecyReview

BOOK = Path(__file__).with_name("requests.toml")
# So many are answered, spread over so many calendar days before the last weeks.
ANSWERED, DAYS, RECENT_DAYS = 40, 640, 30
PERSONS = ("何为民", "唐小溪", "罗建业", "邹晓岚", "彭立新", "曾雨桐", "邓国栋", "萧文静", "程远航", "袁秀英")
COMPANIES = (("云溪恒信工程咨询有限公司", Applicant.BUSINESS), ("西南城乡治理研究中心", Applicant.RESEARCH),
             ("云溪县青山环保志愿服务队", Applicant.WELFARE), ("四川衡准律师事务所", Applicant.LEGAL_SERVICE),
             ("云溪县餐饮行业协会", Applicant.OTHER_ORGANISATION))
CREDIT_CODE = "91510000MA62000000"
ITEMS = "请写明文件的名称或者文号\n请写明是哪一年的"


@dataclass(frozen=True)
class Matter:
    """One entry of the book."""

    unit: str
    reference: str
    text: str
    outcome: str
    reply: str
    reasons: str = ""
    further_law: str = ""
    way: str = ""


def matters() -> list[Matter]:
    """Return the entries of the book."""
    return [Matter(**entry) for entry in tomllib.loads(BOOK.read_text("utf-8"))["request"]]


class DemoRequests:
    """Lives one request after another with the people of the county."""

    def __init__(self, county: DemoCounty, seed: int) -> None:
        self.county, self.random = county, random.Random(seed)
        self.matters = matters()
        self._next = 0

    def live(self) -> int:
        """Take every request through its life and return how many there are."""
        last = self.county.work.now
        for place in range(ANSWERED):
            sent_at = self._office_hours(last - timedelta(days=RECENT_DAYS + DAYS * (ANSWERED - place) / ANSWERED))
            self._answer(self._send(sent_at, self._matter()), sent_at)
        self._lapse(self._office_hours(last - timedelta(days=90)))
        recent: tuple[tuple[int, Callable[[DisclosureRequest, Matter, datetime], None]], ...] = (
            (29, self._overdue), (26, self._extend), (22, self._consult), (20, self._post), (17, self._review),
            (15, self._draft), (12, self._correct), (9, self._accept), (6, self._accept), (4, self._accept),
            (2, self._withdraw), (1, self._leave), (0, self._leave))
        shown = self._of_shown_unit()
        for place, (days, step) in enumerate(recent):
            sent_at = self._office_hours(last - timedelta(days=days, hours=1))
            matter = shown[place % len(shown)] if shown and place % 3 != 2 else self._matter()
            step(self._send(sent_at, matter)[0], matter, sent_at)
        self._arrive(self._office_hours(last - timedelta(days=1)))
        return ANSWERED + len(recent) + 2

    def _of_shown_unit(self) -> list[Matter]:
        """Return what is asked of the unit that visitors sign in to; whoever tries the desk should find work there."""
        shown = open_for_show(self.county.work)
        return [one for one in self.matters if self.county.departments[one.unit] == shown]

    def _matter(self) -> Matter:
        matter = self.matters[self._next % len(self.matters)]
        self._next += 1
        return matter

    def _send(self, sent_at: datetime, matter: Matter) -> tuple[DisclosureRequest, Matter]:
        way = self.random.choice((DeliverBy.ONLINE, DeliverBy.ONLINE, DeliverBy.ONLINE, DeliverBy.POST))
        paper = way is DeliverBy.POST
        receipt = Receipt(ReceiptRule.SIGNED_MAIL, proof="挂号信签收登记") if paper else Receipt()
        actor = self._person(matter, Role.HANDLER) if paper else CITIZEN
        draft = self._draft_of(matter, sent_at, way, Channel.PAPER if paper else Channel.WEB, receipt)
        made = disclosure_intake.submit_request(self.county.at(sent_at, actor), draft)
        return self.county.work.session.get_one(DisclosureRequest, made.id), matter

    def _draft_of(self, matter: Matter, sent_at: datetime, way: DeliverBy, channel: Channel,
                  receipt: Receipt) -> RequestDraft:
        year = local_date(sent_at).year - 1
        if self.random.random() < 0.7:
            applicant, contact = Applicant.NATURAL_PERSON, ApplicantContact(
                name=self.random.choice(PERSONS), phone=f"1390000{self.random.randint(1000, 9999)}",
                address="云溪县城南街道翠湖路18号", id_kind="居民身份证")
        else:
            name, applicant = self.random.choice(COMPANIES)
            contact = ApplicantContact(name=name, phone=f"1380000{self.random.randint(1000, 9999)}",
                                       address="云溪县城北街道人民路66号", credit_code=CREDIT_CODE,
                                       contact_person=self.random.choice(PERSONS))
        return RequestDraft(
            token=random_source.token_urlsafe(24), text=matter.text.format(year=year), contact=contact,
            applicant=applicant, agency=matter.unit, reference=matter.reference, channel=channel, receipt=receipt,
            provide_as=ProvideAs.PAPER if way is DeliverBy.POST else ProvideAs.EMAIL, deliver_by=way)

    def _answer(self, sent: tuple[DisclosureRequest, Matter], sent_at: datetime) -> None:
        """Answer one in or after its time, deliver and file it."""
        case, matter = sent
        taken = self.random.choice((4, 8, 12, 16, 18, 19, 22))
        at = self.county.workday(sent_at, taken)
        outcome = Outcome(matter.outcome)
        self._sign_for(case, matter, sent_at)
        if outcome is Outcome.STILL_UNCLEAR:
            self._mend(case, matter, sent_at)
        if outcome is Outcome.EXCESSIVE:
            self._ask_reasons(case, matter, sent_at)
        version = self._hand_in(case, matter, at - timedelta(hours=5))
        lead = self._person(matter, Role.LEAD)
        self._approve(case, matter, at - timedelta(hours=2), version)
        request_replies.issue(self.county.at(at, lead), case.id, version)
        if case.deliver_by == DeliverBy.POST:
            posted_at = at + timedelta(hours=3)
            number = f"11{self.random.randrange(10**10, 10**11)}"
            request_delivery.deliver(self.county.at(posted_at, self._person(matter, Role.HANDLER)), case.id,
                                     Delivery(DeliverBy.POST, local_date(posted_at), number))
        filed_at = at + timedelta(days=12)
        request_delivery.archive(self.county.at(filed_at, self._person(matter, Role.HANDLER)), case.id)

    def _hand_in(self, case: DisclosureRequest, matter: Matter, at: datetime) -> int:
        """Draft the reply; a partial one goes with its document, from which people are left out."""
        work, outcome = self.county.at(at, self._person(matter, Role.HANDLER)), Outcome(matter.outcome)
        if outcome is Outcome.PARTIAL:
            document = request_documents.add(work, case.id, "随信提供的文件", DOCUMENT)
            kept = [Change(row.id, Decision.KEEP) for row in document.derivative.marks if row.decision is None]
            document = request_documents.judge(work, case.id, document.id, document.derivative.edits, kept)
            request_documents.finish(work, case.id, document.id, document.derivative.edits)
        year = local_date(case.received_at).year - 1
        words = ReplyWords(outcome, matter.reply.format(year=year), matter.reasons, matter.further_law, matter.way)
        return request_replies.draft(work, case.id, words).version

    def _approve(self, case: DisclosureRequest, matter: Matter, at: datetime, version: int) -> None:
        outcome = Outcome(matter.outcome)
        found = Secrecy.SECRET if outcome is Outcome.STATE_SECRET else \
            Secrecy.CLEARED if outcome in GIVING else Secrecy.NOT_CONCERNED
        request_replies.approve(self.county.at(at, self._person(matter, Role.LEAD)), case.id, version,
                                SecrecyReview(found), knowingly=True)

    def _sign_for(self, case: DisclosureRequest, matter: Matter, sent_at: datetime) -> Actor:
        handler = self._person(matter, Role.HANDLER)
        handling.accept(self.county.at(self.county.workday(sent_at, 1), handler), case.id)
        return handler

    def _mend(self, case: DisclosureRequest, matter: Matter, sent_at: datetime) -> None:
        """Have the application corrected, which says no more than before."""
        self._demand_correction(case, matter, sent_at)
        at = self.county.workday(sent_at, 6)
        corrections.take(self.county.at(at, CITIZEN), case.id, "就是敬老院的有关材料。", local_date(at))

    def _demand_correction(self, case: DisclosureRequest, matter: Matter, sent_at: datetime, days: int = 10) -> None:
        asked_at = self.county.workday(sent_at, 2)
        handler, lead = self._person(matter, Role.HANDLER), self._person(matter, Role.LEAD)
        corrections.propose(self.county.at(asked_at, handler), case.id, "看不出要的是哪一份材料", ITEMS, days)
        corrections.issue(self.county.at(asked_at + timedelta(hours=2), lead), case.id)

    def _ask_reasons(self, case: DisclosureRequest, matter: Matter, sent_at: datetime) -> None:
        handler, lead = self._person(matter, Role.HANDLER), self._person(matter, Role.LEAD)
        at = self.county.workday(sent_at, 1) + timedelta(minutes=30)
        excess.ask(self.county.at(at, handler), case.id, "一个月内申请36件，涉及420家单位的全部材料。", 10)
        given_at = self.county.workday(sent_at, 3)
        excess.take(self.county.at(given_at, handler), case.id, "想看看。", local_date(given_at))
        excess.judge(self.county.at(given_at + timedelta(hours=1), lead), case.id,
                     excess.Judgement(False, "没有说明合理的用途和必要。"))

    def _overdue(self, case: DisclosureRequest, matter: Matter, sent_at: datetime) -> None:
        self._sign_for(case, matter, sent_at)

    def _extend(self, case: DisclosureRequest, matter: Matter, sent_at: datetime) -> None:
        handler = self._sign_for(case, matter, sent_at)
        at = self.county.workday(sent_at, 8)
        extension = extensions.ask(self.county.at(at, handler), case.id, 20, "要到档案馆调取原始档案，逐页核对。")
        self.county.work.session.flush()  # whoever decides names the request by its id
        lead = self.county.at(at + timedelta(hours=3), self._person(matter, Role.LEAD))
        extensions.decide(lead, extension.id, True, "同意，告知申请人。")

    def _consult(self, case: DisclosureRequest, matter: Matter, sent_at: datetime) -> None:
        handler = self._sign_for(case, matter, sent_at)
        at = self.county.workday(sent_at, 7)
        letter = consultations.Letter(
            Party.THIRD_PARTY, "云溪顺达建设有限公司", "云溪县红旗工业园创业路9号", "您单位的投标报价和业绩材料",
            local_date(at), proof="EMS 1234567890123", served_on=local_date(at), is_person=False)
        sent = consultations.send(self.county.at(at, handler), case.id, letter)
        if sent.pause_id is not None:
            office = self.county.at(at + timedelta(hours=3), self.county.person(None, Role.DISCLOSURE))
            pauses.decide(office, sent.pause_id, True, "已经看到邮寄凭证。")

    def _post(self, case: DisclosureRequest, matter: Matter, sent_at: datetime) -> None:
        """Sign the reply of one that waits to be posted."""
        case.deliver_by = DeliverBy.POST.value
        version = self._wait_for_review(case, matter, sent_at)
        at = self.county.workday(sent_at, 12)
        self._approve(case, matter, at, version)
        request_replies.issue(self.county.at(at + timedelta(hours=1), self._person(matter, Role.LEAD)), case.id,
                              version)

    def _review(self, case: DisclosureRequest, matter: Matter, sent_at: datetime) -> None:
        version = self._wait_for_review(case, matter, sent_at)
        self._approve(case, matter, self.county.workday(sent_at, 9), version)

    def _draft(self, case: DisclosureRequest, matter: Matter, sent_at: datetime) -> None:
        self._wait_for_review(case, matter, sent_at)

    def _wait_for_review(self, case: DisclosureRequest, matter: Matter, sent_at: datetime) -> int:
        self._sign_for(case, matter, sent_at)
        outcome = Outcome(matter.outcome)
        if outcome in BEFORE:
            matter = self.matters[0]
        return self._hand_in(case, matter, self.county.workday(sent_at, 7))

    def _correct(self, case: DisclosureRequest, matter: Matter, sent_at: datetime) -> None:
        self._sign_for(case, matter, sent_at)
        self._demand_correction(case, matter, sent_at, 15)

    def _lapse(self, sent_at: datetime) -> None:
        """Nobody corrects what is unclear: the request ends without a reply."""
        case, matter = self._send(sent_at, self._matter())
        self._sign_for(case, matter, sent_at)
        self._demand_correction(case, matter, sent_at, 5)
        late = self.county.workday(sent_at, 40)
        request_ends.lapse(self.county.at(late, self._person(matter, Role.HANDLER)), case.id)

    def _accept(self, case: DisclosureRequest, matter: Matter, sent_at: datetime) -> None:
        self._sign_for(case, matter, sent_at)

    def _withdraw(self, case: DisclosureRequest, matter: Matter, sent_at: datetime) -> None:
        request_ends.withdraw(self.county.at(sent_at + timedelta(hours=3), CITIZEN), case.id)

    def _leave(self, case: DisclosureRequest, matter: Matter, sent_at: datetime) -> None:
        """Nobody has signed for it yet."""

    def _arrive(self, at: datetime) -> None:
        """Let one come by fax that both sides still have to confirm."""
        matter = self._matter()
        draft = self._draft_of(matter, at, DeliverBy.POST, Channel.FAX, Receipt(ReceiptRule.CONFIRMED, confirmed=False))
        disclosure_intake.submit_request(self.county.at(at, self._person(matter, Role.HANDLER)), draft)

    def _person(self, matter: Matter, role: Role) -> Actor:
        return self.county.person(self.county.departments[matter.unit], role)

    def _office_hours(self, at: datetime) -> datetime:
        return self.county.workday(at, 0)


DOCUMENT = ("工程竣工验收备案表（摘录）\n项目负责人：高建国，电话13900007788，身份证号11010519491231002X。\n"
            "合同价款4862000元，工期180天，验收结论为合格。")
GIVING = frozenset(outcome for outcome, row in BY_OUTCOME.items() if row.group in ("disclosed", "partial"))
# They need steps before them that take weeks.
BEFORE = frozenset({Outcome.STILL_UNCLEAR, Outcome.EXCESSIVE})


def live(county: DemoCounty, seed: int) -> int:
    """Take the requests of the demonstration through their lives and return how many there are."""
    return DemoRequests(county, seed).live()
