"""The pages of the work calendar: a year, a proposal with what it moves, and the decision of a second person."""

from __future__ import annotations

import pytest

from rules.vocabulary import State
from services import calendar_recount
from tests.fixtures.calendars import NOTICE_2027, change_calendar, propose_calendar
from tests.fixtures.engines import Edge
from tests.fixtures.office import Office

NEW_HOLIDAY = {"scope": "days", "year": "2026", "notice": "县政府通告2026年第7号", "days": "2026-11-27 休 临时放假"}
PROPOSE = "/office/calendar/propose"


def proposal(office: Office, **options: object) -> str:
    """Have the person at intake propose a change and return the address of its page."""
    found: list[int] = []
    office.do("intake", lambda work: found.append(propose_calendar(work, **options)))  # type: ignore[arg-type]
    return f"/office/calendar/changes/{found[0]}"


@pytest.mark.parametrize("person", ["intake", "supervisor"])
def test_calendar_shows_the_year_with_its_notice(office: Office, person: str) -> None:
    page = office.enter(person).get("/office/calendar")
    assert page.heading == "工作日历"
    for words in ("全年248个工作日", "国务院办公厅关于2026年节假日安排的通知", "10月1日至10月7日7天",
                  "2月14日（星期六）"):
        assert words in page.text
    assert len([table for table in page.all("table") if table.get("class") == "calendar"]) == 12


@pytest.mark.parametrize("year", ["2027", "2060", "2061", "2100"])
def test_calendar_of_a_year_without_notice_is_marked_provisional(office: Office, year: str) -> None:
    page = office.enter("intake").get(f"/office/calendar?year={year}")
    assert f"{year}年的放假通知还没有载入" in page.text
    assert "（暂定）" in page.text


@pytest.mark.parametrize("year", ["", "x", "-1", "1", "9999", "2026２"])
def test_calendar_of_no_year_shows_one_that_there_is(office: Office, year: str) -> None:
    assert office.enter("intake").get(f"/office/calendar?year={year}").heading == "工作日历"


@pytest.mark.parametrize("person", ["handler", "lead", "publisher", "leader", "admin"])
def test_calendar_is_the_letters_offices_alone(office: Office, person: str) -> None:
    office.enter(person).get("/office/calendar", status=403)


def test_preview_shows_days_and_clocks_and_stores_nothing(office: Office) -> None:
    number = office.letter(State.ACCEPTED)
    visitor = office.enter("intake")
    visitor.get(PROPOSE)
    page = visitor.submit({**NEW_HOLIDAY, "step": "preview"}, "propose")
    assert "2026年11月27日星期五休临时放假" in page.text
    assert f"{number}县住房和城乡建设局咨询答复2026年12月1日2026年12月2日改期" in page.text
    assert "等着核定" not in visitor.get("/office/calendar").text


def test_proposal_is_decided_by_another_and_the_list_says_what_moved(office: Office) -> None:
    number = office.letter(State.ACCEPTED)
    visitor = office.enter("intake")
    visitor.get(PROPOSE)
    page = visitor.submit({**NEW_HOLIDAY, "step": "propose"}, "propose")
    assert "要由信访局另一位同事核定" in page.text
    assert number in page.text
    address = page.path
    other = office.enter("supervisor")
    assert "2026年有一份修改等着核定：县政府通告2026年第7号" in other.get("/office/calendar").text
    other.get(address)
    page = other.submit({"words": "与通知一致"}, "approve")
    assert "已经生效" in page.text
    assert "还没有列全" in page.text
    calendar_recount.run(Edge(office.app).run)
    page = other.get(address)
    assert "还没有列全" not in page.text
    assert f"{number}县住房和城乡建设局咨询答复2026年12月1日2026年12月2日改期" in page.text
    assert "与通知一致" in page.text


def test_decision_by_the_proposer_is_refused(office: Office) -> None:
    address = proposal(office)
    visitor = office.enter("intake")
    visitor.get(address)
    page = visitor.post(f"{address}/approve", {"words": ""}, status=403)
    assert "提出和核定要两个人" in page.text


def test_rejection_without_a_reason_asks_for_it(office: Office) -> None:
    address = proposal(office)
    visitor = office.enter("supervisor")
    visitor.get(address)
    assert "请写不同意的理由" in visitor.post(f"{address}/reject", {"words": ""}, status=422).text
    page = visitor.post(f"{address}/reject", {"words": "日子写错了"})
    assert "没有同意" in page.text
    assert "日子写错了" in page.text


def test_decision_twice_says_that_it_is_decided(office: Office) -> None:
    address = proposal(office)
    visitor = office.enter("supervisor")
    visitor.get(address)
    visitor.post(f"{address}/approve")
    assert "刚刚核定过" in visitor.post(f"{address}/approve", status=409).text


@pytest.mark.parametrize(
    ("typed", "words"),
    [({"year": "二七"}, "四位数的年份"), ({"notice": ""}, "请写通知的名称"), ({"days": "明天休息"}, "第1行看不懂"),
     ({"days": ""}, "一天也没有写"), ({"days": "2026-11-26 班"}, "本来就上班"), ({"year": "2027"}, "先载入整年的")])
@pytest.mark.parametrize("step", ["preview", "propose"])
def test_proposal_that_cannot_be_meant_keeps_what_was_typed(
        office: Office, typed: dict[str, str], words: str, step: str) -> None:
    visitor = office.enter("intake")
    visitor.get(PROPOSE)
    page = visitor.submit({**NEW_HOLIDAY, **typed, "step": step}, "propose", status=422)
    assert words in page.text
    assert "县政府通告2026年第7号" in page.html or not typed.get("notice", "x")


def test_whole_year_is_proposed_for_the_year_that_has_no_notice(office: Office) -> None:
    visitor = office.enter("supervisor")
    assert 'value="2027"' in visitor.get(PROPOSE).html
    page = visitor.submit({"notice": "2027年的通知", "days": NOTICE_2027, "step": "propose"}, "propose")
    assert "2027年2月5日星期五休春节" in page.text
    assert "整年" in page.text


def test_expired_clock_stands_in_the_list_as_kept(office: Office, test_clock) -> None:
    number = office.letter(State.ACCEPTED)
    test_clock.forward(days=10)
    address = proposal(office, text="2026-11-30 休 补放假")
    assert f"{number}县住房和城乡建设局咨询答复2026年12月1日2026年12月1日已经超期，期限不改" in \
        office.enter("supervisor").get(address).text


@pytest.mark.parametrize("number", ["0", "4711", "2147483647", "2147483648", "99999999999999999999"])
def test_change_that_is_not_there_is_not_found(office: Office, number: str) -> None:
    office.enter("intake").get(f"/office/calendar/changes/{number}", status=404)


def test_versions_list_names_who_proposed_and_who_decided(office: Office) -> None:
    office.do(None, change_calendar)
    text = office.enter("intake").get("/office/calendar").text
    assert "第24版2026年个别日子县人民政府通告2026年第7号intake1supervisor1" in text
