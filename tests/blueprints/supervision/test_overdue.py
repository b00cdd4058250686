"""Supervision: the list of what is late, urging by hand, the order as a sheet, one's own reminders."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from models.rung import RungTelling
from rules.vocabulary import Category, State
from services import climbing
from services.work import Work
from tests.fixtures.office import CONTACT, TRANSPORT, Office
from tests.fixtures.pages import Page
from tests.harness.clock import SimulatedClock

WORDS = "三天内答复，每天报进度。"


def later(office: Office, clock: SimulatedClock, days: int) -> None:
    """Let days pass, and let the sweep run then."""
    clock.forward(days=days)

    def sweep(work: Work) -> None:
        while climbing.climb(work).cases:
            pass

    office.do(None, sweep)


def numbers(page: Page) -> list[str]:
    return re.findall(r'<a href="/office/overdue/(X2026-\d+)">', page.html)


@pytest.fixture
def late(office: Office, test_clock: SimulatedClock) -> dict[str, str]:
    """Letters by how high they stand after eight days: urged, ordered; and one that is in time."""
    found = {"ordered": office.letter(State.ACCEPTED, category=Category.SITE_ERROR)}
    found["in time"] = office.letter(State.ACCEPTED, category=Category.COMPLAINT, code=TRANSPORT)
    found["urged"] = office.letter(State.ACCEPTED, code=TRANSPORT)
    later(office, test_clock, 8)
    return found


def test_list_has_what_is_late_the_longest_first_with_its_rung(office: Office, late: dict[str, str]) -> None:
    page = office.enter("supervisor").get("/office/overdue")
    assert numbers(page) == [late["ordered"], late["urged"]]
    assert late["in time"] not in page.text
    assert page.text.count("超3个工作日") == page.text.count("超1个工作日") == 1
    assert "督办单" in page.text
    assert "已超期2件" in page.text


def test_list_shows_neither_title_nor_writer(office: Office, late: dict[str, str]) -> None:
    page = office.enter("leader").get("/office/overdue")
    assert CONTACT.name not in page.text
    assert "翠竹苑" not in page.text


@pytest.mark.parametrize(("query", "expected"), [
    ("rung=supervise", ["ordered"]), ("rung=urge", ["urged"]), ("rung=veto", []),
    ("rung=nonsense", ["ordered", "urged"]), ("department=x", ["ordered", "urged"])])
def test_list_is_narrowed_to_what_the_address_says(office: Office, late: dict[str, str], query: str,
                                                   expected: list[str]) -> None:
    assert numbers(office.enter("supervisor").get(f"/office/overdue?{query}")) == [late[one] for one in expected]


def test_leader_lands_on_the_list_with_the_gravest_first(office: Office, late: dict[str, str],
                                                        test_clock: SimulatedClock) -> None:
    later(office, test_clock, 2)
    visitor = office.sign_in("leader")
    assert visitor.page is not None
    assert "报您的1件" in visitor.page.text
    assert numbers(visitor.page) == [late["ordered"], late["urged"]]
    assert "催办、督办" not in visitor.get(f"/office/overdue/{late['ordered']}").text


def test_urge_on_the_page_is_done_told_and_not_possible_twice(office: Office, late: dict[str, str]) -> None:
    visitor = office.enter("supervisor")
    visitor.get(f"/office/overdue/{late['urged']}")
    page = visitor.submit({"words": WORDS, "act": "urge"})
    assert "已经催办" in page.text
    assert "人工催办" in page.text
    assert WORDS in office.enter("outsider").get("/desk").text
    page = visitor.submit({"words": WORDS, "act": "urge"}, status=409)
    assert "今天已经催办过" in page.text
    assert WORDS in page.html


def test_urge_without_words_is_refused_at_its_field(office: Office, late: dict[str, str]) -> None:
    visitor = office.enter("supervisor")
    visitor.get(f"/office/overdue/{late['urged']}")
    assert "请写督办要求" in visitor.submit({"words": " ", "act": "order"}, status=422).text


def test_order_is_printed_without_personal_words(office: Office, late: dict[str, str]) -> None:
    page = office.enter("supervisor").get("/office/orders/2026-1")
    for words in ("督〔2026〕1号", late["ordered"], "已超期3个工作日", "此前催办", "县住房和城乡建设局",
                  "2026年12月2日"):
        assert words in page.text
    assert CONTACT.name not in page.text
    assert "瓷砖" not in page.text


@pytest.mark.parametrize(("person", "status"), [("lead", 200), ("handler", 200), ("leader", 200), ("outsider", 404)])
def test_order_is_read_by_the_department_it_is_for(office: Office, late: dict[str, str], person: str,
                                                   status: int) -> None:
    office.enter(person).get("/office/orders/2026-1", status=status)


@pytest.mark.parametrize("slug", ["2026-9", "2026-01", "x", "督〔2026〕1号"])
def test_order_that_is_not_there_is_not_found(office: Office, late: dict[str, str], slug: str) -> None:
    office.enter("supervisor").get(f"/office/orders/{slug}", status=404)


def test_reminders_stand_on_the_desk_until_they_are_noted(office: Office, late: dict[str, str]) -> None:
    visitor = office.enter("handler")
    page = visitor.get("/desk")
    assert "提醒1件" in page.text
    assert f'<a href="/desk/letters/{late["ordered"]}">' in page.html
    assert "督办" in page.text
    assert "提醒1件" in visitor.get("/desk").text
    page = visitor.submit({}, action="/account/reminders")
    assert "提醒1件" not in page.text
    handler, unseen = office.people["handler"].id, []
    office.do(None, lambda work: unseen.extend(work.session.scalars(
        select(RungTelling.id).where(RungTelling.seen_at.is_(None), RungTelling.staff_id == handler))))
    assert unseen == []


def test_letter_that_has_been_answered_is_on_no_list_and_no_reminder(office: Office,
                                                                    test_clock: SimulatedClock) -> None:
    office.letter(State.ANSWERED)
    later(office, test_clock, 10)
    assert numbers(office.enter("supervisor").get("/office/overdue")) == []
    assert "提醒" not in office.enter("handler").get("/desk").text


def test_letter_page_and_list_carry_the_rung(office: Office, late: dict[str, str]) -> None:
    visitor = office.enter("lead")
    assert 'class="tag late">督办</span>' in visitor.get("/desk").html
    assert 'class="tag late">督办</span>' in visitor.get(f"/desk/letters/{late['ordered']}").html


def test_ladder_set_on_the_page_counts_from_tomorrow(office: Office) -> None:
    visitor = office.enter("supervisor")
    visitor.get("/office/ladder")
    page = visitor.submit({"supervise": "2", "half-active": None})
    assert "11月25日起照新的办" in page.text
    assert "今天还是3" in page.text


@pytest.mark.parametrize(("typed", "words"), [
    ({"supervise": "9"}, "要比前一档晚"), ({"veto": "95"}, "要填30到80之间的整数"), ({"soon": "一天"}, "要填整数")])
def test_ladder_without_sense_is_refused_with_its_words(office: Office, typed: dict[str, str], words: str) -> None:
    visitor = office.enter("supervisor")
    visitor.get("/office/ladder")
    page = visitor.submit(typed, status=422)
    assert words in page.text
    [(name, value)] = typed.items()
    assert f'name="{name}" inputmode="numeric" value="{value}"' in page.html
