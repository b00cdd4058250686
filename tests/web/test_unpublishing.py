"""What is public holds nothing that was hidden, and what was taken down is gone from everywhere at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from app import create_app
from extensions import db
from models.publication import Publication
from rules.actors import Role
from rules.letter_draft import Contact
from rules.search_text import tokens
from rules.vocabulary import State
from services import publication, redacting, replies
from services.work import Work
from tests import factories
from tests.fixtures.engines import Edge
from web.access import PUBLIC, audience_of

WRITER, MOBILE, CARD, HIDDEN = "欧阳小禾", "13800138000", "11010519491231002X", "翠竹苑五号楼顶层"
TITLE, WORDS = "夜里水泵的响声谁来管", "加压泵"
TEXT = f"我叫{WRITER}，身份证{CARD[:6]}\u200b{CARD[6:]}，家在{HIDDEN}，{WORDS}太响。\u202e电话１３８００１３８０００。"
REPLY = f"{WRITER}：已到{HIDDEN}查看，{WORDS}明天换，会打138 0013 8000告诉您。"
PROCESSES = 3


@pytest.fixture
def processes(edge: Edge) -> Iterator[list[Flask]]:
    """Several processes of the web server on one database, each with pages kept of its own."""
    config = edge.app.extensions["mailbox.config"]
    apps = [edge.app, *(create_app(config) for _ in range(PROCESSES - 1))]
    yield apps
    for app in apps[1:]:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def published(edge: Edge) -> tuple[int, str]:
    """Publish a letter that is full of what must be hidden; return its case and its public id."""
    def act(work: Work) -> tuple[int, str]:
        letter = factories.letter_in(work, State.ACCEPTED, title=TITLE, text=TEXT, consents_to_publication=True,
                                     contact=Contact(name=WRITER, phone=MOBILE))
        version = factories.draft_reply(work, letter, text=REPLY)
        lead = factories.acting(work, factories.staff(work, Role.LEAD))
        replies.approve(lead, letter.id, version, knowingly=True)
        replies.issue(lead, letter.id, version)
        redactor = factories.acting(work, factories.staff(work, Role.REDACTOR))
        made = redacting.start(redactor, letter.id)
        redacting.add(redactor, letter.id, made.edits, redacting.Addition(HIDDEN))
        return letter.id, factories.publish(work, letter.id).public_id

    return edge.run(act)


def addresses(app: Flask, public_id: str) -> list[str]:
    """Every address that anybody may open, those with the letter's id in them, and the searches."""
    plain = {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments
             and audience_of(app, rule.endpoint) == PUBLIC}
    named = {f"{prefix}/letters/{public_id}" for prefix in ("", "/api/v1")}
    searches = {f"{prefix}/letters?q={quote(words)}" for prefix in ("", "/api/v1") for words in (WORDS, TITLE)}
    return sorted(plain | named | searches)


def read(client: FlaskClient, path: str) -> str:
    """What an address shows, with JSON's escapes undone."""
    answer = client.get(path)
    body = answer.get_data(as_text=True)
    return json.dumps(answer.json, ensure_ascii=False) if answer.is_json else body


def rows_of_the_index(edge: Edge) -> str:
    return edge.run(lambda work: "\n".join(
        str(row) for row in work.session.execute(text("SELECT title, body FROM publication_index"))))


def test_covered_words_are_in_no_page_answer_row_or_index_of_the_public(edge: Edge, processes: list[Flask]) -> None:
    """L4: neither text, page source, JSON, kept pages nor index words hold what was covered, however it was written."""
    _, public_id = published(edge)
    forbidden = (WRITER, MOBILE, CARD, HIDDEN, "１３８００１３８０００", "138 0013 8000", CARD[6:14])
    for client in [app.test_client() for app in processes[:2] for _fresh_or_kept in range(2)]:
        for path in addresses(processes[0], public_id):
            shown = read(client, path)
            assert not [words for words in forbidden if words in shown], path
    row = edge.run(lambda work: "".join(str(value) for value in work.session.execute(
        select(Publication.__table__)).one()))
    assert not [words for words in forbidden if words in row]
    assert not {"\u200b", "\u202e"} & set(row)
    index = rows_of_the_index(edge)
    assert " ".join(tokens(WORDS)[:2]) in index
    assert not [words for words in forbidden if " ".join(tokens(words)) in index]


def test_unpublished_letter_is_gone_from_every_process_page_search_and_answer_at_once(
        edge: Edge, processes: list[Flask]) -> None:
    """L6: pages that each process kept, lists, search, index and API forget it with the commit; a tombstone stays."""
    case_id, public_id = published(edge)
    clients = [app.test_client() for app in processes]
    paths = addresses(processes[0], public_id)
    before = {path for client in clients for path in paths if TITLE in read(client, path)}
    assert {"/", "/letters", f"/letters/{public_id}", f"/api/v1/letters/{public_id}", "/api/v1/letters"} <= before
    edge.run(lambda work: publication.unpublish(
        factories.acting(work, factories.staff(work, Role.PUBLISHER)), case_id, "来信人要求撤下。") and None)
    for client in clients:
        for path in paths:
            # A search page says again what was looked for; nothing of the letter follows it.
            said = read(client, path).replace(f'value="{TITLE}"', "").replace(f"“{TITLE}”", "")
            assert TITLE not in said, path
            assert public_id not in said or path.endswith(public_id), path
        for path in (f"/letters/{public_id}", f"/api/v1/letters/{public_id}"):
            gone = client.get(path)
            assert gone.status_code == 410
            assert "来信人要求撤下" in read(client, path)
            assert "max-age" not in gone.headers["Cache-Control"]
    assert rows_of_the_index(edge) == ""


def test_pages_of_the_public_are_asked_for_anew_by_every_browser_and_proxy(
        edge: Edge, processes: list[Flask]) -> None:
    """L6: nothing between the service and a reader keeps the page of a letter without asking whether it stands."""
    _, public_id = published(edge)
    client = processes[0].test_client()
    for path in ("/", "/letters", f"/letters/{public_id}", f"/api/v1/letters/{public_id}"):
        assert client.get(path).headers["Cache-Control"] in ("no-cache", "no-store"), path


def test_letter_published_anew_after_it_was_taken_down_shows_under_its_old_address(
        edge: Edge, processes: list[Flask]) -> None:
    case_id, public_id = published(edge)
    edge.run(lambda work: publication.unpublish(
        factories.acting(work, factories.staff(work, Role.PUBLISHER)), case_id, "要改公开稿。") and None)
    assert edge.run(lambda work: factories.publish(work, case_id).public_id) == public_id
    assert [app.test_client().get(f"/letters/{public_id}").status_code for app in processes] == [200] * PROCESSES


@pytest.mark.parametrize("reason", [f"{WRITER}要求撤下。", f"请打{MOBILE}。"], ids=["the writer's name", "a telephone"])
def test_unpublish_with_a_reason_that_names_somebody_is_refused(edge: Edge, reason: str) -> None:
    """L4: the tombstone is public too."""
    case_id, _ = published(edge)
    with pytest.raises(publication.InputRefused, match="公众看得到"):
        edge.run(lambda work: publication.unpublish(
            factories.acting(work, factories.staff(work, Role.PUBLISHER)), case_id, reason))
