"""The auditor's page: looking for events, having the record verified, taking the trail along."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from migrations import append_only
from rules.audit import Audited
from rules.vocabulary import State
from services import audit, ledger, ledger_checks
from tests import factories
from tests.fixtures.app import START
from tests.fixtures.engines import Edge
from tests.fixtures.office import CONTACT, Office
from tests.fixtures.pages import Visitor
from tests.harness.clock import SimulatedClock

PAGE = "/admin/audit"


@pytest.fixture
def auditor(office: Office) -> Visitor:
    """The auditor, who lands on the page, and a letter whose words are nobody's business here."""
    office.letter(State.ANSWERED)
    visitor = office.sign_in("auditor")
    assert visitor.page is not None
    assert visitor.page.path == PAGE
    return visitor


def rows(visitor: Visitor, query: str = "") -> list[list[str]]:
    """Return the cells of every row of the page."""
    page = visitor.get(f"{PAGE}?{query}")
    return [["".join("".join(cell.itertext()).split()) for cell in row] for row in page.all("tr")[1:]]


def test_page_names_staff_and_cases_and_nothing_of_their_content(auditor: Visitor, office: Office) -> None:
    """U3, I3: staff by name and login, writers as writers, cases by number; no title, no text, no contact."""
    page = auditor.get(PAGE)
    assert "X2026-1" in page.text
    assert "来信人" in page.text
    assert "handler1（handler-housing-1）" in page.text
    for word in (CONTACT.name, CONTACT.phone, CONTACT.email, "翠竹苑", "瓷砖", factories.REPLY[:10]):
        assert word not in page.html


@pytest.mark.parametrize(("query", "expected"), [
    ("act=approve", {"审核通过"}), ("act=signed_in&who=auditor-office-1", {"登录"}),
    ("who=citizen", {"收到来信并登记"}),
    ("number=X2026-1&act=accept", {"签收"}), ("outcome=refused", {"越权访问被拒绝"}), ("since=2026-11-25", set()),
    ("until=2026-11-23", set()), ("since=2026-11-24&until=2026-11-24&act=issue", {"签发答复（审发）"}),
    ("who=nobody-of-that-name", set())],
    ids=["an act", "an act of a person", "the writer", "a case", "what was refused", "later days", "earlier days",
         "one day", "an unknown person"])
def test_search_finds_what_fits(auditor: Visitor, office: Office, query: str, expected: set[str]) -> None:
    office.enter("handler").client.get(PAGE)
    assert {row[2] for row in rows(auditor, query)} == expected


def test_case_filter_finds_what_only_looked_at_the_case(auditor: Visitor, office: Office) -> None:
    office.do("intake", lambda work: audit.note(work, Audited.REVEALED, "X2026-1", reason="contact"))
    office.do("intake", lambda work: audit.note(work, Audited.REVEALED, "X2026-12", reason="contact"))
    assert [row[3] for row in rows(auditor, "number=X2026-1&act=identity_revealed")] == ["X2026-1"]


@pytest.mark.parametrize("query", ["since=x", "after=abc", "after=" + "9" * 40, "act=nothing", "number='", "before=-1"])
def test_address_that_cannot_be_read_is_the_first_page(auditor: Visitor, query: str) -> None:
    assert rows(auditor, query)


def test_pages_follow_one_another_without_a_gap(auditor: Visitor, office: Office) -> None:
    office.do(None, lambda work: [audit.note(work, Audited.EXPORTED, rows=n) for n in range(120)])
    seen, address = [], f"{PAGE}?act=exported"
    for _ in range(3):
        page = auditor.get(address)
        seen += ["".join(row[5].itertext()) for row in page.all("tr")[1:]]
        address = page.links().get("下一页", "")
    assert address == ""
    assert seen == [f"行数：{n}" for n in range(119, -1, -1)]
    back = auditor.get(auditor.page.links()["上一页"])  # type: ignore[union-attr]
    assert ["".join(row[5].itertext()) for row in back.all("tr")[1:]] == seen[50:100]


def exported(visitor: Visitor, kind: str) -> bytes:
    visitor.get(PAGE)
    answer = visitor.client.post(f"{PAGE}/export", data={
        "csrf_token": visitor.token(), "format": kind, "act": "signed_in"})
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f'.{kind}"')
    return answer.data


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_is_safe_to_open_and_noted_itself(auditor: Visitor, office: Office, kind: str) -> None:
    """U3, X5: a name that a spreadsheet would run is text in both formats; the export is an entry of the trail."""
    office.do(None, lambda work: work.session.execute(text("UPDATE staff SET name = '=1+1' WHERE role = 'auditor'")))
    content = exported(auditor, kind)
    if kind == "csv":
        table = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    else:
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row[1:4]} == {"s"}
        table = [[str(cell.value) for cell in row] for row in sheet.iter_rows()]
    assert table[0][:4] == ["序号", "时间", "谁", "做了什么"]
    assert table[1][2] == "'=1+1（auditor-office-1）"
    assert "审计记录，格式：" in "".join(rows(auditor, "act=exported")[0])


def test_export_asks_for_the_password_when_that_was_long_ago(auditor: Visitor, test_clock: SimulatedClock) -> None:
    """N9: export."""
    test_clock.set(START + timedelta(minutes=20))
    auditor.get(PAGE)
    answer = auditor.client.post(f"{PAGE}/export", data={"csrf_token": auditor.token(), "format": "csv"})
    assert answer.status_code == 403
    assert "Content-Disposition" not in answer.headers


def test_verifying_shows_that_the_record_is_whole(auditor: Visitor, office: Office) -> None:
    """U2: asked for on the page, done by a job, kept in the record."""
    auditor.get(PAGE)
    assert "还没有核对过" in auditor.page.text  # type: ignore[union-attr]
    assert "已经开始核对" in auditor.submit({}, action="/verify").text
    edge = Edge(office.app)
    report = edge.run(ledger.verify)
    edge.run(lambda work: ledger_checks.keep(work, report))
    assert f"核对过全部{report.events}条记录，没有改动" in auditor.get(PAGE).text


def test_verifying_shows_the_first_bad_row(auditor: Visitor, office: Office) -> None:
    """U2: the auditor learns which row it is, and what to do."""
    edge = Edge(office.app)
    edge.run(lambda work: append_only.drop(work.session.connection()))
    edge.run(lambda work: work.session.execute(text("UPDATE case_event SET actor = 'system' WHERE act = 'accept'")))
    report = edge.run(ledger.verify)
    edge.run(lambda work: ledger_checks.keep(work, report))
    page = auditor.get(PAGE)
    assert "办理记录对不上" in page.text
    assert "X2026-1seq" in page.text


@pytest.mark.parametrize("person", ["admin", "system_admin", "supervisor", "leader"])
def test_nobody_else_reads_the_trail(office: Office, person: str) -> None:
    """Z3: the three administrators are kept apart."""
    assert office.enter(person).client.get(PAGE).status_code == 403
