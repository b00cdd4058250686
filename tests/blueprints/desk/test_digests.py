"""Digests on the desk: what each reader sees of a day, a month and a quarter, and that every number opens its cases."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from io import BytesIO
from urllib.parse import quote

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page as BrowserPage
from sqlalchemy import select

from models.accused import BarredDepartment
from models.case import Letter
from models.digest import Digest
from rules.digest_body import DigestKind, Row, Topic
from rules.figures import Figures, Flow
from rules.vocabulary import State
from services import accused, digest_files, triage
from services.work import Work
from tests import factories, factories_digests
from tests.factories_digests import Counted, Draft
from tests.fixtures import digest_bodies
from tests.fixtures.office import TRANSPORT, Office
from tests.fixtures.pages import Page, Visitor, words_of
from tests.journeys.axe import complaints

DAY, MONTH, QUARTER = "2026-11-23", "2026-10", "2026-Q3"
TITLES = {"wall": "翠竹苑外墙瓷砖脱落", "bus": "城南公交末班车太早", "gate": "小区门禁坏了", "lift": "小区电梯停了"}
NEVER_TOLD = "城南公交"


@dataclass
class County:
    """Four letters of which digests tell: three with one department, one with another."""

    office: Office
    ids: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)

    def keep(self, kind: DigestKind, draft: Draft, corrects: int | None = None, words: str = "") -> int:
        made: list[int] = []

        def act(work: Work) -> None:
            earlier = work.session.get(Digest, corrects) if corrects else None
            body, cases = factories_digests.body(kind, draft), factories_digests.cases(draft.counted)
            made.append(factories_digests.store(work, body, cases, earlier, words).id)

        self.office.do(None, act)
        return made[0]

    def row(self, name: str, **fields: object) -> Row:
        unit = TRANSPORT if name == "bus" else "housing"
        return factories_digests.row(self.ids[name], self.numbers[name], **({"department": unit} | fields))


@pytest.fixture
def county(office: Office) -> County:
    made = County(office)
    for name, title in TITLES.items():
        made.numbers[name] = office.letter(State.ASSIGNED, TRANSPORT if name == "bus" else "housing", title=title)

    def read(work: Work) -> None:
        rows = {row.number: row.case_id for row in work.session.execute(select(Letter.number, Letter.case_id))}
        made.ids.update({name: rows[number] for name, number in made.numbers.items()})

    office.do(None, read)
    return made


@pytest.fixture
def month(county: County) -> County:
    """A month in which every figure has something to count."""
    ids = county.ids
    county.keep(DigestKind.MONTHLY, Draft(MONTH, [
        Counted(ids["wall"], ("received", "accepted", "assigned", "assigned", "returned", "open", "due", "late",
                              "overdue", "extended", "urged", "supervised", "circulated")),
        Counted(ids["bus"], ("opening", "opening_overdue", "closed", "closed_late", "due", "on_time", "rated",
                             "satisfied", "publishable", "published", "reworked"), TRANSPORT, "consultation", "phone"),
        Counted(ids["gate"], ("received", "refused"), "housing", "suggestion"),
        Counted(ids["lift"], ("reopened", "moved_in", "moved_out", "duplicate")),
    ], {"topics": (Topic("物业", "property", (ids["wall"], ids["gate"])),),
        "repeated": ((ids["wall"], ids["gate"], ids["bus"]),), "overdue": (county.row("wall"),),
        "oldest": (county.row("wall"), county.row("bus"))}))
    return county


@pytest.fixture
def day(county: County) -> County:
    """A Monday with something in most lists."""
    ids, due = county.ids, date(2026, 11, 24)
    county.keep(DigestKind.DAILY, Draft(DAY, [
        Counted(ids["wall"], ("received", "assigned", "open")), Counted(ids["gate"], ("opening", "open")),
        Counted(ids["bus"], ("opening", "opening_overdue", "open", "overdue"), TRANSPORT),
        Counted(ids["lift"], ("opening", "closed")),
    ], {"lists": factories_digests.lists({
        "received": [county.row("wall", due_on=date(2026, 11, 30), days=4)],
        "due_today": [county.row("gate", due_on=due, days=0)],
        "assigned": [county.row("wall")], "overdue": [county.row("bus", due_on=date(2026, 11, 19), days=-3)],
        "closed": [county.row("lift", state="answered")]})}))
    return county


def numbered_links(page: Page) -> dict[str, str]:
    """Return every link of the page that opens cases or a list, with the number that it is the link of."""
    main = page.root.find(".//main")
    assert main is not None
    links = [(link.get("href", ""), words_of(link)) for link in main.iter("a")]
    return {address: found[0] for address, words in links if re.search(r"/(cases|lists)/", address)
            and (found := re.findall(r"\d+", words))}


def listed(visitor: Visitor, address: str) -> tuple[int, int]:
    """Return the number that the page behind an address gives, and how many letters it lists or counts."""
    page = visitor.get(address)
    rows = [row for body in page.all("tbody") for row in body.iter("tr")]
    times = re.search(r"(?:(\d+)件次，是)?(\d+)件(?:来信)?[，。]", page.text)
    unseen = re.search(r"其中(\d+)件现在不在本单位", page.text)
    assert times, page.text
    assert int(times[2]) == len(rows) + int(unseen[1] if unseen else 0), address
    return int(times[1] or times[2]), len(rows)


@pytest.mark.parametrize("person", ["leader", "handler"])
def test_open_every_number_of_a_month_lists_as_many_letters(month: County, person: str) -> None:
    visitor = month.office.enter(person)
    links = numbered_links(visitor.get("/desk/digests/monthly"))
    assert len(links) > (50 if person == "leader" else 25)
    formulas = [address for address in links if "/cases/valid" in address]
    assert {address: listed(visitor, address)[0] for address in links if address not in formulas} == {
        address: int(number) for address, number in links.items() if address not in formulas}
    assert "新收2−重复或合并1" in visitor.get(formulas[0]).text.replace("−无效0", "")


def test_open_every_number_of_a_day_lists_as_many_letters(day: County) -> None:
    visitor = day.office.enter("supervisor")
    links = numbered_links(visitor.get(f"/desk/digests/daily/{DAY}"))
    assert len(links) > 10
    assert {address: str(listed(visitor, address)[0]) for address in links} == links
    assert TITLES["bus"] in visitor.get(f"/desk/digests/daily/{DAY}/lists/overdue?department=transport").text


def test_open_a_day_shows_what_burns_first_with_titles_root_and_what_is_empty(day: County) -> None:
    page = day.office.enter("leader").get("/desk/digests/daily")
    assert [words_of(heading) for heading in page.all("h2")] == [
        "超期1件", "今日到期1件", "新收1件", "各单位今天手上有多少", "转办1件", "办结1件"]
    assert "超3个工作日·11月19日" in page.text
    assert "今日到期·11月24日" in page.text
    assert page.links()[TITLES["bus"]] == f"/desk/letters/{day.numbers['bus']}"
    assert "没有来信的清单：明日到期、退回、延期待批、待审核、待公开。" in page.text
    assert page.links()["到封存记录里核对"] == "/record/2026-11"


def test_read_digests_as_a_department_shows_its_own_part_only(day: County, month: County) -> None:
    """I4: nothing of another department's letters is on its pages; of the county it reads totals alone."""
    visitor = month.office.enter("handler")
    for address in (f"/desk/digests/daily/{DAY}", f"/desk/digests/monthly/{MONTH}"):
        page = visitor.get(address)
        assert NEVER_TOLD not in page.text
        assert month.numbers["bus"] not in page.html
        assert "县交通运输局" not in page.text
    assert "全县新收2件，办结1件" in page.text
    assert listed(visitor, f"/desk/digests/monthly/{MONTH}/cases/received") == (2, 2)
    # The line of another department is no line of one's own part.
    visitor.get(f"/desk/digests/monthly/{MONTH}/cases/received?department=transport", status=404)
    assert month.numbers["bus"] not in visitor.get(f"/desk/digests/daily/{DAY}/lists/overdue").html


