"""POST /api/v1/comment-periods/{number}/comments: counted at once or kept until confirmed, refused as on the page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from sqlalchemy import select

from models.comment import Comment
from models.comment_period import CommentPeriod
from rules.actors import CITIZEN
from rules.vocabulary import State
from services import comment_confirmations, confirmations
from services.work import Work
from tests import factories_comments
from tests.factories import acting
from tests.fixtures.office import Office
from tests.harness.clock import SimulatedClock

COMMENTS = "/api/v1/comment-periods/Z2026-1/comments"
BODY: dict[str, Any] = {"text": "首三十分钟太短。", "passage": "a3", "stance": "oppose",
                        "contact": {"name": "张小祥", "email": "zhang@example.cn"}}


@pytest.fixture
def period(office: Office) -> None:
    office.do(None, lambda work: factories_comments.period_in(work, State.OPEN))


def token_of(office: Office) -> str:
    """Confirm the first comment as its writer does, and return what the page then gives."""
    made: list[str] = []

    def act(work: Work) -> None:
        comment = work.session.scalars(select(Comment).order_by(Comment.case_id)).first()
        assert comment is not None
        confirmations.confirm_email(acting(work, CITIZEN), confirmations.token(work, comment))
        made.append(comment_confirmations.contact_token(work, comment.id))

    office.do(None, act)
    return made[0]


@pytest.mark.usefixtures("period")
def test_send_answers_202_until_its_contact_is_confirmed_and_201_with_the_proof(
        client: FlaskClient, office: Office) -> None:
    """C1: the same contact counts once, also by program; a repeat under one key is the same comment."""
    first, again = (client.post(COMMENTS, json=BODY, headers={"Idempotency-Key": "k1"}) for _ in range(2))
    assert (first.status_code, first.json["confirmed"], first.json) == (202, False, again.json)
    counted = client.post(COMMENTS, json=BODY | {"contact_token": token_of(office)})
    assert (counted.status_code, counted.json["number"], counted.json["confirmed"]) == (201, "Y2026-2", True)
    address = first.headers["Location"]
    own = client.get(address, headers={"X-Query-Code": first.json["query_code"]})
    assert (own.json["state"], own.json["replaced_by"], own.json["passage"]) == ("replaced", "Y2026-2", "a3")
    document = client.get("/api/v1/openapi.json").json
    for answer, name in ((first, "CommentReceipt"), (counted, "CommentReceipt"), (own, "OwnComment")):
        Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": document["components"]}
                             ).validate(answer.json)
    assert client.get(address, headers={"X-Query-Code": "wrong"}).status_code == 404
    example = document["paths"]["/comment-periods/{number}/comments"]["post"]["requestBody"]
    assert client.post(COMMENTS, json=example["content"]["application/json"]["example"]).status_code == 202


@pytest.mark.parametrize(("path", "change", "status", "pointer"), [
    (COMMENTS, {"text": ""}, 422, "/text"), (COMMENTS, {"passage": "a99"}, 422, "/passage"),
    (COMMENTS, {"stance": "maybe"}, 422, "/stance"), (COMMENTS, {"contact": {"email": "x"}}, 422, "/contact/email"),
    (COMMENTS, {"opened_at": "2026-11-01"}, 422, "/opened_at"),
    (COMMENTS.replace("Z2026-1", "Z2026-9"), {}, 404, None),
], ids=["nothing said", "no such passage", "no such stance", "no address", "no such member", "no such period"])
@pytest.mark.usefixtures("period")
def test_send_refuses_with_the_place_of_the_fault(
        client: FlaskClient, path: str, change: dict[str, Any], status: int, pointer: str | None) -> None:
    answer = client.post(path, json=BODY | {"stance": "suggest"} | change)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert [fault["pointer"] for fault in answer.json.get("errors", [])] == ([pointer] if pointer else [])


@pytest.mark.usefixtures("period")
def test_send_after_closing_is_refused_without_any_grace(
        client: FlaskClient, work: Work, test_clock: SimulatedClock) -> None:
    """C5: a program opened no form, so that the minutes of grace are not for it."""
    closes_at = work.session.scalars(select(CommentPeriod.closes_at)).one()
    work.session.rollback()
    test_clock.set(closes_at + timedelta(seconds=1))
    answer = client.post(COMMENTS, json=BODY)
    assert (answer.status_code, "截止" in answer.json["detail"]) == (409, True)
