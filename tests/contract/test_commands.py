"""Contract: the other commands of the command line, their JSON, their help and their refusals."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from datetime import datetime, timedelta

import pytest
from flask import Flask

from rules.localtime import CHINA
from tests.contract.conftest import UNITS
from tests.contract.outside import json_lines, last_json
from tests.harness.processes import Service

COMMANDS = ("letters import", "letters export", "mask", "route", "ledger verify", "vocabulary", "departments import",
            "demo load", "staff add", "staff list", "staff password", "staff reset-factor", "demo code", "seed",
            "bootstrap-token", "clock kinds", "clock due", "digest build", "digest list", "digest verify",
            "counts check", "counts recount", "requests import", "requests vocabulary", "report annual")
CATEGORIES = {"consultation": "咨询", "suggestion": "建议", "complaint": "投诉", "request_help": "求助",
              "report": "举报", "praise": "表扬", "site_error": "纠错", "other": None}
CHANNELS = {"web", "api", "counter", "phone", "paper", "fax", "email", "hotline_12345", "message_board",
            "transfer_down"}
STATES = {"received", "triage", "assigned", "accepted", "drafted", "reviewed", "answered", "closed", "declined",
          "returned", "merged", "withdrawn", "rework"}
COMMENT_WORDS = {"stances": {"support", "oppose", "suggest"},
                 "comment_period_states": {"planned", "open", "closed", "resulted"},
                 "adoptions": {"adopted", "partly_adopted", "not_adopted"}}
DIGEST_FIGURES = {"opening", "received", "closed", "declined", "open", "overdue", "due", "on_time"}
CLOCK_KINDS = {"letter_consultation", "letter_suggestion", "letter_complaint", "letter_help", "letter_rework"}


def piped(service: Service, words: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command with something on its standard input."""
    return service.flask(*arguments, said=words)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(app: Flask, command: str) -> None:
    with app.app_context():
        shown = app.test_cli_runner().invoke(args=[*command.split(), "--help"])

    assert shown.exit_code == 0
    assert "Usage:" in shown.output


@pytest.mark.parametrize("arguments", [
    ("nothing",), ("mask", "/nowhere.txt"), ("route", "/nowhere.txt"), ("letters", "import", "/nowhere.csv"),
    ("letters", "export", "--from", "yesterday"), ("departments", "import", "/nowhere.csv"),
    ("staff", "add", "lin", "--name", "林", "--role", "king"), ("staff", "password", "nobody"), ("ledger", "mend"),
    ("digest", "build", "quarterly", "2026-Q5"), ("digest", "build", "monthly", "2999-01"),
    ("report", "annual", "2999", "--form", "2021"), ("requests", "import", "/nowhere.csv"),
], ids=" ".join)
def test_bad_input_ends_with_one_clear_line(app: Flask, arguments: tuple[str, ...]) -> None:
    with app.app_context():
        done = app.test_cli_runner().invoke(args=list(arguments))

    assert done.exit_code != 0
    assert isinstance(done.exception, SystemExit)
    assert done.stderr.strip().splitlines()[-1].startswith("Error: ")


def test_vocabulary_has_every_slug(county: Service) -> None:
    words = last_json(county.flask("vocabulary", "--json"))

    categories = {entry["slug"]: entry["label"] for entry in words["categories"]}
    assert set(categories) == set(CATEGORIES)
    assert all(categories[slug] == label for slug, label in CATEGORIES.items() if label)
    assert {entry["slug"] for entry in words["channels"]} == CHANNELS
    assert {entry["slug"] for entry in words["letter_states"]} == STATES
    assert {entry["slug"] for entry in words["units"]} == {"working_day", "calendar_day", "hour"}
    assert {entry["slug"] for entry in words["clock_kinds"]} >= CLOCK_KINDS
    assert {name: {entry["slug"] for entry in words[name]} for name in COMMENT_WORDS} == COMMENT_WORDS


def test_mask_gives_text_and_spans_in_the_input(county: Service) -> None:
    words = "我叫林小禾，电话13800138000，邮箱lin@example.cn。"

    masked = last_json(piped(county, words, "mask", "--json"))

    assert set(masked) == {"text", "findings"}
    assert "13800138000" not in masked["text"]
    found = {words[finding["start"]:finding["end"]] for finding in masked["findings"]}
    assert {"13800138000", "lin@example.cn"} <= found
    assert all(finding["kind"] for finding in masked["findings"])


def test_mask_without_json_prints_the_masked_text(app: Flask) -> None:
    with app.app_context():
        shown = app.test_cli_runner().invoke(args=["mask"], input="电话13800138000\n")

    assert shown.stdout == "电话138****8000\n"


