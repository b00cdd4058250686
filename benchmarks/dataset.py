"""A county with very many letters, stored by bulk inserts that keep the schema, the record and the indexes whole."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, insert, select, text

from benchmarks import commented_draft, texts
from cli.setup import read_units
from models.assignment import Assignment
from models.case import Case, Counter, Letter
from models.clock import Clock
from models.department import Department, Mailbox
from models.event import CaseEvent
from models.publication import Publication
from models.reply import Reply
from models.search_index import letter_index, publication_index
from models.types import table_of
from rules import clocks, ledger, numbering, search_text
from rules.actors import Role
from rules.localtime import local_date
from rules.transitions import Act
from rules.vocabulary import CaseKind, Category, Channel, PublicationState, State
from services import accounts, events, replies, seeding
from services.work import Work

UNITS = Path(__file__).resolve().parent.parent / "demo" / "units.csv"
FIRST, SPAN = datetime(2016, 3, 1, 2, tzinfo=UTC), timedelta(days=3900)
CATEGORIES = (Category.CONSULTATION, Category.COMPLAINT, Category.REQUEST_HELP, Category.SUGGESTION)
LOGIN, PASSWORD = "bench", "Sunny-River-7-Boat"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
BATCH = 1000
# Letters that are still in hand, for the desk.
IN_HAND_SHARE = 0.02
ACTS = (Act.SUBMIT, Act.ROUTE, Act.ACCEPT, Act.DRAFT, Act.APPROVE, Act.ISSUE, Act.PUBLISH)
# In the order in which rows refer to each other.
TABLES: dict[str, Table] = {
    **{model.__tablename__: table_of(model)
       for model in (Case, Letter, Assignment, Clock, Reply, Publication, CaseEvent)},
    "publication_index": publication_index, "letter_index": letter_index,
}
Rows = dict[str, list[dict[str, Any]]]


def code_of(work: Work, case_id: int) -> str:
    """Return the query code of a letter made here."""
    return numbering.query_code(work.secrets.code, f"benchmark-{case_id}")


def fill(work: Work, published: int) -> None:
    """Fill a migrated, empty database with so many published letters, some in hand, and a draft with its comments.

    Flushes, no commit.
    """
    seeding.seed(work)
    seeding.import_departments(work, read_units(UNITS))
    county = _County(work, published)
    accounts.furnish(work, accounts.add_staff(work, LOGIN, "测试员", Role.HANDLER, county.busiest, PASSWORD), SEED)
    count = published + int(published * IN_HAND_SHARE)
    letters = enumerate(texts.letters(count), start=1)
    while batch := list(islice(letters, BATCH)):
        rows: Rows = {name: [] for name in TABLES}
        for case_id, letter in batch:
            county.add(rows, case_id, letter)
        for name, table in TABLES.items():
            if rows[name]:
                work.session.execute(insert(table), rows[name])
    work.session.execute(insert(Counter), [
        {"series": series, "value": value} for series, value in county.serials.items()])
    _after_bulk(work)
    commented_draft.add(work, county.busiest)


@dataclass
class _Life:
    """The instants of one letter."""

    received: datetime
    accepted: datetime
    answered: datetime | None


class _County:
    """Makes the rows of one letter after another."""

    def __init__(self, work: Work, published: int) -> None:
        self.work = work
        self.published = published
        self.chance = random.Random(7)
        self.serials: dict[str, int] = {}
        self.units = work.session.execute(select(Department.id, Department.name).order_by(Department.id)).all()
        self.busiest = self.units[0].id
        self.mailbox = work.session.execute(select(Mailbox.id, Mailbox.name).where(Mailbox.is_county_leader)).one()
        self.calendar = work.calendar

    def add(self, rows: Rows, case_id: int, letter: texts.Text) -> None:
        """Append the rows of one letter to those of its batch."""
        unit = self.units[min(int(self.chance.paretovariate(0.8)) - 1, len(self.units) - 1)]
        category = self.chance.choice(CATEGORIES)
        life = self._life(case_id)
        year = local_date(life.received).year
        serial = self.serials[f"X{year}"] = self.serials.get(f"X{year}", 0) + 1
        number = numbering.case_number(CaseKind.LETTER, year, serial)
        head, length = self._events(rows, case_id, number, unit.id, life)
        self._case(rows, case_id, letter, life, {
            "number": number, "department_id": unit.id, "chain_head": head, "chain_length": length})
        self._work(rows, case_id, unit.id, category, life)
        rows["letter"].append(self._letter(case_id, letter, category, life))
        rows["letter_index"].append(self._words(case_id, letter.title, letter.text, unit.id, category, year))
        if life.answered is not None:
            self._answer(rows, case_id, letter, unit, category, life)

    def _life(self, case_id: int) -> _Life:
        if case_id > self.published:
            received = self.work.now - timedelta(days=self.chance.randint(0, 12), hours=3)
            return _Life(received, received + timedelta(hours=2), None)
        received = FIRST + SPAN * (case_id / self.published)
        return _Life(received, received + timedelta(hours=5), received + timedelta(days=self.chance.randint(1, 12)))

    def _case(self, rows: Rows, case_id: int, letter: texts.Text, life: _Life, facts: dict[str, object]) -> None:
        key = self.work.secrets.code
        rows["case"].append({
            "id": case_id, "kind": CaseKind.LETTER.value, "title": letter.title, "channel": Channel.WEB.value,
            "state": (State.ACCEPTED if life.answered is None else State.ANSWERED).value,
            "mailbox_id": self.mailbox.id, "received_at": life.received, "answered_at": life.answered,
            "submission_key": numbering.keyed_digest(key, "submission", f"benchmark-{case_id}"),
            "body_digest": numbering.keyed_digest(key, "body", letter.text),
            "code_mac": numbering.keyed_digest(key, "code", code_of(self.work, case_id)), **facts})

    def _letter(self, case_id: int, letter: texts.Text, category: Category, life: _Life) -> dict[str, object]:
        return {"case_id": case_id, "category": category.value, "text": letter.text, "place": "", "rating_words": "",
                "name_hidden": False, "consents_to_publication": True, "declined_words": "",
                "publication_decision": None if life.answered is None else "published", "publication_reason": ""}

    def _events(self, rows: Rows, case_id: int, number: str, unit_id: int,
                life: _Life) -> tuple[str, int]:
        head, acts = ledger.GENESIS, ACTS if life.answered else ACTS[:3]
        for place, act in enumerate(acts):
            instant = life.received if place < 2 else life.accepted if place < 3 else life.answered
            then = replace(self.work, now=instant or life.received, jobs=[])
            facts = {"department": unit_id, "decision": 1} if act is Act.ROUTE else {}
            event = events.prepare(then, number, head, act.value, facts, None)
            rows["case_event"].append(event | {"case_id": case_id})
            head = str(event["mac"])
        return head, len(acts)

    def _work(self, rows: Rows, case_id: int, unit_id: int, category: Category, life: _Life) -> None:
        terms, start_on = clocks.LETTER_TERMS[category], local_date(life.received)
        facts = clocks.ClockFacts(terms, start_on)
        due = clocks.due(facts, self.calendar)
        rows["clock"].append({
            "case_id": case_id, "kind": terms.kind.value, "is_answer": True, "extension": 0,
            "start_on": start_on, "length": terms.length,
            "unit": terms.unit.value, "due_on": due.on, "provisional": due.provisional,
            "calendar_version": self.calendar.version, "stopped_at": life.answered,
            "next_action_at": clocks.overdue_at(due) if life.answered is None else None})
        rows["assignment"].append({
            "case_id": case_id, "decision": 1, "department_id": unit_id, "assigned_at": life.received,
            "assigned_by": "system", "accepted_at": life.accepted, "ended_at": life.answered,
            "ended_how": "answered" if life.answered else None, "reasons": "{}", "return_reason": ""})

    def _answer(self, rows: Rows, case_id: int, letter: texts.Text, unit: Any, category: Category,
                life: _Life) -> None:
        answered_at = life.answered or life.received
        rows["reply"].append({
            "case_id": case_id, "version": 1, "department_id": unit.id, "text": letter.reply,
            "text_digest": replies.digest(letter.reply), "saved_at": answered_at, "drafted_at": answered_at,
            "issued_at": answered_at, "send_back_reason": ""})
        rows["publication"].append({
            "id": case_id, "case_id": case_id, "public_id": numbering.public_id(self.work.secrets.code, case_id),
            "state": PublicationState.PUBLISHED.value, "title": letter.title, "text": letter.text,
            "reply": letter.reply, "category": category.value, "department_id": unit.id,
            "department_name": unit.name, "mailbox_name": self.mailbox.name,
            "received_on": local_date(life.received), "accepted_on": local_date(life.accepted),
            "answered_on": local_date(answered_at), "due_on": rows["clock"][-1]["due_on"], "source_digest": "0" * 64,
            "published_at": answered_at, "published_by": "importer", "withdrawn_reason": ""})
        rows["publication_index"].append(self._words(
            case_id, letter.title, f"{letter.text}\n{letter.reply}", unit.id, category, local_date(answered_at).year))

    def _words(self, rowid: int, title: str, body: str, unit_id: int, category: Category,
               year: int) -> dict[str, object]:
        return {"rowid": rowid, "title": search_text.indexed_title(title),
                "body": search_text.indexed(f"{title}\n{body}"),
                "facets": " ".join(search_text.facets(rowid, unit_id, category, year))}


def _after_bulk(work: Work) -> None:
    """Bring number sequences and statistics to where single inserts would have brought them."""
    if work.session.get_bind().dialect.name == "postgresql":
        for name in ("case", "publication"):
            newest = work.session.scalar(select(func.max(TABLES[name].c.id)))
            work.session.execute(
                text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :newest)"),
                {"name": f'"{name}"', "newest": newest})
    work.session.execute(text("ANALYZE"))
