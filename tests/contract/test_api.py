"""Contract: the public JSON API, spoken to over the network."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.contract.outside import Answer, call
from tests.harness.processes import Service
from tests.harness.waiting import wait_until

LETTERS = "/api/v1/letters"
TEXT = "桃源镇到县城的末班车取消了，学生周末回不了家，希望恢复。"


def send(service: Service, body: dict[str, Any] | None = None, **headers: str) -> Answer:
    return call(service, "POST", LETTERS, body or {"text": TEXT}, **headers)


def test_send_needs_only_text_and_answers_with_a_receipt(demonstration: Service) -> None:
    answer = send(demonstration)

    assert answer.status == 201
    assert set(answer.json) >= {"number", "query_code", "due_on", "status_url"}
    assert re.fullmatch(r"X20\d\d-[1-9]\d*", answer.json["number"])
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", answer.json["due_on"])
    assert "set-cookie" not in answer.headers
    path = answer.json["status_url"].removeprefix(demonstration.url)
    assert call(demonstration, "GET", path).status in (200, 303)


def test_repeat_of_a_key_is_the_same_answer_and_another_body_is_refused(demonstration: Service) -> None:
    first = send(demonstration, Idempotency_Key="0f7c1a")
    second = send(demonstration, Idempotency_Key="0f7c1a")
    other = send(demonstration, {"text": "另一封信"}, Idempotency_Key="0f7c1a")

    assert (first.status, second.status, other.status) == (201, 201, 422)
    assert first.json == second.json


def test_own_letter_is_read_with_its_code_and_gets_routed(demonstration: Service) -> None:
    receipt = send(demonstration, {"text": TEXT, "mailbox": "transport"}).json

    def routed() -> Any:
        answer = call(demonstration, "GET", f"{LETTERS}/{receipt['number']}", X_Query_Code=receipt["query_code"])
        assert answer.status == 200
        return answer.json if answer.json["state"] != "received" else None

    letter = wait_until(routed, "the routing decision")
    assert set(letter) >= {"number", "state", "department", "due_on", "timeline", "reply"}
    assert (letter["number"], letter["due_on"]) == (receipt["number"], receipt["due_on"])
    assert (letter["state"], letter["reply"]) == ("assigned", None)
    assert letter["department"] == "县交通运输局"


def test_wrong_code_and_unknown_number_are_the_same_404(demonstration: Service) -> None:
    number = send(demonstration).json["number"]

    answers = [call(demonstration, "GET", f"{LETTERS}/{each}", X_Query_Code="0" * 16)
               for each in (number, "X2026-99999999")]

    assert [answer.status for answer in answers] == [404, 404]
    assert answers[0].body == answers[1].body


def test_published_letters_are_listed_page_after_page(demonstration: Service) -> None:
    first = call(demonstration, "GET", LETTERS).json
    second = call(demonstration, "GET", f"{LETTERS}?cursor={first['next']}").json

    items = first["items"] + second["items"]
    assert len({item["id"] for item in items}) == len(items) > len(first["items"]) > 0
    assert all(item["state"] and not re.match(r"[XG]20", item["id"]) for item in items)
    whole = call(demonstration, "GET", f"{LETTERS}/{items[0]['id']}")
    assert whole.status == 200
    assert whole.json["text"]
    assert whole.json["reply"]


def test_published_letters_are_found_by_words_and_by_department(demonstration: Service) -> None:
    item = call(demonstration, "GET", LETTERS).json["items"][0]
    for argument in (f"q={quoted(item['title'][:4])}", f"department={quoted(item['department'])}"):
        found = call(demonstration, "GET", f"{LETTERS}?{argument}").json["items"]
        assert found, argument
    assert {each["department"] for each in found} == {item["department"]}


def test_statistics_are_figures_of_a_month(demonstration: Service) -> None:
    told = call(demonstration, "GET", "/api/v1/statistics").json

    assert re.fullmatch(r"20\d\d-\d\d", told["period"])
    assert told["figures"]["received"] > 0
    assert 0 <= told["figures"]["on_time"] <= told["figures"]["due"]


def test_digests_are_listed_and_read_and_daily_lists_are_not_public(demonstration: Service) -> None:
    page = call(demonstration, "GET", "/api/v1/digests").json
    assert set(page) == {"items", "next"}
    assert all(item["id"] and item["state"] and item["kind"] != "daily" for item in page["items"])
    for item in page["items"][:2]:
        assert call(demonstration, "GET", f"/api/v1/digests/{item['kind']}/{item['period']}").status == 200
    assert call(demonstration, "GET", "/api/v1/digests/daily/2026-11-22").status == 404


def test_description_is_openapi_and_names_every_address(demonstration: Service) -> None:
    document = call(demonstration, "GET", "/api/v1/openapi.json").json

    assert document["openapi"].startswith("3.1")
    assert {"/letters", "/letters/{reference}", "/statistics", "/digests", "/digests/{kind}/{period}"} <= set(
        document["paths"])


@pytest.mark.parametrize(("method", "path", "body", "status"), [
    ("POST", LETTERS, {}, 422), ("POST", LETTERS, {"text": ""}, 422), ("POST", LETTERS, ["text"], 422),
    ("POST", LETTERS, {"text": "a", "odd": 1}, 422), ("PUT", LETTERS, {"text": "a"}, 405),
    ("GET", "/api/v1/nothing", None, 404), ("GET", f"{LETTERS}?cursor=nonsense", None, 422),
])
def test_errors_are_problem_details(
        demonstration: Service, method: str, path: str, body: Any, status: int) -> None:
    answer = call(demonstration, method, path, body)

    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["status"] == status
    assert answer.json["title"]
    assert answer.json["detail"]


def quoted(words: str) -> str:
    return "".join(f"%{byte:02X}" for byte in words.encode())
