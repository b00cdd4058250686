"""Public comment for programs: what was released, passage by passage, and only comments that were made public."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator, FormatChecker

from rules.comment_words import Stance
from rules.vocabulary import State
from services.work import Work
from tests.factories_comments import comment, period_in

PLACE = "/api/v1/comment-periods"


def fits(client: FlaskClient, answer: Any, name: str) -> None:
    """Assert that an answer is of the shape that the description promises."""
    document = client.get("/api/v1/openapi.json").json
    whole = {**document["components"]["schemas"][name], "components": document["components"]}
    Draft202012Validator(whole, format_checker=FormatChecker()).validate(answer)


def test_period_is_read_with_its_passages_and_its_public_comments(work: Work, client: FlaskClient) -> None:
    period_in(work, State.RELEASE_REVIEWED)
    period = period_in(work, State.OPEN)
    made = [comment(work, period, text=f"意见之{place}。", stance=Stance.OPPOSE) for place in range(27)]
    for one in made[1:]:
        one.state = State.SHOWN.value
    work.session.commit()
    listed, read = client.get(PLACE).json, client.get(f"{PLACE}/{period.number}").json
    first = client.get(f"{PLACE}/{period.number}/comments?passage=a3&stance=oppose").json
    for answer, name in ((listed, "CommentPeriodPage"), (read, "CommentPeriod"), (first, "PublicCommentPage")):
        fits(client, answer, name)
    assert [(item["id"], item["state"], item["comments"]) for item in listed["items"]] == [("Z2026-2", "open", 27)]
    assert read["closes_at"] == "2026-12-25T00:00:00+08:00"
    assert [(one["anchor"], one["comments"], one["shown"]) for one in read["passages"]] == [
        ("a1", 0, 0), ("a2", 0, 0), ("a3", 27, 26)]
    assert read["figures"]["unconfirmed"] == read["per_day"][0]["comments"] == 27
    rest = client.get(f"{PLACE}/{period.number}/comments?passage=a3&stance=oppose&cursor={first['next']}").json
    assert [one["text"] for one in (*first["items"], *rest["items"])] == [f"意见之{26 - at}。" for at in range(26)]
    assert rest["next"] is None
    assert made[1].number not in str(first)


@pytest.mark.parametrize(("path", "status"), [
    ("/Z2026-9", 404), ("/Z2026-1", 404), ("/%00", 404), ("/Z2026-2/comments?passage=a99", 422),
    ("/Z2026-2/comments?stance=maybe", 422), ("/Z2026-2/comments?cursor=7", 422), ("?state=secret", 422),
    ("?cursor=7", 422), ("?state=resulted", 200), ("/Z2026-2/comments?passage=whole", 200),
], ids=["unknown", "not released", "no number", "no such passage", "no such stance", "cursor of comments", "no state",
        "cursor of periods", "none with a result", "whole draft"])
def test_what_cannot_be_read_is_told(work: Work, client: FlaskClient, path: str, status: int) -> None:
    for state in (State.PLANNED, State.OPEN):
        period_in(work, state)
    work.session.commit()
    assert client.get(f"{PLACE}{path}").status_code == status
