"""The puzzle in a real browser: solved while the letter is written, and no question is seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from config import Rates
from extensions import db
from models.puzzle import SolvedPuzzle
from tests.fixtures.app import OPEN
from tests.fixtures.pages import Visitor
from tests.harness import browser as chromium
from tests.harness.serving import served
from tests.journeys.axe import complaints

LETTER = {"title": "村口的路灯不亮", "text": "村口三盏路灯坏了半个月。", "agree": "y"}


@pytest.fixture
def busy_site(app: Flask) -> Iterator[str]:
    """The address of the application at a time when every letter needs a puzzle."""
    app.extensions["mailbox.config"] = replace(
        app.extensions["mailbox.config"], rates=Rates(**{**asdict(OPEN), "free_letters_hour": 1}))
    visitor = Visitor(app.test_client())
    visitor.get("/write")
    visitor.submit(LETTER)
    with served(app) as address:
        yield address


def write(page: Page, address: str) -> list[str]:
    """Fill in the form as a person does; return what the browser complains about."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.goto(f"{address}/write")
    page.fill("#title", LETTER["title"])
    page.fill("#text", LETTER["text"])
    page.check("#agree")
    return heard


def send(page: Page) -> None:
    page.get_by_role("button", name="寄出", exact=True).click()


def spent(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(SolvedPuzzle)) or 0


def test_script_solves_the_puzzle_while_the_letter_is_written(app: Flask, busy_site: str, page: Page) -> None:
    """B1: in busy times a browser with script sees no question, and no policy is broken."""
    heard = write(page, busy_site)
    expect(page.locator("[name=puzzle]")).not_to_have_value("", timeout=30_000)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("信已收到")
    assert (heard, spent(app)) == ([], 1)


def test_script_sends_the_letter_when_the_puzzle_is_solved_after_the_button(
        app: Flask, busy_site: str, page: Page) -> None:
    """B1: whoever is quicker than the puzzle waits for it and presses nothing twice."""
    write(page, busy_site)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("信已收到", timeout=30_000)
    assert spent(app) == 1


def test_script_hides_the_question_and_works_on_when_one_is_asked(app: Flask, busy_site: str, page: Page) -> None:
    write(page, busy_site)
    page.evaluate("document.querySelector('[data-challenge]').remove()")
    send(page)
    expect(page.locator("[data-question]")).to_be_hidden()
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("信已收到", timeout=30_000)


@pytest.mark.parametrize("width", [375, 1280])
def test_question_without_script_gives_axe_nothing_to_find(busy_site: str, browser: Browser, width: int) -> None:
    """B1, C4: the question is readable, labelled and reached by its error on phone and desk."""
    visit = browser.new_context(locale=chromium.LOCALE, viewport={"width": width, "height": 900})
    page = visit.new_page()
    page.goto(f"{busy_site}/write")
    # The script is there but cannot work: no workers, as on an old telephone.
    page.add_init_script("delete window.Worker")
    write(page, busy_site)
    send(page)
    expect(page.get_by_label("请答一道小题")).to_be_visible()
    assert complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visit.close()
