"""POST /api/v1/letters from outside: what is taken, what is refused and how."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from models.case import Letter
from models.identity import Identity
from services.work import Work

LETTERS = "/api/v1/letters"
TEXT = "桃源镇到县城的末班车取消了，学生周末回不了家。"
WHOLE = {
    "text": TEXT, "title": "恢复末班车", "category": "suggestion", "mailbox": "transport", "place": "桃源镇车站",
    "contact": {"name": "林小禾", "phone": "13800138000", "email": "lin@example.cn", "address": "桃源镇1号"},
    "name_hidden": True, "consents_to_publication": True,
}


def post(client: FlaskClient, body: bytes | dict[str, Any], key: str | None = None, **options: Any) -> TestResponse:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {} if key is None else {"Idempotency-Key": key}
    return client.post(LETTERS, data=sent, headers=headers, **({"content_type": "application/json"} | options))


def stored(work: Work) -> int:
    return work.session.scalar(select(func.count()).select_from(Letter)) or 0


def test_send_text_alone_gives_a_receipt(client: FlaskClient, work: Work) -> None:
    answer = post(client, {"text": TEXT})

    assert answer.status_code == 201
    receipt = answer.json
    assert set(receipt) == {"number", "query_code", "due_on", "status_url"}
    assert receipt["number"] == "X2026-1"
    assert receipt["due_on"] == "2026-12-01"  # five working days after a Tuesday
    assert receipt["status_url"] == "http://localhost/status/X2026-1"
    assert answer.headers["Location"] == "/api/v1/letters/X2026-1"
    letter = work.session.scalars(select(Letter)).one()
    assert (letter.text, letter.title, letter.channel, letter.category) == (TEXT, TEXT, "api", "consultation")


def test_send_needs_no_cookie_token_or_origin_and_sets_no_cookie(client: FlaskClient) -> None:
    answer = client.post(LETTERS, json={"text": TEXT}, headers={"Origin": "https://elsewhere.example"})

    assert answer.status_code == 201
    assert "Set-Cookie" not in answer.headers


def test_send_every_member_stores_each(client: FlaskClient, work: Work) -> None:
    assert post(client, WHOLE).status_code == 201

    letter = work.session.scalars(select(Letter)).one()
    assert (letter.title, letter.category, letter.place) == ("恢复末班车", "suggestion", "桃源镇车站")
    assert (letter.name_hidden, letter.consents_to_publication) == (True, True)
    identity = work.session.scalars(select(Identity)).one()
    columns = {name: getattr(identity, name) for name in WHOLE["contact"]}
    assert {name: work.cipher.decrypt(letter.id, name, value) for name, value in columns.items()} == WHOLE["contact"]


@pytest.mark.parametrize("body", [{"text": TEXT}, WHOLE], ids=["text alone", "every member"])
def test_repeat_same_key_gives_the_same_answer_and_one_letter(
        client: FlaskClient, work: Work, body: dict[str, Any]) -> None:
    first, second = post(client, body, "key-1"), post(client, body, "key-1")

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert stored(work) == 1


@pytest.mark.parametrize("change", [
    {"text": "另一封信"}, {"title": "另一个标题"}, {"category": "complaint"}, {"place": "别处"}, {"name_hidden": False},
    {"consents_to_publication": False}, {"contact": WHOLE["contact"] | {"phone": "13900139000"}}, {"contact": {}},
], ids=lambda change: next(iter(change)))
def test_repeat_same_key_with_another_body_is_refused(
        client: FlaskClient, work: Work, change: dict[str, Any]) -> None:
    post(client, WHOLE, "key-1")

    answer = post(client, WHOLE | change, "key-1")

    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json["detail"]
    assert stored(work) == 1


def test_send_without_key_twice_makes_two_letters(client: FlaskClient) -> None:
    receipts = [post(client, {"text": TEXT}).json for _ in range(2)]

    assert receipts[0]["number"] != receipts[1]["number"]
    assert receipts[0]["query_code"] != receipts[1]["query_code"]


def test_send_praise_has_no_due_day(client: FlaskClient) -> None:
    assert post(client, {"text": TEXT, "category": "praise"}).json["due_on"] is None


REFUSED = {
    "nothing at all": (b"", 400), "not JSON": (b"text=a", 400), "cut off": (b'{"text": "a"', 400),
    "not UTF-8": ('{"text": "来信"}'.encode("gbk"), 400), "a name twice": (b'{"text": "a", "text": "b"}', 400),
    "a name twice inside": (b'{"text": "a", "contact": {"name": "a", "name": "b"}}', 400),
    "very deep": (b'{"text": ' + b"[" * 30_000 + b"]" * 30_000 + b"}", 400),
    "not a number": (b'{"text": NaN}', 400), "endless number": (b'{"text": ' + b"9" * 20_000 + b"}", 400),
    "too large": (json.dumps({"text": "a" * 66_000}).encode(), 413),
    "a list": (b"[]", 422), "null": (b"null", 422),
}


@pytest.mark.parametrize(("body", "status"), REFUSED.values(), ids=REFUSED)
def test_send_unreadable_body_is_a_problem(client: FlaskClient, work: Work, body: bytes, status: int) -> None:
    answer = post(client, body)

    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json["status"] == status
    assert stored(work) == 0


WRONG_MEMBERS = {
    "no text": ({}, "/text"), "blank text": ({"text": " \n "}, "/text"), "text of null": ({"text": None}, "/text"),
    "text as a number": ({"text": 5}, "/text"), "text too long": ({"text": "长" * 2001}, "/text"),
    "text with NUL": ({"text": "a\0b"}, "/text"), "text with half a pair": ({"text": "a\ud800"}, "/text"),
    "title too long": ({"text": TEXT, "title": "长" * 61}, "/title"),
    "title with half a pair": ({"text": TEXT, "title": "\udfff"}, "/title"),
    "unknown category": ({"text": TEXT, "category": "gossip"}, "/category"),
    "category as a list": ({"text": TEXT, "category": []}, "/category"),
    "unknown mailbox": ({"text": TEXT, "mailbox": "nobody"}, "/mailbox"),
    "mailbox with NUL": ({"text": TEXT, "mailbox": "\0"}, "/mailbox"),
    "place too long": ({"text": TEXT, "place": "长" * 101}, "/place"),
    "contact as text": ({"text": TEXT, "contact": "林小禾"}, "/contact"),
    "name as a number": ({"text": TEXT, "contact": {"name": 1}}, "/contact/name"),
    "name too long": ({"text": TEXT, "contact": {"name": "长" * 101}}, "/contact/name"),
    "mail without @": ({"text": TEXT, "contact": {"email": "lin"}}, "/contact/email"),
    "mail with a line break": ({"text": TEXT, "contact": {"email": "a@b.cn\r\nBcc: c@d.cn"}}, "/contact/email"),
    "short phone": ({"text": TEXT, "contact": {"phone": "138001"}}, "/contact/phone"),
    "unknown contact": ({"text": TEXT, "contact": {"wechat": "a"}}, "/contact/wechat"),
    "flag as text": ({"text": TEXT, "name_hidden": "yes"}, "/name_hidden"),
    "flag as a number": ({"text": TEXT, "consents_to_publication": 1}, "/consents_to_publication"),
    "unknown member": ({"text": TEXT, "token": "a"}, "/token"),
    "unknown member with signs": ({"text": TEXT, "a/b~c\ud800": 1}, "/a~1b~0c?"),
}


@pytest.mark.parametrize(("body", "pointer"), WRONG_MEMBERS.values(), ids=WRONG_MEMBERS)
def test_send_wrong_member_is_named(client: FlaskClient, work: Work, body: dict[str, Any], pointer: str) -> None:
    answer = post(client, body)

    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]
    assert answer.json["errors"][0]["detail"].endswith("。")
    assert stored(work) == 0


def test_send_several_wrong_members_names_all(client: FlaskClient) -> None:
    errors = post(client, {"text": 1, "title": 2, "odd": 3}).json["errors"]

    assert {error["pointer"] for error in errors} == {"/text", "/title", "/odd"}


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_send_another_media_type_is_refused(client: FlaskClient, media_type: str) -> None:
    answer = post(client, {"text": TEXT}, content_type=media_type)

    assert (answer.status_code, answer.mimetype) == (415, "application/problem+json")


@pytest.mark.parametrize("key", ["", "two words", "键", "k" * 129], ids=["empty", "blank", "not ASCII", "too long"])
def test_send_unusable_key_is_refused(client: FlaskClient, work: Work, key: str) -> None:
    answer = client.post(LETTERS, json={"text": TEXT}, headers={"Idempotency-Key": key.encode().decode("latin-1")})

    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert stored(work) == 0


@pytest.mark.parametrize(("method", "path", "allowed"), [
    ("PUT", LETTERS, {"GET", "HEAD", "OPTIONS", "POST"}), ("DELETE", f"{LETTERS}/X2026-1", {"GET", "HEAD", "OPTIONS"}),
    ("POST", "/api/v1/statistics", {"GET", "HEAD", "OPTIONS"}),
])
def test_wrong_method_says_what_is_allowed(client: FlaskClient, method: str, path: str, allowed: set[str]) -> None:
    answer = client.open(path, method=method)

    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert set(answer.headers["Allow"].split(", ")) == allowed


def test_unknown_address_is_a_problem(client: FlaskClient) -> None:
    answer = client.get("/api/v1/nothing")

    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
