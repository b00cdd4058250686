"""Whatever is sent to the API: never a fault, always JSON that says what is wrong, and text stored as it was sent."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.test import TestResponse

from models.case import Letter
from services.work import Work

LETTERS = "/api/v1/letters"
MEMBERS = ("text", "title", "category", "mailbox", "place", "contact", "name_hidden", "consents_to_publication",
           "name", "phone", "email", "address", "token", "files")
HARD = settings(max_examples=150, deadline=None, derandomize=True,
                suppress_health_check=[HealthCheck.function_scoped_fixture])

# Lone surrogates too: JSON can write them as escapes.
any_text = st.text(st.characters(codec=None, exclude_categories=()), max_size=80)
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | any_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(MEMBERS) | any_text, inner, max_size=6),
    max_leaves=12)
near_letters = st.fixed_dictionaries(
    {}, optional={name: any_text | any_json for name in MEMBERS}).map(lambda body: {"text": "路灯不亮"} | body)
bodies = (any_json | near_letters).map(lambda value: json.dumps(value).encode()) | st.binary(max_size=200)
header_values = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=60)
headers = st.fixed_dictionaries({}, optional={
    "Idempotency-Key": header_values, "Content-Type": st.just("application/json") | header_values,
    "X-Query-Code": header_values, "Accept": header_values, "Cookie": header_values, "Origin": header_values})
storable = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=2000)


def check(answer: TestResponse) -> Any:
    """Assert that an answer is no fault and, when a refusal, a problem document; return its JSON."""
    assert answer.status_code < 500, answer.get_data(as_text=True)
    value = json.loads(answer.get_data())
    if answer.status_code >= 400:
        assert answer.mimetype == "application/problem+json"
        assert value["status"] == answer.status_code
        assert value["detail"]
    return value


@HARD
@given(body=bodies, sent=headers)
def test_send_anything_is_taken_or_refused_with_reasons(client: FlaskClient, body: bytes, sent: dict[str, str]) -> None:
    check(client.post(LETTERS, data=body, headers={"Content-Type": "application/json"} | sent))


@HARD
@given(body=near_letters)
def test_send_any_member_is_taken_or_refused_with_reasons(client: FlaskClient, body: dict[str, Any]) -> None:
    answer = client.post(LETTERS, data=json.dumps(body), content_type="application/json")
    value = check(answer)
    assert answer.status_code == 201 or value["errors"]


@HARD
@given(reference=any_text, sent=headers)
def test_read_anything_is_found_or_refused_with_reasons(
        client: FlaskClient, reference: str, sent: dict[str, str]) -> None:
    check(client.get(f"{LETTERS}/{quote(reference.encode('utf-8', 'surrogatepass'), safe='')}", headers=sent))


@HARD
@given(arguments=st.dictionaries(
    st.sampled_from(["q", "department", "category", "year", "cursor", "month", "period", "kind"]),
    st.text(max_size=40)))
@pytest.mark.parametrize("path", [LETTERS, "/api/v1/statistics", "/api/v1/digests"])
def test_ask_with_any_arguments_is_answered_or_refused_with_reasons(
        client: FlaskClient, path: str, arguments: dict[str, str]) -> None:
    check(client.get(path, query_string={name: value.encode() for name, value in arguments.items()}))


@settings(parent=HARD, max_examples=60)
@given(text=storable)
def test_send_text_is_stored_exactly(client: FlaskClient, work: Work, text: str) -> None:
    answer = client.post(LETTERS, json={"text": text, "title": "标题"})
    if text.strip():
        assert answer.status_code == 201
        kept = select(Letter.text).where(Letter.number == answer.json["number"])
        assert work.session.execute(kept).scalar_one() == text
    else:
        assert answer.status_code == 422
    work.session.rollback()
