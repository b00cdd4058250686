"""Number and query code: neither alone opens anything, wrong pairs are all the same, and guessing leads nowhere."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, inspect, text, update

from extensions import db
from models.department import Department
from models.publication import Publication
from rules import numbering
from rules.vocabulary import State
from services import lookup
from services.work import Work
from tests import factories
from tests.fixtures.office import Office
from tests.fixtures.pages import Page, words_of
from tests.harness.clock import SimulatedClock

WRONG_CODE = "AAAA-BBBB-CCCC-DDDD"
UNKNOWN = "X2026-8888"
PAIRS = 500
MOST_APART_MS = 5.0
LETTERS = 60  # so that no number is asked for more often than it may be


def code_of(office: Office, token: str) -> str:
    return numbering.query_code(office.app.extensions["mailbox.secrets"].code, token)


def sent(office: Office, state: State, name: str) -> tuple[str, str]:
    """Return number and code of a letter in this state."""
    number = office.letter(state, token=f"a-form-token-{name}")
    return number, code_of(office, f"a-form-token-{name}")


def ask(client: FlaskClient, number: str, code: str, source: str) -> tuple[int, str, float]:
    """Ask for a letter; return status, page without what was typed, and milliseconds."""
    started = time.perf_counter()
    answer = client.post("/status", data={"number": number, "code": code}, environ_base={"REMOTE_ADDR": source})
    elapsed = (time.perf_counter() - started) * 1000
    return answer.status_code, answer.get_data(as_text=True).replace(number, "NUMBER").replace(code, "CODE"), elapsed


@pytest.fixture
def three_kinds(office: Office) -> dict[str, Callable[[int], tuple[str, str]]]:
    """Wrong pairs of each kind: nobody's number, somebody's with a wrong code, a withdrawn letter's own pair."""
    open_letters = [sent(office, State.ASSIGNED, f"open-{place}") for place in range(LETTERS)]
    withdrawn = [sent(office, State.WITHDRAWN, f"withdrawn-{place}") for place in range(LETTERS)]
    return {"unknown": lambda place: (f"X2026-{8000 + place % LETTERS}", WRONG_CODE),
            "wrong code": lambda place: (open_letters[place % LETTERS][0], WRONG_CODE),
            "withdrawn": lambda place: withdrawn[place % LETTERS]}


def test_wrong_pairs_of_every_kind_take_the_same_time(office: Office, three_kinds) -> None:
    """K2: over 500 interleaved asks of each kind the medians are less than 5 ms apart."""
    client, times = office.app.test_client(), {kind: [] for kind in three_kinds}
    for place in range(PAIRS):
        for kind, pair in three_kinds.items():
            status, _, elapsed = ask(client, *pair(place), f"10.{place // 250}.{place % 250}.1")
            assert status == 200, kind
            times[kind].append(elapsed)
    medians = {kind: statistics.median(values) for kind, values in times.items()}
    assert max(medians.values()) - min(medians.values()) < MOST_APART_MS, medians


def test_wrong_pairs_of_every_kind_have_the_same_page_and_the_same_steps(office: Office, three_kinds) -> None:
    """K2: same status, same body, and the database is asked the same questions."""
    client, answers, steps = office.app.test_client(), set(), {}
    with office.app.app_context():
        engine = db.engine
    for kind, pair in three_kinds.items():
        statements: list[object] = []

        def note(*facts: object, kept: list[object] = statements) -> None:
            kept.append(facts[2])

        ask(client, *pair(0), "10.9.9.8")
        event.listen(engine, "before_cursor_execute", note)
        answers.add(ask(client, *pair(1), "10.9.9.9")[:2])
        event.remove(engine, "before_cursor_execute", note)
        steps[kind] = [each for each in statements if "revision" not in str(each)]
    assert len(answers) == 1
    assert steps["unknown"] == steps["wrong code"] == steps["withdrawn"] != []


@pytest.mark.parametrize("path", ["/status/{}", "/status/{}/deadline", "/status/{}/withdrawal", "/receipt/{}",
                                  "/api/v1/letters/{}", "/api/v1/letters/{}/deadline"])
def test_number_alone_gives_what_nobodys_number_gives(office: Office, path: str) -> None:
    """K1, K2: without its code a number opens nothing, whatever the address; a wrong code in the header neither."""
    number, _ = sent(office, State.ANSWERED, "one")
    client = office.app.test_client()
    for headers in ({}, {"X-Query-Code": WRONG_CODE}):
        answers = []
        for asked in (number, UNKNOWN):
            answer = client.get(path.format(asked), headers=headers)
            answers.append((answer.status_code, answer.get_data(as_text=True).replace(asked, "NUMBER"),
                            answer.headers.get("Location", "").replace(asked, "NUMBER")))
        assert answers[0] == answers[1]
        assert answers[0][0] in (303, 404)


