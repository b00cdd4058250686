"""Hostile letters on every page that shows them, in a real browser: nothing runs, and no policy is broken."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext

from rules.vocabulary import State
from services.work import Work
from tests import factories
from tests.fixtures import hostile
from tests.fixtures.addresses import addresses
from tests.fixtures.office import Office
from tests.harness import browser as chromium

UNSTORABLE = ("zero byte", "beyond unicode")
TEXT = "\n".join(value for name, value in hostile.VALUES.items() if len(value) < 200 and name not in UNSTORABLE)
PUBLIC = ("/", "/letters", "/letters?q=%3Cscript%3Ewindow.xq7%3D1%3C/script%3E", "/status?number=%22%3E%3Cxq7%3E")


def visit(context: BrowserContext, site: str, paths: list[str]) -> list[str]:
    """Open each page; return what ran, and what the browser complained about."""
    heard: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: heard.append(f"{page.url}: {message.text}")
            if "Content Security Policy" in message.text or message.type == "error" else None)
    page.on("dialog", lambda dialog: heard.append(f"{page.url}: a dialog"))
    for path in paths:
        answer = page.goto(site + path)
        if answer is not None and answer.ok and page.evaluate(f"typeof window.{hostile.MARK}") != "undefined":
            heard.append(f"{path}: a script ran")
    page.close()
    return heard


@pytest.mark.parametrize("person", ["handler", "intake", "supervisor", "publisher", None])
def test_hostile_letters_run_nothing_on_any_page_that_shows_them(
        office: Office, site: str, browser: Browser, person: str | None) -> None:
    """X1, X2: every sink of the desk and of the public site, with a detector of scripts; zero reports of the policy."""
    harm = {"title": hostile.VALUES["image"][:60], "text": TEXT, "place": hostile.VALUES["script"],
            "consents_to_publication": True}
    number = office.letter(State.ANSWERED, **harm)
    office.letter(State.TRIAGE, **harm)

    def publish(work: Work) -> None:
        factories.published_letter(work, **harm)

    office.do(None, publish)
    context = browser.new_context(locale=chromium.LOCALE)
    paths = [*PUBLIC, f"/status/{number}"]
    if person:
        client = office.enter(person).client
        cookie = client.get_cookie("session")
        assert cookie is not None
        context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
        paths += [path for _, path, rule in addresses(office.app, frozenset({"GET"}), number=number)
                  if rule.rule.startswith(("/desk", "/office")) and client.get(path).mimetype == "text/html"
                  and client.get(path).status_code == 200]
    assert visit(context, site, paths) == []
    context.close()
