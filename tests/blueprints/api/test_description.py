"""The OpenAPI document against the addresses that exist and against real answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator, FormatChecker
from werkzeug.test import TestResponse

from services.work import Work
from tests import factories, factories_public

PREFIX = "/api/v1"
DESCRIPTION = f"{PREFIX}/openapi.json"
Document = dict[str, Any]


@pytest.fixture
def document(client: FlaskClient) -> Document:
    return client.get(DESCRIPTION).json


@pytest.fixture
def validate(document: Document) -> Callable[[TestResponse, str, str], None]:
    """Check an answer against what the document says of the method, the path and the answer's status."""
    def check(answer: TestResponse, method: str, path: str) -> None:
        promised = document["paths"][path][method]["responses"][str(answer.status_code)]
        if "$ref" in promised:
            promised = document["components"]["responses"][promised["$ref"].rpartition("/")[2]]
        schema = promised["content"][answer.mimetype]["schema"]
        whole = {**schema, "components": document["components"]}
        Draft202012Validator(whole, format_checker=FormatChecker()).validate(answer.json)
    return check


def test_description_lists_exactly_the_addresses_of_the_api(app: Flask, document: Document) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(PREFIX)]
    served = {(rule.rule.removeprefix(PREFIX).replace("<", "{").replace(">", "}"), method.lower())
              for rule in rules for method in rule.methods or () if method not in ("HEAD", "OPTIONS")}

    assert {(path, method) for path, methods in document["paths"].items() for method in methods} == served


def test_description_is_openapi_with_valid_schemas_and_no_loose_ends(document: Document) -> None:
    assert document["openapi"].startswith("3.1.")
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for reference in references(document):
        target: Any = document
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]


def test_description_promises_problems_for_every_operation(document: Document) -> None:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert {"400", "405", "500", "503"} <= set(operation["responses"]), f"{method} {path}"
            assert operation["operationId"]
            assert operation["summary"]


def test_examples_of_requests_are_taken(client: FlaskClient, document: Document) -> None:
    example = document["paths"]["/letters"]["post"]["requestBody"]["content"]["application/json"]["example"]

    assert client.post(f"{PREFIX}/letters", json=example).status_code == 201


def test_answers_about_own_letters_fit_their_schemas(
        client: FlaskClient, validate: Callable[[TestResponse, str, str], None]) -> None:
    sent = client.post(f"{PREFIX}/letters", json={"text": "路灯不亮"})
    validate(sent, "post", "/letters")
    own = f"{PREFIX}/letters/{sent.json['number']}"
    for code in (sent.json["query_code"], "wrong"):
        validate(client.get(own, headers={"X-Query-Code": code}), "get", "/letters/{reference}")
    for _ in range(10):
        last = client.get(own, headers={"X-Query-Code": "wrong"})
    assert last.status_code == 429
    validate(last, "get", "/letters/{reference}")


@pytest.mark.parametrize(("body", "media_type"), [
    (b"{", "application/json"), (b"[]", "application/json"), (b'{"odd": 1}', "application/json"),
    (b"{}", "text/plain"), (b" " * 70_000, "application/json")],
    ids=["broken", "list", "unknown member", "another media type", "too large"])
def test_refusals_of_letters_fit_their_schemas(
        client: FlaskClient, validate: Callable[[TestResponse, str, str], None], body: bytes, media_type: str) -> None:
    answer = client.post(f"{PREFIX}/letters", data=body, content_type=media_type)

    assert answer.status_code >= 400
    validate(answer, "post", "/letters")


def test_answers_about_published_letters_fit_their_schemas(
        client: FlaskClient, work: Work, validate: Callable[[TestResponse, str, str], None]) -> None:
    factories.published_letter(work)
    work.session.commit()
    listed = client.get(f"{PREFIX}/letters")
    assert len(listed.json["items"]) == 1
    validate(listed, "get", "/letters")
    validate(client.get(f"{PREFIX}/letters?cursor=x"), "get", "/letters")
    public_id = listed.json["items"][0]["id"]
    validate(client.get(f"{PREFIX}/letters/{public_id}"), "get", "/letters/{reference}")
    validate(client.put(f"{PREFIX}/statistics"), "get", "/statistics")


def test_answers_about_figures_fit_their_schemas(
        client: FlaskClient, work: Work, validate: Callable[[TestResponse, str, str], None]) -> None:
    factories_public.issued(work)
    work.session.commit()
    for query in ("period=2026-07", "period=2026-Q3", "month=2026-10", "period=2026", "period=x"):
        validate(client.get(f"{PREFIX}/statistics?{query}"), "get", "/statistics")
    for query in ("", "?cursor=x"):
        validate(client.get(f"{PREFIX}/digests{query}"), "get", "/digests")
    for place in ("quarterly/2026-Q3", "daily/2026-11-22"):
        validate(client.get(f"{PREFIX}/digests/{place}"), "get", "/digests/{kind}/{period}")


def references(part: Any) -> list[str]:
    """Return every $ref of a document."""
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [found for value in part.values() for found in references(value)]
    return [found for value in part for found in references(value)] if isinstance(part, list) else []