def test_read_ones_own_month_draws_the_letters_of_each_month_that_may_be_known(county: County) -> None:
    """I4: the line is the department's alone, and a letter that is about it by now is in none of its months."""
    wall, bus, gate = (county.ids[name] for name in ("wall", "bus", "gate"))
    for period in ("2026-09", MONTH):
        months = {"series": (("2026-08", Figures()), ("2026-09", Figures({Flow.RECEIVED: 3})),
                             (MONTH, Figures({Flow.RECEIVED: 3})))}
        county.keep(DigestKind.MONTHLY, Draft(period, [
            Counted(wall, ("received", "open")), Counted(gate, ("received", "open")),
            Counted(bus, ("received", "open"), TRANSPORT)], months))
    visitor = county.office.enter("handler")

    def drawn() -> list[list[str]]:
        table = visitor.get(f"/desk/digests/monthly/{MONTH}").root.find(".//figure//tbody")
        assert table is not None
        return [[words_of(cell) for cell in row] for row in table.iter("tr")]

    assert drawn() == [["2026年9月", "2"], ["2026年10月", "2"]]
    county.office.do("supervisor", lambda work: accused.bar(work, wall, factories.department_id(work)))
    assert drawn() == [["2026年9月", "1"], ["2026年10月", "1"]]