def test_database_holds_no_query_code(office: Office) -> None:
    """K1: of a code only a keyed digest is stored: it stands in no row of any table, in no way of writing it."""
    number, code = sent(office, State.ANSWERED, "dumped")
    with office.app.app_context(), db.engine.connect() as connection:
        dump = repr([list(connection.execute(text(f'SELECT * FROM "{table}"')))  # noqa: S608
                     for table in inspect(connection).get_table_names()])
    assert number in dump
    for written in (code, numbering.grouped(code), code.lower(), "a-form-token-dumped"):
        assert written not in dump


def test_query_code_has_eighty_random_bits(office: Office) -> None:
    """K1: sixteen signs of 32, and no two letters share one."""
    codes = {code_of(office, f"token-{place}") for place in range(500)}
    assert len(codes) == 500
    assert all(len(code) == 16 and set(code) <= set(numbering.ALPHABET) for code in codes)
    assert len(numbering.ALPHABET) ** 16 >= 2 ** 80


def test_two_hundred_guesses_are_limited_per_number_and_per_source(office: Office) -> None:
    """K3: of 200 guesses few are even looked at, from many sources at one number and from one source at many."""
    number, _ = sent(office, State.ASSIGNED, "guessed")
    client = office.app.test_client()
    at_one = [ask(client, number, WRONG_CODE, f"192.0.2.{place}")[0] for place in range(200)]
    from_one = [ask(client, f"X2026-{1000 + place}", WRONG_CODE, "198.51.100.7")[0] for place in range(200)]
    assert (at_one.count(200), at_one.count(429)) == (lookup.PER_NUMBER, 200 - lookup.PER_NUMBER)
    assert (from_one.count(200), from_one.count(429)) == (lookup.PER_SOURCE, 200 - lookup.PER_SOURCE)


def test_guesses_say_when_to_come_again(office: Office) -> None:
    client = office.app.test_client()
    for _ in range(lookup.PER_NUMBER):
        ask(client, UNKNOWN, WRONG_CODE, "192.0.2.1")
    answer = client.post("/status", data={"number": UNKNOWN, "code": WRONG_CODE})
    assert (answer.status_code, 0 < int(answer.headers["Retry-After"]) <= 900) == (429, True)


@pytest.mark.parametrize("neighbours", [pytest.param(False, id="strangers everywhere"),
                                        pytest.param(True, id="somebody behind the same address")])
def test_writer_is_never_locked_out_longer_than_a_quarter_of_an_hour_by_others(
        office: Office, test_clock: SimulatedClock, neighbours: bool) -> None:
    """K3: somebody guesses without end through five windows; the writer, who tries each minute, waits 15 at most."""
    number, code = sent(office, State.ASSIGNED, "besieged")
    stranger, sources, shut, longest = office.app.test_client(), count(), 0, 0
    for _ in range(75):
        for _ in range(lookup.PER_SOURCE if neighbours else lookup.PER_NUMBER):
            source = "192.0.2.1" if neighbours else f"10.1.{next(sources) % 250}.{next(sources) % 250}"
            if ask(stranger, number, WRONG_CODE, source)[0] == 429:
                break
        opened = ask(office.app.test_client(), number, code, "192.0.2.1")[0] == 303
        shut = 0 if opened else shut + 1
        longest = max(longest, shut)
        test_clock.forward(minutes=1)
    assert 0 < longest <= timedelta(minutes=15) / timedelta(minutes=1)


def test_public_pages_show_no_internal_id_in_any_address(office: Office) -> None:
    """K4: of all public pages, found by following every link, no address has the id of a row in it."""
    def publish(work: Work) -> None:
        # Ids that cannot be mistaken for anything else: whatever is new counts on from here.
        work.session.add(Department(id=700_000_001, code="archive", name="县档案馆", kind="bureau",
                                    valid_from=date(2020, 1, 1)))
        for place in range(26):
            letter = factories.published_letter(work, title=f"第{place}封")
            work.session.execute(update(Publication).where(Publication.case_id == letter.id)
                                 .values(id=700_000_001 + place))

    office.do(None, publish)
    seen = crawl(office.app)
    assert {"/", "/letters", "/statistics", "/status", "/write", "/guide"} <= {path.partition("?")[0] for path in seen}
    assert any("after=" in path for path in seen)
    assert any("department=archive" in path for path in seen)
    assert any(path.startswith("/letters/") for path in seen)
    assert not [path for path in seen if re.search(r"7000000\d\d", path)]


def crawl(app: Flask, most: int = 300) -> set[str]:
    """Return the addresses of all public pages that links and filters lead to."""
    client, seen, waiting = app.test_client(), set(), ["/"]
    while waiting and len(seen) < most:
        path = waiting.pop()
        if path in seen or not path.startswith("/") or path.startswith(("/desk", "/office", "/sign-in", "/static")):
            continue
        seen.add(path)
        answer = client.get(path)
        if answer.status_code != 200 or answer.mimetype != "text/html" or path.startswith("/calendar/20"):
            continue
        page = Page(answer, path)
        waiting += [link.get("href", "").partition("#")[0] for link in page.all("a")]
        waiting += [f"/letters?{select.get('name')}={option.get('value')}" for select in page.all("select")
                    for option in select.iter("option") if path == "/letters" and words_of(option)]
    return seen