def test_route_answers_line_by_line(county: Service) -> None:
    letters = [{"title": "末班车取消", "text": "桃源镇到县城的班车取消了，公交也没有。"},
               {"title": "", "text": "谢谢。"}]

    decisions = json_lines(piped(county, "\n".join(map(json.dumps, letters)) + "\n", "route"))

    assert len(decisions) == 2
    for decision in decisions:
        assert set(decision) == {"department", "confidence", "automatic", "reasons"}
        assert 0 <= decision["confidence"] <= 1
        assert isinstance(decision["automatic"], bool)
    assert decisions[1]["automatic"] is False


def test_departments_import_takes_the_county_s_list_twice(county: Service) -> None:
    rows = len(UNITS.read_text("utf-8").splitlines()) - 1

    assert last_json(county.flask("departments", "import", str(UNITS), "--json")) == {"imported": rows}


def test_ledger_verify_of_a_whole_record_is_ok(demonstration: Service) -> None:
    report = last_json(demonstration.flask("ledger", "verify", "--json"))

    assert (report["ok"], report["first_bad"]) == (True, None)
    assert report["events"] > 0


def test_ledger_verify_of_a_changed_record_names_the_row_and_exits_1(fresh_county: Service) -> None:
    fresh_county.flask("staff", "add", "lin", "--name", "林", "--role", "intake")
    tamper(fresh_county)

    done = fresh_county.flask("ledger", "verify", "--json", check=False)

    assert done.returncode == 1
    report = last_json(done)
    assert report["ok"] is False
    assert "system" in report["first_bad"]
    assert "1" in report["first_bad"]


def test_digest_build_freezes_figures_whose_rows_add_up(demonstration: Service) -> None:
    this_month = datetime.now(CHINA).date().replace(day=1)
    period = f"{this_month - timedelta(days=1):%Y-%m}"

    made = last_json(demonstration.flask("digest", "build", "monthly", period, "--json"))

    assert (made["kind"], made["period"], made["version"]) == ("monthly", period, 1)
    whole = made["figures"]
    assert whole["received"] > 0
    assert set(whole) >= DIGEST_FIGURES
    assert all({"name", *whole} <= set(row) for row in made["departments"])
    assert "unassigned" in {row["name"] for row in made["departments"]}
    assert {name: sum(row[name] for row in made["departments"]) for name in whole} == whole
    for row in (whole, *made["departments"]):
        came = row["opening"] + row["received"] + row["reopened"] + row["moved_in"]
        assert came == row["closed"] + row["declined"] + row["moved_out"] + row["open"]
    assert last_json(demonstration.flask("digest", "build", "monthly", period, "--json")) == made


def test_report_annual_has_every_row_and_sums_that_close(demonstration: Service) -> None:
    year = datetime.now(CHINA).year
    made = last_json(demonstration.flask("report", "annual", str(year), "--form", "2021", "--json"))

    assert (made["form"], made["year"]) == ("2021", year)
    assert all(set(cell) == {"row", "label", "column", "value"} for cell in made["cells"])
    value = {(cell["row"], cell["column"]): cell["value"] for cell in made["cells"]}
    applicants = {column for row, column in value if row == "3.1"}
    assert len(applicants) == 7
    assert value["3.1", "总计"] > 0
    for column in applicants:
        assert value["3.1", column] + value["3.2", column] == value["3.3.7", column] + value["3.4", column]
    old = last_json(demonstration.flask("report", "annual", str(year), "--form", "2018", "--json"))
    labels = {cell["label"] for cell in old["cells"]}
    words = last_json(demonstration.flask("requests", "vocabulary", "--json"))
    assert {entry["label"] for entry in words["outcomes_2018"]} <= labels
    assert {"收到申请数", "申请办结数", "申请答复数"} <= labels


def test_demonstration_is_loaded_into_an_empty_service_only(demonstration: Service) -> None:
    done = demonstration.flask("demo", "load", check=False)

    assert done.returncode != 0
    assert done.stderr.strip().splitlines()[-1].startswith("Error: ")
    assert demonstration.flask("demo", "load", "--if-empty").returncode == 0


def test_staff_add_prints_a_password_once_and_lists_the_account(fresh_county: Service) -> None:
    shown = fresh_county.flask("staff", "add", "lin", "--name", "林小禾", "--role", "intake").stdout

    password = shown.split()[-1]
    listed = fresh_county.flask("staff", "list").stdout
    assert len(password) >= 12
    assert "lin" in listed
    assert password not in listed


def tamper(service: Service) -> None:
    """Change an event behind the service's back, as somebody with the database file could."""
    with sqlite3.connect(service.data_dir / "mailbox.db") as database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        database.execute("UPDATE case_event SET payload = '{}' WHERE seq = 1")
