"""Contract: the clock's commands as another program calls them."""

from __future__ import annotations

import json

from tests.contract.outside import call, json_lines, last_json
from tests.harness.processes import Service

KINDS = {"letter_consultation", "letter_suggestion", "letter_complaint", "letter_help", "disclosure_reply",
         "disclosure_correction_notice", "third_party_opinion", "petition_notice", "petition_conclusion",
         "normative_comment", "opinion_incident_first"}


def test_clock_kinds_lists_the_kinds_of_the_contract(county: Service) -> None:
    rows = last_json(county.flask("clock", "kinds", "--json"))
    assert {row["kind"] for row in rows} >= KINDS
    assert all({"kind", "length", "unit", "article", "from", "until", "plain"} <= set(row) for row in rows)
    assert {row["unit"] for row in rows} == {"working_day", "calendar_day", "hour"}


def test_clock_due_gives_the_day_and_its_receipt(county: Service) -> None:
    said = last_json(county.flask("clock", "due", "disclosure_reply", "2026-01-15",
                                  "--pause", "2026-01-22:2026-02-06", "--json"))
    assert set(said) == {"kind", "event_on", "due_on", "provisional", "days"}
    assert (said["due_on"], sum(day["counted"] for day in said["days"])) == ("2026-03-05", 20)


def test_clock_due_of_a_batch_gives_a_line_for_a_line(county: Service) -> None:
    asked = [{"kind": "petition_notice", "event_on": "2026-02-02"}, {"kind": "petition_notice"},
             {"kind": "disclosure_reply", "event_on": "2026-01-15", "extend": True,
              "pauses": [["2026-01-22", "2026-02-06"]]}]
    done = county.flask("clock", "due", "--batch", "-", "--json", said="\n".join(map(json.dumps, asked)))
    first, bad, last = json_lines(done)
    assert first == {"kind": "petition_notice", "event_on": "2026-02-02", "due_on": "2026-02-24",
                     "inner_on": "2026-02-17", "provisional": False}
    assert set(bad) == {"error"}
    assert last["due_on"] == "2026-04-02"


def test_clock_due_with_an_extension_that_the_law_does_not_know_is_refused(county: Service) -> None:
    done = county.flask("clock", "due", "petition_notice", "2026-02-02", "--extend", check=False)
    assert done.returncode == 1
    assert done.stderr.strip().splitlines() == ["Error: petition_notice knows no extension."]


def test_deadline_of_a_letter_is_explained_to_whoever_has_its_code(demonstration: Service) -> None:
    receipt = call(demonstration, "POST", "/api/v1/letters", {"text": "路灯坏了三天。", "category": "complaint"}).json
    path = f"/api/v1/letters/{receipt['number']}/deadline"
    said = call(demonstration, "GET", path, X_Query_Code=receipt["query_code"]).json
    assert (set(said), said["number"]) == ({"number", "clocks"}, receipt["number"])
    [clock] = said["clocks"]
    assert {"kind", "article", "event_on", "due_on", "inner_on", "provisional", "extension", "pauses",
            "calendar_version", "days", "earlier"} <= set(clock)
    assert (clock["kind"], clock["due_on"]) == ("letter_complaint", receipt["due_on"])
    assert sum(day["counted"] for day in clock["days"]) == 15
    assert call(demonstration, "GET", path, X_Query_Code="0" * 16).status == 404
