"""Contract: `letters import` and `letters export`."""

from __future__ import annotations

import csv
import io
import subprocess
from pathlib import Path

import pytest
import xlsxwriter
from flask import Flask

from tests.contract.outside import last_json
from tests.harness.processes import Service

HEADER = ("title", "text", "time", "mailbox", "category", "department", "reply", "reply_time", "source_id", "extra")
ANSWERED = ("末班车", "桃源镇的末班车取消了。", "2025-03-03 09:30", "县交通运输局信箱", "建议", "县交通运输局",
            "已经恢复。", "2025-03-05 17:00", "a-1", "ignored")
OPEN = ("", "路灯不亮，夜里看不见路。", "2026-11-02T23:30:00+08:00", "", "", "", "", "", "", "")
NO_TEXT = ("标题", "", "2025-03-03 09:30", "", "", "", "", "", "", "")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write(tmp_path / "letters.csv", ANSWERED, OPEN)


def write(path: Path, *rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows((header, *rows))
    return path


def export(service: Service, *options: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(service.flask("letters", "export", *options).stdout)))


def run(service: Service, *arguments: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    return service.flask("letters", "import", *map(str, arguments), check=check)


def test_import_takes_answered_and_open_letters(fresh_county: Service, table: Path) -> None:
    assert last_json(run(fresh_county, table, "--json")) == {"read": 2, "imported": 2, "refused": []}

    answered, still_open = export(fresh_county)
    assert (answered["state"], answered["department"]) == ("closed", "县交通运输局")
    assert (answered["category"], answered["mailbox"]) == ("suggestion", "县交通运输局信箱")
    assert (answered["received"], answered["answered"]) == ("2025-03-03 09:30", "2025-03-05 17:00")
    assert answered["number"] == "X2025-1"
    assert (still_open["category"], still_open["mailbox"]) == ("consultation", "县长信箱")
    assert still_open["state"] in ("assigned", "triage")
    assert still_open["received"] == "2026-11-02 23:30"
    assert not (fresh_county.data_dir / "mail").exists()
    assert last_json(fresh_county.flask("ledger", "verify", "--json"))["ok"] is True


def test_import_with_a_refused_row_stores_nothing_and_names_the_row(fresh_county: Service, tmp_path: Path) -> None:
    done = run(fresh_county, write(tmp_path / "letters.csv", ANSWERED, NO_TEXT), "--json", check=False)

    assert done.returncode == 1
    report = last_json(done)
    assert (report["read"], report["imported"]) == (2, 0)
    assert [refused["row"] for refused in report["refused"]] == [3]
    assert report["refused"][0]["why"]
    assert export(fresh_county) == []


def test_import_dry_run_reads_everything_and_stores_nothing(county: Service, table: Path) -> None:
    assert last_json(run(county, table, "--dry-run", "--json")) == {"read": 2, "imported": 0, "refused": []}
    assert export(county) == []


def test_import_of_xlsx_with_mapped_columns_is_read(county: Service, tmp_path: Path) -> None:
    path = tmp_path / "letters.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("诉求", "日期"))
        sheet.write_row(1, 0, ("路灯不亮", "2025-03-03"))

    done = run(county, path, "--map", "text=诉求", "--map", "time=日期", "--dry-run", "--json")

    assert last_json(done) == {"read": 1, "imported": 0, "refused": []}


@pytest.mark.parametrize(("name", "content", "options"), [
    ("missing.csv", None, ()), ("letters.pdf", b"%PDF", ()), ("letters.xlsx", b"no archive", ()),
    ("letters.csv", b"", ()), ("letters.csv", "标题\n一\n".encode(), ()),
    ("letters.csv", b"text,time\n", ("--map", "nothing=text")),
], ids=["no file", "another kind", "broken xlsx", "empty", "no columns", "unknown field"])
def test_import_of_bad_input_is_one_clear_line(
        app: Flask, tmp_path: Path, name: str, content: bytes | None, options: tuple[str, ...]) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)

    with app.app_context():
        done = app.test_cli_runner().invoke(args=["letters", "import", str(tmp_path / name), *options])

    assert done.exit_code != 0
    assert isinstance(done.exception, SystemExit)
    assert done.stderr.strip().splitlines()[-1].startswith("Error: ")


def test_export_between_two_days_takes_both_in(fresh_county: Service, table: Path) -> None:
    run(fresh_county, table)

    assert [row["number"] for row in export(fresh_county, "--from", "2025-03-03", "--to", "2025-03-03")] == ["X2025-1"]
    assert export(fresh_county, "--from", "2025-03-04", "--to", "2026-11-01") == []