def test_read_a_part_after_letters_left_the_department_counts_them_unless_it_is_barred(day: County) -> None:
    """I4: a letter that went elsewhere is a count without a row, one that is about the unit not even that."""
    def move(work: Work) -> None:
        triage.transfer(work, day.ids["gate"], factories.department_id(work, TRANSPORT))
        accused.bar(work, day.ids["wall"], factories.department_id(work))

    day.office.do("supervisor", move)
    visitor = day.office.enter("lead")
    page = visitor.get(f"/desk/digests/daily/{DAY}")
    assert day.numbers["wall"] not in page.html
    assert TITLES["gate"] not in page.text
    assert listed(visitor, f"/desk/digests/daily/{DAY}/cases/open") == (1, 0)
    assert "0件" in visitor.get(f"/desk/digests/daily/{DAY}/cases/received").text
    whole = day.office.enter("leader")
    assert listed(whole, f"/desk/digests/daily/{DAY}/cases/open") == (3, 3)


def test_open_a_weekend_together_adds_up_its_days_and_keeps_the_last_stocks(county: County) -> None:
    ids, issue = county.ids, {"issue_on": date(2026, 11, 23)}

    def counted(name: str, *figures: str) -> Counted:
        return Counted(ids[name], figures, TRANSPORT if name == "bus" else "housing")

    days = (("2026-11-20", [counted("wall", "received", "open")], {"received": [county.row("wall")]}),
            ("2026-11-21", [counted("wall", "opening", "open"), counted("bus", "received", "open")],
             {"received": [county.row("bus")], "overdue": [county.row("wall")]}),
            ("2026-11-22", [counted("wall", "opening", "closed"), counted("bus", "opening", "open")],
             {"closed": [county.row("wall")]}))
    for period, entries, lists in days:
        county.keep(DigestKind.DAILY, Draft(period, entries, {"lists": factories_digests.lists(lists), **issue}))
    visitor = county.office.enter("leader")
    page = visitor.get("/desk/digests/daily")
    assert page.heading == "2026年11月20日至22日清单"
    assert "新收2件办结1件在办1件今日到期0件已超期0件" in page.text
    links = numbered_links(page)
    assert {address: str(listed(visitor, address)[0]) for address in links} == links
    one = visitor.get(page.links()["11月22日"])
    assert one.heading == "2026年11月22日清单"
    assert visitor.get(one.links()["11月20日至11月22日合在一起看"]).heading == "2026年11月20日至22日清单"
    assert visitor.get(one.links()["前一天"]).heading == "2026年11月21日清单"


