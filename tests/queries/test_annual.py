"""The annual forms from stored requests, on both engines: every cell as counted one by one, with its cases."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import insert

from extensions import db
from models.case import Case
from models.disclosure import DisclosureRequest
from models.remedy import Remedy
from models.request_result import RequestResult
from models.types import table_of
from queries import annual
from rules.actors import SYSTEM
from rules.annual_checks import check
from rules.annual_forms import COUNT, TOTAL, FormName
from rules.annual_requests import End, RequestCourse
from rules.localtime import start_of_day
from rules.outcomes import Outcome
from rules.request_words import COUNTED_CHANNELS_2018
from rules.vocabulary import Applicant, Channel
from services.work import Work
from tests import factories
from tests.fixtures.app import START
from tests.rules.annual_courses import FIRST_DAY, course, filled

DAY_S = 24 * 3600


@pytest.fixture
def work(shared_engines: Flask) -> Iterator[Work]:
    """A unit of work on each engine in turn, rolled back after the test."""
    with shared_engines.app_context():
        yield Work(db.session, SYSTEM, START, shared_engines.extensions["mailbox.secrets"])
        db.session.rollback()


def store(work: Work, some: Sequence[RequestCourse], first_id: int = 1000, confirmed: bool = True) -> None:
    """Store requests as they stand at the end of their courses, at any second of their days in China."""
    connection, chance = work.session.connection(), random.Random(3)
    units = [factories.department_id(work, code) for code in ("housing", "transport")]
    mailbox = work.settings.mailboxes[""]
    cases, requests, results = [], [], []
    for case_id, one in enumerate(some, start=first_id):
        at = start_of_day(one.received_on) + timedelta(seconds=chance.choice([0, DAY_S - 1, chance.randrange(DAY_S)]))
        ended = start_of_day(one.ended_on) if one.ended_on and one.end is End.ANSWERED else None
        state = {None: "accepted", End.ANSWERED: "closed", End.LAPSED: "lapsed", End.WITHDRAWN: "withdrawn"}[one.end]
        cases.append({
            "id": case_id, "kind": "disclosure_request", "number": f"G{case_id}", "state": state, "title": "-",
            "channel": one.channel.value, "mailbox_id": mailbox, "department_id": units[case_id % 2],
            "received_at": at, "answered_at": ended, "closed_at": ended, "submission_key": f"annual-{case_id}",
            "body_digest": "-", "code_mac": "-", "chain_head": "0" * 64, "chain_length": 1})
        requests.append({
            "case_id": case_id, "applicant": one.applicant.value, "text": "-", "provide_as": "paper",
            "deliver_by": "post", "submitted_at": at, "confirmed_at": at if confirmed else None,
            "receipt_rule": "in_person", "outcome": one.outcome and one.outcome.value})
        if one.end is not None and one.outcome is not None:
            results.append({"case_id": case_id, "ended_on": one.ended_on, "ended_how": one.end.value,
                            "outcome": one.outcome.value, "is_delayed": one.is_delayed})
    for model, rows in ((Case, cases), (DisclosureRequest, requests), (RequestResult, results)):
        if rows:
            connection.execute(insert(table_of(model)), rows)


def chosen(count: int) -> list[RequestCourse]:
    chance = random.Random(11)
    ends = [(None, None), (End.WITHDRAWN, Outcome.OTHER), (End.LAPSED, Outcome.FEE_LAPSED),
            *((End.ANSWERED, one) for one in Outcome)]
    # Ended on the last day of a year, and on the first one of the next.
    turns = [course(Applicant.BUSINESS, Channel.WEB, 300, lasted, (End.ANSWERED, Outcome.PARTIAL), False)
             for lasted in (64, 65)]
    return turns + [course(chance.choice(list(Applicant)), chance.choice(list(COUNTED_CHANNELS_2018)),
                   chance.choice([0, 364, 365, 729, 730, 731, chance.randrange(1100)]), chance.randrange(400),
                   chance.choice(ends), chance.random() < 0.3) for _ in range(count)]


def test_every_cell_is_what_counting_one_by_one_gives(work: Work) -> None:
    some = chosen(400)
    store(work, some)
    store(work, some[:20], first_id=5000, confirmed=False)
    for form in FormName:
        before = None
        for year in (FIRST_DAY.year, FIRST_DAY.year + 1, FIRST_DAY.year + 2):
            table, expected = annual.table(work.session, year, form), filled(form, year, some)
            assert table.cells.keys() == expected.cells.keys()
            for at, cell in table.cells.items():
                assert cell.value == expected.value(*at), at
                assert sorted(cell.cases) == sorted(1000 + place for place in expected.cell(*at).cases), at
            assert not [one for one in check(table, before) if one.is_refused]
            before = table
    assert annual.unsettled(work.session) == []


def test_departments_add_up_to_the_county(work: Work) -> None:
    store(work, chosen(60))
    units = [factories.department_id(work, code) for code in ("housing", "transport")]
    county, *parts = (annual.table(work.session, 2024, FormName.OF_2021, unit) for unit in (None, *units))
    for at, cell in county.cells.items():
        assert cell.value == sum(part.value(*at) for part in parts), at
    assert all(part.value("3.1", TOTAL) for part in parts)


def test_remedies_count_by_the_days_of_filing_and_decision(work: Work) -> None:
    store(work, chosen(4))
    in_2024, in_2025 = FIRST_DAY + timedelta(days=400), FIRST_DAY + timedelta(days=800)
    for case_id, kind, follows, outcome, decided_on in (
            (1000, "reconsideration", False, "corrected", in_2025), (1001, "lawsuit", True, None, None),
            (1002, "lawsuit", False, "maintained", in_2024), (1003, "complaint", False, "other", in_2025)):
        work.session.add(Remedy(case_id=case_id, kind=kind, after_reconsideration=follows, filed_by="applicant",
                                body="县人民政府", filed_on=in_2024, outcome=outcome, decided_on=decided_on,
                                registered_at=START))
    work.session.flush()
    first, then = (annual.table(work.session, year, FormName.OF_2021) for year in (2024, 2025))
    assert [first.cell(*at).cases for at in (("4.1", "pending"), ("4.2.2", "pending"), ("4.2.1", "maintained"))] \
        == [(1000,), (1001,), (1002,)]
    assert [then.value(*at) for at in (("4.1", "corrected"), ("4.1", "pending"), ("4.2.2", TOTAL), ("4.2.1", TOTAL))] \
        == [1, 0, 1, 0]
    old = [annual.table(work.session, year, FormName.OF_2018) for year in (2024, 2025)]
    assert [[one.value(code, COUNT) for code in ("4", "4.2", "5", "5.1", "6")] for one in old] \
        == [[0, 0, 1, 1, 1], [1, 1, 0, 0, 0]]
