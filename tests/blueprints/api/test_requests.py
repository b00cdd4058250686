"""Disclosure requests over the API: sent, followed, listed, each as the OpenAPI document says."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from rules.vocabulary import State
from tests import factories_requests
from tests.fixtures.office import Office

REQUESTS = "/api/v1/disclosure-requests"
SENT = {"text": "2025年度县城老旧小区改造资金的安排和使用情况。", "agency": "housing",
        "contact": {"name": "林小舟", "email": "lin@example.cn"}}


def valid(client: FlaskClient, value: Any, name: str) -> bool:
    components = client.get("/api/v1/openapi.json").json["components"]
    schema = {"$ref": f"#/components/schemas/{name}", "components": components}
    return not list(Draft202012Validator(schema).iter_errors(value))


def test_request_sent_twice_with_a_key_is_one_and_followed_by_its_code(client: FlaskClient) -> None:
    """P2: the same key gives the same receipt, another body under it is refused."""
    first, again = (client.post(REQUESTS, json=SENT, headers={"Idempotency-Key": "g-1"}) for _ in range(2))
    assert (first.status_code, first.json) == (201, again.json)
    assert valid(client, first.json, "RequestReceipt")
    other = client.post(REQUESTS, json=SENT | {"text": "别的"}, headers={"Idempotency-Key": "g-1"})
    assert other.status_code == 422
    number, code = first.json["number"], first.json["query_code"]
    own = client.get(f"{REQUESTS}/{number}", headers={"X-Query-Code": code}).json
    assert valid(client, own, "OwnRequest")
    assert (own["number"], own["state"], own["due_on"]) == (number, "received", first.json["due_on"])
    days = client.get(f"{REQUESTS}/{number}/deadline", headers={"X-Query-Code": code}).json
    assert (days["clocks"][0]["kind"], days["clocks"][0]["length"]) == ("disclosure_reply", 20)
    for path in (f"{REQUESTS}/{number}", f"{REQUESTS}/{number}/deadline", f"{REQUESTS}/G2026-99"):
        assert client.get(path, headers={"X-Query-Code": "0" * 16}).status_code == 404


@pytest.mark.parametrize(("change", "pointer"), [
    ({"text": " "}, "/text"), ({"agency": "nowhere"}, "/agency"), ({"applicant": "robot"}, "/applicant"),
    ({"contact": {"name": "林小舟"}}, "/contact/phone"), ({"deliver_by": "post"}, "/contact/address"),
    ({"use": "x"}, "/use")], ids=["no text", "no agency", "kind", "no way to reach", "no address", "unknown"])
def test_request_that_misses_what_the_law_asks_for_is_refused_with_its_place(
        client: FlaskClient, change: dict[str, Any], pointer: str) -> None:
    refused = client.post(REQUESTS, json=SENT | change)
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, pointer)


def test_requests_that_have_ended_are_listed_without_a_word_of_their_applicants(client: FlaskClient,
                                                                                office: Office) -> None:
    """L2: nothing that an applicant wrote is public before two people have released it."""
    for state in (State.ANSWERED, State.ACCEPTED):
        office.do(None, lambda work, state=state: factories_requests.request_in(work, state))
    page = client.get(REQUESTS)
    assert valid(client, page.json, "AskedPage")
    assert [(item["state"], item["title"]) for item in page.json["items"]] == [("disclosed", None)]
    assert not any(word in page.text for word in ("林小舟", "老旧小区", "G2026"))
    assert client.get(f"{REQUESTS}?outcome=refused").json["items"] == []
    assert client.get(f"{REQUESTS}?outcome=lost").status_code == 422