def test_open_a_corrected_month_says_what_is_corrected_and_keeps_both_versions(county: County) -> None:
    first = county.keep(DigestKind.MONTHLY, Draft(MONTH, [Counted(county.ids["wall"], ("received", "open"))]))
    words = "补记了一件电话来信，新收由1件改为2件。"
    county.keep(DigestKind.MONTHLY, Draft(MONTH, [
        Counted(county.ids[name], ("received", "open")) for name in ("wall", "gate")]), first, words)
    visitor = county.office.enter("supervisor")
    newest = visitor.get(f"/desk/digests/monthly/{MONTH}")
    assert f"这是第2版，更正第1版：{words}" in newest.text
    assert "新收2件" in newest.text
    old = visitor.get(newest.links()["第1版"])
    assert f"这一版已经由第2版更正：{words}" in old.text
    assert listed(visitor, next(iter(numbered_links(old)))) == (1, 1)
    assert f"第2版，更正：{words}" in visitor.get("/desk/digests/monthly/archive").text
    visitor.get(f"/desk/digests/monthly/{MONTH}?version=3", status=404)


def test_open_the_quarter_as_a_department_waits_for_the_signed_bulletin(county: County) -> None:
    made = county.keep(DigestKind.QUARTERLY, Draft(QUARTER, [Counted(county.ids["wall"], ("received", "open"))]))
    department, leader = county.office.enter("lead"), county.office.enter("leader")
    assert "新收1件" in leader.get("/desk/digests/quarterly").text
    assert "还没有印发" in department.get(f"/desk/digests/quarterly/{QUARTER}", status=404).text
    assert "还没有印发的通报" in department.get("/desk/digests/quarterly").text
    assert "2026年第三季度" not in department.get("/desk/digests/quarterly/archive").text

    def issue(work: Work) -> None:
        people = [county.office.people[name].id or 0 for name in ("intake", "supervisor", "leader")]
        factories_digests.issued_bulletin(work, work.session.get_one(Digest, made), people)

    county.office.do(None, issue)
    assert "新收1件" in department.get("/desk/digests/quarterly").text
    assert "2026年第三季度" in department.get("/desk/digests/quarterly/archive").text


def test_download_files_of_a_digest_gives_everybody_the_part_that_is_theirs(day: County) -> None:
    """I4: the workbook of a department holds its letters alone, and no cache keeps it."""
    whole, own = day.office.enter("leader"), day.office.enter("handler")
    address = f"/desk/digests/daily/{DAY}/files"
    for visitor, numbers, name in ((whole, {"wall", "bus", "gate", "lift"}, "2026年11月23日清单.xlsx"),
                                   (own, {"wall", "gate", "lift"}, "2026年11月23日清单（县住房和城乡建设局）.xlsx")):
        answer = visitor.client.get(f"{address}/xlsx")
        book = load_workbook(BytesIO(answer.data))
        words = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
        assert {key for key, number in day.numbers.items() if number in words} == numbers
        assert answer.headers["Cache-Control"] == "no-store"
        assert f"filename*=UTF-8''{quote(name)}" in answer.headers["Content-Disposition"]
    assert "还没有做好" in own.get(f"{address}/pdf", status=404).text


def test_ask_for_a_pdf_has_it_made_and_offers_what_is_kept_of_ones_own_part(day: County) -> None:
    """I4: what is kept of a department's part is there for this department alone."""
    address, visitor = f"/desk/digests/daily/{DAY}", day.office.enter("handler")
    visitor.get(address)
    assert "PDF正在制作" in visitor.submit({}, action="/files/pdf").text

    def keep(work: Work) -> None:
        made = work.session.scalars(select(Digest)).one()
        digest_files.keep(work, made, "pdf", factories.department_id(work), content=b"%PDF-1.7 own part")

    day.office.do(None, keep)
    own = visitor.get(address).links()["下载PDF"]
    assert visitor.client.get(own).data == b"%PDF-1.7 own part"
    for other in ("outsider", "leader"):
        assert "下载PDF" not in day.office.enter(other).get(address).links()
        assert day.office.enter(other).client.get(own).status_code == 404


