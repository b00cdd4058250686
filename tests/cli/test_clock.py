"""`clock kinds` and `clock due`: shapes, refusals, and ten thousand random cases against a count by hand."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from time import perf_counter
from typing import Any

import chinese_calendar
import pytest
from click.testing import Result
from flask import Flask

from extensions import db
from models.clock import ClockTerm
from models.department import Mailbox
from queries.settings import SETTINGS_REVISION
from rules.clock_kinds import Unit
from services import locking
from tests.rules.walker import last_days

CASES, MOST_SECONDS = 10_000, 20
FIRST, LAST = date(2007, 1, 1), date(2026, 6, 1)
ONE_DAY = timedelta(days=1)
KIND_KEYS = {"kind", "length", "unit", "article", "from", "until", "plain", "extension", "pauses", "label"}


def run(app: Flask, *arguments: str, lines: str | None = None) -> Result:
    with app.app_context():
        return app.test_cli_runner().invoke(args=["clock", *arguments], input=lines)


def answer(app: Flask, *arguments: str) -> Any:
    done = run(app, "due", *arguments, "--json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.output)


def batch(app: Flask, *asked: Any) -> list[Any]:
    lines = "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in asked)
    done = run(app, "due", "--batch", "-", lines=lines)
    assert done.exit_code == 0, done.stderr
    return [json.loads(line) for line in done.output.splitlines()]


def kinds(app: Flask) -> list[dict[str, Any]]:
    return json.loads(run(app, "kinds", "--json").output)


def random_case(source: random.Random, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a line of any kind in days, pauses in two of three, an extension in one of two."""
    event_on = FIRST + timedelta(days=source.randrange((LAST - FIRST).days))
    pauses = []
    for _ in range(source.choice((0, 1, 2))):
        after = event_on + timedelta(days=source.randrange(-5, 60))
        pauses.append([after.isoformat(), (after + timedelta(days=source.randrange(30))).isoformat()])
    kind = source.choice([row["kind"] for row in rows if row["unit"] != "hour"])
    return {"kind": kind, "event_on": event_on.isoformat(), "extend": source.random() < 0.5, "pauses": pauses}


def by_hand(asked: dict[str, Any], rows: list[dict[str, Any]], workdays: set[date]) -> dict[str, Any] | None:
    """Count the days of a line one by one; None where it is to be refused."""
    on = asked["event_on"]
    fitting = [row for row in rows if row["kind"] == asked["kind"]
               and (row["from"] or "") <= on <= (row["until"] or "9999")]
    if not fitting or (asked["extend"] and not fitting[0]["extension"]):
        return None
    row = fitting[0]
    count = row["length"] + (row["extension"] if asked["extend"] else 0)
    pauses = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in asked["pauses"]]
    inner, moved = last_days(date.fromisoformat(on), count, Unit(row["unit"]), pauses, workdays.__contains__)
    expected = {"kind": asked["kind"], "event_on": on, "due_on": moved.isoformat(), "provisional": False}
    return expected | ({"inner_on": inner.isoformat()} if row["unit"] == "calendar_day" else {})


def test_due_batch_agrees_with_a_count_by_hand_on_random_cases(app: Flask) -> None:
    seed = random.randrange(10**9)
    source, rows = random.Random(seed), kinds(app)
    asked = [random_case(source, rows) for _ in range(CASES)]
    workdays = {day for n in range((date(2026, 12, 31) - FIRST).days + 1)
                if chinese_calendar.is_workday(day := FIRST + n * ONE_DAY)}
    started = perf_counter()
    answers = batch(app, *asked)
    assert perf_counter() - started < MOST_SECONDS
    expected = [by_hand(one, rows, workdays) for one in asked]
    wrong = [(one, said, right) for one, said, right in zip(asked, answers, expected, strict=True)
             if (said != right if right else set(said) != {"error"})]
    assert not wrong, f"seed {seed}: {len(wrong)} of {CASES} differ, the first: {wrong[0]}"
    assert sum(right is not None for right in expected) > CASES / 3


def test_kinds_have_the_keys_of_the_contract_and_every_regime(app: Flask) -> None:
    rows = kinds(app)
    assert all(set(row) == KIND_KEYS for row in rows)
    disclosure = [(row["length"], row["from"], row["until"]) for row in rows if row["kind"] == "disclosure_reply"]
    assert disclosure == [(15, "2008-05-01", "2019-05-14"), (20, "2019-05-15", None)]
    assert {row["plain"] for row in rows if row["unit"] == "working_day"} == {True}
    assert {row["plain"] for row in rows if row["unit"] == "calendar_day"} == {False}
    shown = run(app, "kinds").output.splitlines()
    assert [line.split()[0] for line in shown] == [row["kind"] for row in rows]


def test_due_gives_the_receipt_day_by_day(app: Flask) -> None:
    said = answer(app, "disclosure_reply", "2026-01-15", "--pause", "2026-01-22:2026-02-06", "--extend")
    assert {key: said[key] for key in said if key != "days"} == {
        "kind": "disclosure_reply", "event_on": "2026-01-15", "due_on": "2026-04-02", "provisional": False}
    assert all(set(day) == {"on", "counted", "reason"} for day in said["days"])
    assert (said["days"][0]["on"], said["days"][-1]["on"]) == ("2026-01-15", "2026-04-02")
    assert sum(day["counted"] for day in said["days"]) == 40


def test_due_of_calendar_days_gives_the_inner_day_too(app: Flask) -> None:
    said = answer(app, "petition_conclusion", "2026-08-05")
    assert (said["inner_on"], said["due_on"]) == ("2026-10-04", "2026-10-08")


