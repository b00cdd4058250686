"""The public pages in a real browser: axe finds nothing, nothing scrolls sideways, nothing is asked of others."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from rules import numbering
from rules.vocabulary import State
from services.work import Work
from tests import factories, factories_public
from tests.fixtures.office import Office
from tests.journeys.axe import complaints

PATHS = ["/", "/guide", "/write", "/status", "/letters", "/letters?q=加压泵", "/letters?q=没有", "/statistics",
         "/statistics/2026-Q3", "/statistics/definitions", "/bulletins", "/bulletins/2026-Q3", "/sitemap", "/nothing"]
WIDTHS = (375, 1280)
NARROWEST = (320,)
LETTER = {"#title": "小区加压泵夜里太响", "#text": "第一行\n第二行有人被困", "#place": "锦绣花园3栋"}


@pytest.fixture(autouse=True)
def asks_nobody_else(site: str, page: Page) -> Iterator[None]:
    """The browser speaks to the application alone."""
    asked_of_others: list[str] = []
    page.on("request", lambda request: None if request.url.startswith(site) else asked_of_others.append(request.url))
    yield
    assert asked_of_others == []


def faults(page: Page, widths: tuple[int, ...]) -> Iterator[str]:
    """Yield what axe finds on the page at each width, and whether it scrolls sideways."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        yield from (f"{page.url} at {width}: {words}" for words in complaints(page))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            yield f"{page.url} is too wide at {width}"


def look(page: Page) -> None:
    assert list(faults(page, WIDTHS)) == []


def publish_two(office: Office) -> None:
    def act(work: Work) -> None:
        for title in ("加压泵坏了没人修", "桃源镇三河村通组路塌方路段什么时候修"):
            factories.published_letter(work, title=title)
        factories_public.issued(work, counted=[
            *factories_public.letters(6),
            *factories_public.letters(4, 20, department="transport", category="suggestion")])

    office.do(None, act)


@pytest.mark.parametrize("large", [
    pytest.param(False, id="usual type"), pytest.param(True, id="large type on the narrowest phone")])
def test_open_any_public_page_gives_axe_nothing_to_find(
        office: Office, site: str, page: Page, large: bool) -> None:
    publish_two(office)
    if large:
        page.goto(f"{site}/appearance?large=1")
    found = []
    for path in PATHS:
        page.goto(site + path)
        found += faults(page, NARROWEST if large else WIDTHS)
    assert found == []


def test_write_a_letter_without_script_leads_to_a_receipt_of_one_page(site: str, page: Page) -> None:
    visit = page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    plain = visit.new_page()
    plain.goto(f"{site}/write")
    for field, words in LETTER.items():
        plain.fill(field, words)
    plain.check("#agree")
    plain.get_by_role("button", name="寄出", exact=True).click()
    plain.get_by_role("button", name="我已知道，继续寄出").first.click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("信已收到")
    expect(plain.get_by_role("button", name="打印这一页")).to_be_hidden()
    assert len(re.findall(rb"/Type\s*/Page\b", plain.pdf(format="A4"))) == 1
    visit.close()


def test_write_with_something_wrong_takes_the_focus_to_the_summary(site: str, page: Page) -> None:
    page.goto(f"{site}/write")
    page.get_by_role("button", name="寄出", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    look(page)
    page.get_by_role("link", name="请写标题").click()
    expect(page.locator("#title")).to_be_focused()


def test_leave_a_letter_unfinished_finds_its_words_again_until_it_is_sent(site: str, page: Page) -> None:
    page.goto(f"{site}/write")
    page.fill("#text", "写了一半")
    page.goto(f"{site}/guide")
    page.goto(f"{site}/write")
    expect(page.locator("#text")).to_have_value("写了一半")
    expect(page.locator("#text-count")).to_have_text("已写4字，还可以写1996字")
    page.fill("#title", "有一件事")
    page.check("#agree")
    page.get_by_role("button", name="寄出", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("信已收到")
    look(page)
    page.goto(f"{site}/write")
    expect(page.locator("#text")).to_have_value("")


@pytest.mark.parametrize("state", [State.TRIAGE, State.ACCEPTED, State.ANSWERED, State.DECLINED])
def test_follow_a_letter_in_any_state_gives_axe_nothing_to_find(
        office: Office, site: str, page: Page, state: State) -> None:
    token = "a-form-token-of-this-test"
    number = office.letter(state, token=token)
    code = factories.intake.numbering.query_code(office.app.extensions["mailbox.secrets"].code, token)
    page.goto(f"{site}/status?number={number}")
    page.fill("#code", code)
    page.get_by_role("main").get_by_role("button", name="查进度").click()
    expect(page.get_by_role("heading", name="办理经过")).to_be_visible()
    look(page)


def test_print_a_deadline_receipt_fills_one_sheet_and_gives_axe_nothing_to_find(
        office: Office, site: str, page: Page) -> None:
    token = "a-form-token-of-this-test"
    number = office.letter(State.ACCEPTED, token=token)
    page.goto(f"{site}/status?number={number}")
    page.fill("#code", numbering.query_code(office.app.extensions["mailbox.secrets"].code, token))
    page.get_by_role("main").get_by_role("button", name="查进度").click()
    page.get_by_role("link", name="打印期限说明单").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("期限说明单")
    look(page)
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1