def test_bar_a_letter_from_a_department_withdraws_the_kept_file_that_names_it(day: County) -> None:
    """I4: a file that was kept before a letter was found to be about the department is made anew, without it."""
    address, visitor = f"/desk/digests/daily/{DAY}", day.office.enter("handler")

    def keep(work: Work, content: bytes) -> None:
        made = work.session.scalars(select(Digest)).one()
        digest_files.keep(work, made, "pdf", factories.department_id(work), content=content)

    def bar(work: Work, key: str) -> None:
        work.session.add(BarredDepartment(case_id=day.ids[key], department_id=factories.department_id(work),
                                          why="named", barred_at=work.now))

    day.office.do(None, lambda work: keep(work, b"%PDF-1.7 with the wall"))
    own = visitor.get(address).links()["下载PDF"]
    day.office.do(None, lambda work: bar(work, "bus"))
    assert visitor.client.get(own).data == b"%PDF-1.7 with the wall", "a letter of others is not in the file"
    day.office.do(None, lambda work: bar(work, "wall"))
    assert "下载PDF" not in visitor.get(address).links()
    assert "还没有做好" in visitor.get(own, status=404).text
    day.office.do(None, lambda work: keep(replace(work, now=work.now + timedelta(minutes=11)), b"%PDF-1.7 anew"))
    assert visitor.client.get(own).data == b"%PDF-1.7 anew"


@pytest.mark.parametrize(("address", "words"), [
    pytest.param("daily/2026-11-22", "没有2026年11月22日的一日一清单", id="a day without a list"),
    pytest.param("daily/2026-11-24", "2026年11月24日还没有过完", id="a day that still runs"),
    pytest.param("monthly/2027-03", "2027年3月还没有过完", id="a month to come"),
    pytest.param("quarterly/2026-Q5", "不是季度，请写成2026-Q4这样", id="a fifth quarter"),
    pytest.param("daily/2026-02-30", "不是日期", id="a day that there is none of"),
    pytest.param("daily/%EF%BC%92", "不是日期", id="digits of another script")])
def test_open_a_period_that_there_is_none_of_says_why(office: Office, address: str, words: str) -> None:
    assert words in office.enter("leader").get(f"/desk/digests/{address}", status=404).text


def test_open_digests_before_the_first_says_when_there_will_be_one(office: Office) -> None:
    visitor = office.enter("intake")
    for kind in DigestKind:
        assert "还没有" in visitor.get(f"/desk/digests/{kind}").text
        assert "这段时间没有" in visitor.get(f"/desk/digests/{kind}/archive?within=x").text


def test_look_at_digests_on_a_phone_and_on_a_screen_finds_nothing_amiss(
        day: County, month: County, site: str, page: BrowserPage) -> None:
    """axe finds nothing, nothing is wider than the window, also in large type and with long names."""
    for kind, period in ((DigestKind.DAILY, "2026-11-20"), (DigestKind.MONTHLY, "2026-09")):
        day.office.do(None, lambda work, kind=kind, period=period: factories_digests.store(
            work, digest_bodies.body(kind, period), {}))
    visitor = day.office.enter("leader")
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}
                              for cookie in visitor.client._cookies.values()])  # type: ignore[attr-defined]
    checked = [f"daily/{DAY}", f"monthly/{MONTH}", "daily/archive"]
    places = [*checked, "daily/2026-11-20", "monthly/2026-09", f"monthly/{MONTH}/cases/assigned"]
    for place in places:
        page.goto(f"{site}/desk/digests/{place}")
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{place} at {width}"
        page.evaluate("document.documentElement.classList.add('large')")
        page.set_viewport_size({"width": 375, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{place} in large type"
        page.evaluate("document.documentElement.classList.remove('large')")
        if place in checked:
            assert complaints(page) == [], place
