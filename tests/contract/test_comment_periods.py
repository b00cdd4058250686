"""Contract: public comment through the JSON API, on the demonstration's open period and the one with its result."""

from __future__ import annotations

import re
from typing import Any

from tests.contract.outside import Answer, call
from tests.harness.processes import Service

PERIODS = "/api/v1/comment-periods"
TEXT = "首三十分钟太短，建议医院周边改为首一小时免费。"


def only(service: Service, state: str) -> dict[str, Any]:
    """Return the one period in this state."""
    listed = call(service, "GET", f"{PERIODS}?state={state}")
    assert listed.status == 200
    assert set(listed.json) == {"items", "next"}
    [item] = listed.json["items"]
    assert item["state"] == state
    found: dict[str, Any] = item
    return found


def send(service: Service, period: dict[str, Any], body: dict[str, Any], **headers: str) -> Answer:
    return call(service, "POST", f"{PERIODS}/{period['id']}/comments", body, **headers)


def test_demonstration_has_one_open_period_and_one_with_its_result(demonstration: Service) -> None:
    for state in ("open", "resulted"):
        period = only(demonstration, state)
        assert {"id", "state"} <= set(period)
        comments = call(demonstration, "GET", f"{PERIODS}/{period['id']}/comments")
        assert comments.json["items"]
        assert all({"id", "state"} <= set(one) for one in comments.json["items"])
        assert b"@example.cn" not in comments.body


def test_send_comment_is_kept_as_unconfirmed_and_its_key_repeats_the_answer(demonstration: Service) -> None:
    period, body = only(demonstration, "open"), {"text": TEXT, "contact": {"email": "wen@example.cn"}}
    first = send(demonstration, period, body, Idempotency_Key="c0ffee-1")
    again = send(demonstration, period, body, Idempotency_Key="c0ffee-1")
    other = send(demonstration, period, body | {"text": "另一条意见"}, Idempotency_Key="c0ffee-1")

    assert (first.status, again.status, other.status) == (202, 202, 422)
    assert first.json == again.json
    assert re.fullmatch(r"Y20\d\d-[1-9]\d*", first.json["number"])
    own = call(demonstration, "GET", f"/api/v1/comments/{first.json['number']}",
               X_Query_Code=first.json["query_code"])
    assert (own.json["state"], own.json["confirmed"]) == ("held", False)
    assert "set-cookie" not in first.headers


def test_send_comment_after_closing_is_refused_at_once(demonstration: Service) -> None:
    """C5: the API has no minutes of grace."""
    refused = send(demonstration, only(demonstration, "resulted"), {"text": TEXT})

    assert refused.status == 409
    assert refused.headers["content-type"] == "application/problem+json"
    assert "截止" in refused.json["detail"]
