"""The Atom feeds, read by a strict parser and held against RFC 4287."""

from __future__ import annotations

from datetime import datetime
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from services.work import Work
from tests import factories
from tests.factories_public import issued
from tests.fixtures.pages import Visitor

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ("/feeds/bulletins.atom", "/feeds/replies.atom", "/feeds/comment-periods.atom")
HARM = "<b>&\"'</b> ]]> \u202e路灯\x0b坏了"


def feed_of(client: FlaskClient, address: str) -> ET.Element:
    """Return a feed after everything that every feed owes its readers has been asserted (RFC 4287, 4.1.1 and 4.1.2)."""
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    root = ET.fromstring(answer.data)
    assert root.tag == f"{ATOM}feed"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == f"http://localhost{address}"
    assert client.get(links["alternate"] or "").status_code == 200
    for element in (root, *root.findall(f"{ATOM}entry")):
        assert len(element.findall(f"{ATOM}id")) == len(element.findall(f"{ATOM}updated")) == 1
        assert len(element.findall(f"{ATOM}title")) == 1
        assert element.findtext(f"{ATOM}id", "").startswith("tag:localhost,2026-01-01:")
        assert element.findtext(f"{ATOM}author/{ATOM}name")
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated", "")).tzinfo is not None
    ids = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    return root


def entries(root: ET.Element) -> list[tuple[str, str]]:
    """Return the titles of a feed with the addresses that they lead to."""
    return [(entry.findtext(f"{ATOM}title", ""), link.get("href", "")) for entry in root.findall(f"{ATOM}entry")
            for link in entry.findall(f"{ATOM}link")]


@pytest.mark.parametrize("address", FEEDS)
def test_empty_feed_is_a_whole_feed(client: FlaskClient, address: str) -> None:
    assert entries(feed_of(client, address)) == []


def test_feed_of_replies_names_what_was_published_last_and_none_of_its_text(work: Work, client: FlaskClient) -> None:
    """X1: no word of a letter becomes markup, and what XML cannot hold is left out."""
    factories.published_letter(work, title="先公开的")
    factories.published_letter(work, title=HARM, text="加压泵夜里太响。")
    work.session.commit()
    root = feed_of(client, FEEDS[1])
    titles = [title for title, _ in entries(root)]
    assert titles == ["<b>&\"'</b> ]]> 路灯坏了", "先公开的"]
    assert "加压泵夜里太响" not in client.get(FEEDS[1]).text
    assert all(client.get(address).status_code == 200 for _, address in entries(root))


def test_feed_of_bulletins_has_corrections_as_entries_of_their_own(work: Work, client: FlaskClient) -> None:
    wrong = issued(work)
    issued(work, corrects=wrong)
    work.session.commit()
    root = feed_of(client, FEEDS[0])
    assert [address.rpartition("/")[2] for _, address in entries(root)] == ["2", "1"]
    assert "更正云政办函〔2026〕1号" in "".join(root.itertext())
    assert all(client.get(address).status_code == 200 for _, address in entries(root))


@pytest.mark.parametrize(("page", "feeds"), [
    ("/", set(FEEDS)), ("/letters", {FEEDS[1]}), ("/bulletins", {FEEDS[0]}), ("/comment-periods", {FEEDS[2]})])
def test_page_tells_readers_of_its_feeds(visitor: Visitor, page: str, feeds: set[str]) -> None:
    found = {link.get("href") for link in visitor.get(page).all("link") if link.get("rel") == "alternate"}
    assert found == feeds
