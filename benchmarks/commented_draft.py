"""A draft of 200 passages with 50,000 comments, for whatever is measured of public comment.

The period is planned and released by the services; its comments are bulk inserts that keep schema and record whole.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select, text

from benchmarks import texts
from models.case import Case, Counter
from models.comment import Comment
from models.comment_period import CommentPeriod, DraftVersion
from models.event import CaseEvent
from models.types import table_of
from rules import comment_draft, ledger, numbering
from rules.actors import Actor, Role
from rules.comment_words import AsideGround, DraftKind, Stance
from rules.draft_text import Level, Passage
from rules.letter_draft import title_from
from rules.numerals import chinese
from rules.transitions import Act
from rules.vocabulary import CaseKind, Channel, State
from services import accounts, comment_intake, comment_openings, comment_periods, comment_releases, events, staff_rows
from services.comment_periods import PeriodPlan
from services.work import Work
from tests import factories_campaign

PASSAGES, COMMENTS = 200, 50_000
OPEN_DAYS, AGE = 300, timedelta(days=20)
BATCH = 1000
# Of a hundred comments: campaigns, and what hardly says anything.
CAMPAIGNS, COPIED, SHORT = 12, 30, 5
BRIEF = ("支持", "同意这样规定", "反对收费", "希望尽快实施", "没有意见")
STATES = {State.SHOWN: 70, State.HELD: 25, State.MENDING: 2, State.SET_ASIDE: 1, State.WITHDRAWN: 2}
ACTS = {State.SHOWN: Act.SHOW, State.MENDING: Act.ASK_TO_MEND, State.SET_ASIDE: Act.SET_ASIDE,
        State.WITHDRAWN: Act.WITHDRAW}
_case, _comment, _event = table_of(Case), table_of(Comment), table_of(CaseEvent)
Rows = dict[Any, list[dict[str, Any]]]


@dataclass(frozen=True)
class Made:
    """The period that was made. Its passages are a1 … a200."""

    id: int
    number: str


def number(work: Work) -> str:
    """Return the number of the period of a filled database."""
    return work.session.scalars(select(CommentPeriod.number).order_by(CommentPeriod.id).limit(1)).one()


def add(work: Work, department_id: int, comments: int = COMMENTS, passages: int = PASSAGES) -> Made:
    """Add an open period with so many passages and comments to a seeded database; flushes, no commit."""
    then = replace(work, now=work.now - AGE, jobs=[])
    period = _release(then, department_id, passages)
    made = _Comments(then, period, passages)
    for rows in made.batches(comments, work.now - timedelta(minutes=1)):
        for table, some in rows.items():
            work.session.execute(insert(table), some)
    work.session.execute(insert(Counter), [
        {"series": series, "value": value} for series, value in made.serials.items()])
    _after_bulk(work)
    return Made(period.id, period.number)


def article(chance: random.Random, place: int) -> Passage:
    """Return one article of a draft, of the length that such articles have."""
    words = "，".join("".join(chance.choices(texts.HAN[:1200], k=chance.randint(8, 20))) for _ in range(5))
    return Passage(f"a{place}", Level.ARTICLE, f"第{chinese(place)}条", f"{words}。")


def said(chance: random.Random) -> str:
    """Return the text of one comment: most are somebody's own, a third belongs to campaigns, a few say next to nothing.
    """
    kind = chance.randrange(100)
    if kind < SHORT:
        return chance.choice(BRIEF)
    if kind < SHORT + COPIED:
        # Each campaign has something of its own in every sentence.
        own = f"{texts.HAN[chance.randrange(CAMPAIGNS) * 37:][:6]}"
        return factories_campaign.variant(chance).replace("，", f"，{own}").replace("。", f"，{own}。")
    own = "，".join("".join(chance.choices(texts.HAN[:2000], k=chance.randint(4, 14))) for _ in range(3))
    return f"{factories_campaign.genuine(chance)}{own}。"


def _release(work: Work, department_id: int, passages: int) -> CommentPeriod:
    chance = random.Random(5)
    handler, lead, office = (_person(work, role, unit) for role, unit in (
        (Role.HANDLER, department_id), (Role.LEAD, department_id), (Role.DISCLOSURE, None)))
    period = comment_periods.plan(replace(work, actor=handler), PeriodPlan(
        token="benchmark-period", title="云溪县城区停车管理办法（征求意见稿）",
        lead="城区道路停车拟从免费改为分时收费。", explanation="城区泊位紧张，长期占用的多。", opens_on=work.today,
        closes_on=work.today + timedelta(days=OPEN_DAYS), draft_kind=DraftKind.NORMATIVE_DOCUMENT))
    comment_periods.set_draft(replace(work, actor=handler), period.id,
                              [article(chance, place) for place in range(1, passages + 1)])
    comment_releases.send_for_review(replace(work, actor=handler), period.id)
    comment_releases.approve(replace(work, actor=lead), period.id)
    comment_releases.release(replace(work, actor=office), period.id)
    comment_openings.open_due(work)
    return period


def _person(work: Work, role: Role, unit: int | None) -> Actor:
    row = accounts.add_staff(work, f"bench-{role.value}", f"测试{role.value}", role, unit, "Sunny-River-7-Boat")
    accounts.furnish(work, row, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    return staff_rows.as_actor(row)


class _Comments:
    """Makes the rows of one comment after another."""

    def __init__(self, work: Work, period: CommentPeriod, passages: int) -> None:
        self.work, self.period, self.passages = work, period, passages
        self.chance = random.Random(17)
        self.version_id = work.session.scalars(
            select(DraftVersion.id).where(DraftVersion.period_id == period.id)).one()
        self.first_id = work.session.scalar(select(func.max(_case.c.id))) or 0
        self.decider = period.release_drafted_by
        self.serials: dict[str, int] = {}
        self.states = [state for state, share in STATES.items() for _ in range(share)]

    def batches(self, comments: int, until: datetime) -> Iterator[Rows]:
        """Yield the rows of so many comments in parts."""
        places = iter(range(1, comments + 1))
        span = until - self.work.now
        while some := list(islice(places, BATCH)):
            rows: Rows = {_case: [], _comment: [], _event: []}
            for place in some:
                self._add(rows, self.first_id + place, self.work.now + span * (place / comments))
            yield rows

    def _add(self, rows: Rows, case_id: int, at: datetime) -> None:
        series = comment_intake.series(at)
        serial = self.serials[series] = self.serials.get(series, 0) + 1
        number = numbering.case_number(CaseKind.COMMENT, int(series[1:]), serial)
        state, stance = self.chance.choice(self.states), self.chance.choice(list(Stance))
        facts = {"department": self.period.department_id, "period": self.period.id, "version": self.version_id,
                 "anchor": self._anchor(), "stance": stance.value}
        head, length = ledger.GENESIS, 0
        for act in (Act.SUBMIT, *([ACTS[state]] if state in ACTS else [])):
            then = replace(self.work, now=at, jobs=[])
            event = events.prepare(then, number, head, act.value, self._facts(act, facts), None)
            rows[_event].append(event | {"case_id": case_id})
            head, length = str(event["mac"]), length + 1
        words, key = said(self.chance), self.work.secrets.code
        rows[_case].append({
            "id": case_id, "kind": CaseKind.COMMENT.value, "number": number, "state": state.value,
            "title": title_from(words), "channel": Channel.WEB.value, "mailbox_id": self.period.mailbox_id,
            "department_id": self.period.department_id, "received_at": at, "answered_at": None, "closed_at": None,
            "submission_key": f"benchmark-{case_id}", "body_digest": "-", "chain_head": head, "chain_length": length,
            "code_mac": numbering.keyed_digest(key, "code", numbering.query_code(key, f"benchmark-{case_id}"))})
        rows[_comment].append(self._columns(case_id, facts, words, state, at))

    def _columns(self, case_id: int, facts: dict[str, Any], words: str, state: State, at: datetime) -> dict[str, Any]:
        is_aside = state is State.SET_ASIDE
        return {
            "case_id": case_id, "period_id": self.period.id, "version_id": self.version_id, "anchor": facts["anchor"],
            "stance": facts["stance"], "text": words, "shown_name": comment_draft.shown_name(texts.name(self.chance)),
            "confirmed_at": at if self.chance.random() < 0.8 else None, "is_in_grace": False,
            "contact_digest": f"{case_id:064}",
            "source_token": f"{self.chance.randrange(30_000):064}",
            "aside_ground": AsideGround.OFF_TOPIC.value if is_aside else None,
            "decided_words": "说的是另一个地方的事。" if is_aside else "",
            "decided_by": self.decider if is_aside else None, "decided_at": at if is_aside else None}

    def _facts(self, act: Act, facts: dict[str, Any]) -> dict[str, Any]:
        """Return what the event of an act says; a withdrawn comment stays with its department."""
        if act is Act.SUBMIT:
            return facts
        return {"department": self.period.department_id} if act is Act.WITHDRAW else {}

    def _anchor(self) -> str:
        """Return the passage: a tenth is about the whole, and a few passages have most of the rest."""
        if self.chance.random() < 0.1:
            return ""
        return f"a{min(int(self.chance.paretovariate(0.5)), self.passages)}"


def _after_bulk(work: Work) -> None:
    """Bring number sequences and statistics to where single inserts would have brought them."""
    if work.session.get_bind().dialect.name == "postgresql":
        newest = work.session.scalar(select(func.max(_case.c.id)))
        work.session.execute(text("SELECT setval(pg_get_serial_sequence('\"case\"', 'id'), :newest)"),
                             {"newest": newest})
    work.session.execute(text("ANALYZE"))