@pytest.mark.parametrize(("event", "due_at"), [
    pytest.param("2026-10-01T14:30", "2026-10-01T19:30:00+08:00", id="China time"),
    pytest.param("2026-10-01T22:30:00Z", "2026-10-02T11:30:00+08:00", id="with an offset"),
    pytest.param("2026-10-01", "2026-10-01T05:00:00+08:00", id="a day alone")])
def test_due_of_hours_is_an_instant(app: Flask, event: str, due_at: str) -> None:
    said = answer(app, "opinion_incident_first", event)
    assert (said["due_at"], said["due_on"]) == (due_at, due_at[:10])


def test_due_in_a_year_without_notice_is_provisional(app: Flask) -> None:
    assert answer(app, "letter_consultation", "2026-12-28")["provisional"] is True


def test_due_for_a_reader_says_the_day_and_why(app: Flask) -> None:
    shown = run(app, "due", "petition_notice", "2026-02-02").output
    assert "Due 2026-02-24, 2026-02-17 before holidays move it" in shown
    assert "从收到次日（2月3日）起算" in shown
    assert "春节，顺延" in shown


@pytest.mark.parametrize(("arguments", "words"), [
    pytest.param(["nothing", "2026-01-01"], "is no clock kind", id="an unknown kind"),
    pytest.param(["letter_help", "yesterday"], "YYYY-MM-DD", id="no day"),
    pytest.param(["letter_help", "2026-02-30"], "YYYY-MM-DD", id="no such day"),
    pytest.param(["letter_help", "20260201"], "YYYY-MM-DD", id="another way to write a day"),
    pytest.param(["letter_help", "9999-12-31"], "between 1950 and 2150", id="a day far away"),
    pytest.param(["letter_help", "2026-02-03T10:00"], "YYYY-MM-DD", id="an hour for a clock in days"),
    pytest.param(["opinion_response", "2026-02-03T25:00"], "2026-10-01T14:30", id="no such hour"),
    pytest.param(["disclosure_reply", "2008-04-30"], "No rule gave", id="before the first rule"),
    pytest.param(["foreign_deadline", "2026-02-03"], "stated", id="a kind with a stated day"),
    pytest.param(["petition_notice", "2026-02-03", "--extend"], "knows no extension", id="no extension"),
    pytest.param(["letter_help", "2026-02-03", "--pause", "2026-03-02:2026-03-01"], "ends before", id="backwards"),
    pytest.param(["letter_help", "2026-02-03", "--pause", "2026-03-02"], "FROM:TO", id="half a pause"),
    pytest.param(["opinion_response", "2026-02-03", "--pause", "2026-03-01:2026-03-02"], "no pause", id="hours"),
    pytest.param(["letter_help"], "KIND and a DATE", id="no date"),
    pytest.param(["letter_help", "2026-02-03", "--batch", "-"], "--batch", id="a date and a batch"),
    pytest.param(["--batch", "/nowhere.jsonl"], "No such file", id="a missing file")])
def test_due_with_bad_input_ends_with_one_clear_line(app: Flask, arguments: list[str], words: str) -> None:
    done = run(app, "due", *arguments)
    assert done.exit_code != 0
    assert done.stdout == ""
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("Error: ")
    assert words in last


@pytest.mark.parametrize("line", [
    "", "{", "[1]", '"x"', "null", "[" * 100_000, '{"kind": "letter_help"}',
    '{"kind": "letter_help", "event_on": 20260101}', '{"kind": ["letter_help"], "event_on": "2026-01-01"}',
    '{"kind": "letter_help", "event_on": "2026-01-01", "extend": "yes"}',
    '{"kind": "letter_help", "event_on": "2026-01-01", "pauses": "2026-01-01:2026-01-02"}',
    '{"kind": "letter_help", "event_on": "2026-01-01", "pauses": [["2026-01-01"]]}',
    '{"kind": "letter_rework", "event_on": "2026-01-01", "extend": true}'],
    ids=["empty", "no JSON", "a list", "a string", "null", "deep", "no day", "a number", "a list of kinds", "yes",
         "a string of pauses", "half a pause", "no extension"])
def test_due_batch_answers_a_bad_line_in_its_place(app: Flask, line: str) -> None:
    good = {"kind": "letter_help", "event_on": "2026-11-24"}
    before, bad, after = batch(app, good, line, good)
    assert set(bad) == {"error"}
    assert before == after == {"kind": "letter_help", "event_on": "2026-11-24", "due_on": "2026-12-08",
                               "provisional": False}


def test_due_of_letters_follows_the_county_terms_of_the_day(app: Flask) -> None:
    with app.app_context():
        leader = db.session.query(Mailbox).filter_by(slug="housing").one()
        db.session.add_all([
            ClockTerm(category="complaint", length=7, unit="working_day", valid_from=date(2026, 12, 1)),
            ClockTerm(category="complaint", length=3, unit="working_day", valid_from=date(2026, 1, 1),
                      mailbox_id=leader.id)])
        locking.bump_revision(db.session, SETTINGS_REVISION)
        db.session.commit()
    rows = [(row["length"], row["extension"], row["from"], row["until"]) for row in kinds(app)
            if row["kind"] == "letter_complaint"]
    assert rows == [(15, 15, None, "2026-11-30"), (7, 7, "2026-12-01", None)]
    assert [answer(app, "letter_complaint", on)["due_on"] for on in ("2026-11-30", "2026-12-01")] == [
        "2026-12-21", "2026-12-10"]
