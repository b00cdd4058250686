from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from extensions import db
from models.clock import Clock
from tests.fixtures.calendars import NOTICE_2027
from tests.fixtures.office import Office

CSV = "date,kind,name\n2027-01-01,holiday,元旦\n2027-01-04,holiday,元旦\n2027-01-10,workday,\n"


def run(app: Flask, *arguments: str) -> Result:
    with app.app_context():
        return app.test_cli_runner().invoke(args=["calendar", *arguments])


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    file = tmp_path / "2027.csv"
    file.write_text(CSV, encoding="utf-8")
    return file


def test_load_of_a_new_year_is_in_force_and_recounts_the_clocks_at_once(
        app: Flask, office: Office, test_clock, notice: Path) -> None:
    test_clock.forward(days=35)
    office.letter()
    done = run(app, "load", str(notice))
    assert done.output.startswith("2027: version 24 is in force; ")
    assert done.exit_code == 0
    with app.app_context():
        clock = db.session.scalars(select(Clock).where(Clock.is_answer)).one()
        assert (clock.due_on.isoformat(), clock.provisional, clock.calendar_version) == ("2027-01-07", False, 24)


def test_load_prints_year_version_and_state_as_json(app: Flask, notice: Path) -> None:
    printed = [json.loads(run(app, "load", str(notice), "--json").output) for _ in range(2)]
    assert printed == [{"year": 2027, "version": 24, "state": "in_force"},
                       {"year": 2027, "version": None, "state": "unchanged"}]


def test_load_over_a_notice_says_that_a_second_person_has_to_approve(app: Flask, notice: Path) -> None:
    run(app, "load", str(notice))
    notice.write_text(CSV + "2027-05-03,holiday,劳动节\n")
    done = run(app, "load", str(notice))
    assert (done.exit_code, done.output.count("\n")) == (0, 1)
    assert "waits for a second person at http://localhost/office/calendar" in done.output
    assert json.loads(run(app, "load", str(notice), "--json").output) == {
        "year": 2027, "version": None, "state": "proposed"}
    assert json.loads(run(app, "show", "2027", "--json").output)["version"] == 24


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", CSV.encode("gb18030")), ("a.csv", b"\xef\xbb\xbf" + CSV.encode()),
     ("a.txt", CSV.replace(",", "\t").encode()),
     ("a.csv", CSV.translate(str.maketrans("0123456789,-", "０１２３４５６７８９，－")).encode()),
     ("a.json", b'[{"date":"2027-01-01","kind":"holiday","name":""},{"date":"2027-01-04","kind":"\xe4\xbc\x91"},'
                b'{"date":"2027-01-10","kind":"workday"}]')],
    ids=["GB 18030", "with a mark", "tabs", "full width", "JSON"],
)
def test_load_takes_the_files_that_people_have(app: Flask, tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert json.loads(run(app, "load", str(file), "--json").output)["state"] == "in_force"
    shown = json.loads(run(app, "show", "2027", "--json").output)
    assert [(day["date"], day["kind"]) for day in shown["days"]] == [
        ("2027-01-01", "holiday"), ("2027-01-04", "holiday"), ("2027-01-10", "workday")]


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [(b"", (), "一天也没有写"), (b"tomorrow\n", (), "第1行"), (b"\xff\xfe\x00\x81", (), "UTF-8"), (b"{", (), "JSON"),
     (CSV.encode(), ("--year", "2028"), "不在2028年"), (b"2001-01-01,holiday,\n", (), "2004"),
     (b"2027-01-04,workday,\n", (), "本来就上班")],
    ids=["empty", "no date", "no text", "broken JSON", "another year", "too long ago", "a weekday worked"],
)
def test_load_of_bad_input_ends_with_one_line(
        app: Flask, tmp_path: Path, content: bytes, options: tuple[str, ...], words: str) -> None:
    file = tmp_path / "bad.csv"
    file.write_bytes(content)
    done = run(app, "load", str(file), *options)
    assert done.exit_code == 1
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert json.loads(run(app, "show", "2027", "--json").output)["provisional"]


def test_load_takes_title_and_year_from_json_or_options(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "2028.json"
    file.write_text(json.dumps({"year": 2028, "notice": "国办发明电〔2027〕9号",
                                "days": [{"date": "2027-12-31", "kind": "休", "name": "元旦"}]}))
    assert json.loads(run(app, "load", str(file), "--json").output)["year"] == 2028
    assert json.loads(run(app, "show", "2028", "--json").output)["notices"] == ["国办发明电〔2027〕9号"]
    other = tmp_path / "2029.txt"
    other.write_text("2029-01-01 休 元旦")
    run(app, "load", str(other), "--notice", "县里的通知", "--year", "2029")
    assert json.loads(run(app, "show", "2029", "--json").output)["notices"] == ["县里的通知"]


@pytest.mark.parametrize(
    ("year", "working_days", "provisional"),
    [(2016, 250, False), (2024, 251, False), (2026, 248, False), (2027, 254, True)])
def test_show_gives_the_working_days_of_a_year(app: Flask, year: int, working_days: int, provisional: bool) -> None:
    shown = json.loads(run(app, "show", str(year), "--json").output)
    assert (shown["working_days"], shown["provisional"]) == (working_days, provisional)
    said = run(app, "show", str(year)).output
    assert said.startswith(f"{year}: {working_days} working days")
    assert ("provisional" in said) == provisional


def test_show_of_no_year_is_refused(app: Flask) -> None:
    assert run(app, "show", "1999").exit_code == 2


def test_load_of_lines_with_spans_sets_every_day(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "notice.txt"
    file.write_text(NOTICE_2027)
    run(app, "load", str(file))
    assert len(json.loads(run(app, "show", "2027", "--json").output)["days"]) == 13
