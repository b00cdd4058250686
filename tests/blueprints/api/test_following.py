"""GET /api/v1/letters/{number} with its query code: what the writer sees, and that nobody else sees anything."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from models.case import Letter
from rules import numbering
from rules.actors import CITIZEN, Role
from rules.localtime import local_time
from rules.vocabulary import DECLINE_ADVICE, DeclineGround, State
from services import triage, withdrawal
from services.work import Work
from tests import factories
from tests.harness.clock import SimulatedClock

LETTERS = "/api/v1/letters"
WRONG_CODE = "0000-0000-0000-0000"
TRIES = 10


def send(client: FlaskClient) -> dict[str, str]:
    return client.post(LETTERS, json={"text": "小区的加压泵坏了三天。", "mailbox": "housing"}).json


def read(client: FlaskClient, number: str, code: str | None) -> TestResponse:
    return client.get(f"{LETTERS}/{number}", headers={} if code is None else {"X-Query-Code": code})


def test_read_with_code_shows_the_letter(client: FlaskClient, work: Work) -> None:
    receipt = send(client)

    answer = read(client, receipt["number"], receipt["query_code"])

    assert answer.status_code == 200
    letter = answer.json
    assert set(letter) == {"number", "state", "department", "due_on", "timeline", "reply"}
    assert (letter["number"], letter["due_on"]) == (receipt["number"], receipt["due_on"])
    assert (letter["state"], letter["department"], letter["reply"]) == ("received", None, None)
    [step] = letter["timeline"]
    received_at = work.session.scalars(select(Letter.received_at)).one()
    assert step.pop("at") == local_time(received_at).isoformat(timespec="seconds")
    assert step == {"title": "收到来信并登记", "by": "县住房和城乡建设局信箱", "words": ""}
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("typed", [str.lower, lambda code: "-".join(code[i:i + 4] for i in range(0, 16, 4))],
                         ids=["lower case", "in groups"])
def test_read_code_as_people_write_it_opens_the_letter(client: FlaskClient, typed: object) -> None:
    receipt = send(client)

    answer = read(client, receipt["number"].lower(), typed(receipt["query_code"]))  # type: ignore[operator]

    assert answer.status_code == 200


def test_read_answered_letter_has_the_reply(client: FlaskClient, work: Work) -> None:
    made = factories.letter_in(work, State.ANSWERED, token="a-form-token")
    work.session.commit()

    letter = read(client, made.number, numbering.query_code(work.secrets.code, "a-form-token")).json

    assert (letter["state"], letter["department"]) == ("answered", "县住房和城乡建设局")
    assert letter["reply"]["text"] == factories.REPLY
    assert letter["reply"]["issued_on"] == "2026-11-24"
    assert len(letter["reply"]["sha256"]) == 64


def test_read_declined_letter_says_why_and_where_instead(client: FlaskClient, work: Work) -> None:
    sent = factories.submission(work)
    office = factories.acting(work, factories.staff(work, Role.INTAKE))
    triage.decline(office, sent.id, DeclineGround.LEGAL_REMEDY, "合同纠纷。")
    work.session.commit()

    letter = read(client, sent.number, sent.query_code).json

    assert letter["state"] == "declined"
    assert "合同纠纷。" + DECLINE_ADVICE[DeclineGround.LEGAL_REMEDY] in letter["timeline"][0]["words"]


@pytest.mark.parametrize("code", [None, "", WRONG_CODE, "键".encode().decode("latin-1"), "A" * 5000],
                         ids=["no code", "empty", "wrong", "not ASCII", "long"])
@pytest.mark.parametrize("number", ["X2026-1", "X2026-99", "X2026-0", "nothing", "a" * 13, "%00", "%ED%A0%80"])
def test_read_wrong_pair_is_the_same_answer(client: FlaskClient, number: str, code: str | None) -> None:
    send(client)

    answer = read(client, number, code)

    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.get_data() == read(client, "X2026-77", WRONG_CODE).get_data()


def test_read_withdrawn_letter_is_the_same_answer_as_an_unknown_number(client: FlaskClient, work: Work) -> None:
    sent = factories.submission(work)
    withdrawal.withdraw(factories.acting(work, CITIZEN), sent.id)
    work.session.commit()

    answer, unknown = (read(client, number, sent.query_code) for number in (sent.number, "X2026-77"))

    assert (answer.status_code, answer.get_data()) == (404, unknown.get_data())
    assert list(answer.headers) == list(unknown.headers)


@pytest.mark.parametrize("number", ["X2026-1", "X2026-2"], ids=["known number", "unknown number"])
def test_read_too_many_wrong_codes_must_wait(client: FlaskClient, number: str, test_clock: SimulatedClock) -> None:
    receipt = send(client)
    for _ in range(TRIES):
        assert read(client, number, WRONG_CODE).status_code == 404

    refused = read(client, number, receipt["query_code"])

    assert (refused.status_code, refused.mimetype) == (429, "application/problem+json")
    assert 0 < int(refused.headers["Retry-After"]) <= 900
    test_clock.forward(seconds=timedelta(minutes=16).total_seconds())
    assert read(client, number, WRONG_CODE).status_code == 404
    assert read(client, receipt["number"], receipt["query_code"]).status_code == 200


def test_read_many_right_codes_are_never_refused(client: FlaskClient) -> None:
    receipt = send(client)

    statuses = {read(client, receipt["number"], receipt["query_code"]).status_code for _ in range(TRIES * 4)}

    assert statuses == {200}
