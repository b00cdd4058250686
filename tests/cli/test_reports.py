"""The annual tables from the command line: a real year of 2018 from its nine requests, and years that hang together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from rules.vocabulary import Applicant

HEAD = "received_on,channel,applicant,text,outcome,closed_on,extended,department\n"
# The year of a real county: nine requests over the network.
ENDS_2018 = ["disclosed"] * 5 + ["partial", "not_government_information", "other_legal_ground", "other_agency"]
REAL_2018 = {"3.1": 9, "3.1.3": 9, "3.2": 9, "3.2.1": 9, "3.3": 9, "3.3.2": 5, "3.3.3": 1, "3.3.4": 2, "3.3.4.5": 1,
             "3.3.4.6": 1, "3.3.5": 1}
TURN_OF_THE_YEAR = (
    "2024-12-31,counter,business,材料,trade_secret,2025-01-02,no,housing\n"
    "2024-11-01,paper,research,材料,disclosed,2024-12-31,no,transport\n"
    "2025-03-01,web,natural_person,材料,partial,2025-06-30,yes,housing\n"
    "2025-12-30,fax,welfare,材料,,,,housing\n")


def run(app: Flask, *arguments: str) -> Result:
    with app.app_context():
        return app.test_cli_runner().invoke(args=list(arguments))


def taken_in(app: Flask, directory: Path, rows: str) -> None:
    path = directory / "past.csv"
    path.write_text(HEAD + rows, "utf-8")
    done = run(app, "requests", "import", str(path))
    assert done.exit_code == 0, done.output


def report(app: Flask, year: int, form: str, *more: str) -> dict[str, Any]:
    done = run(app, "report", "annual", str(year), "--form", form, "--json", *more)
    assert (done.exit_code, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert (found["form"], found["year"]) == (form, year)
    return found


def filled(found: dict[str, Any], column: str | None = None) -> dict[str, int]:
    """Return the rows that are not 0, by their codes; of one column, or of all with the column's label."""
    return {cell["row"] if column else f"{cell['row']} {cell['column']}": cell["value"] for cell in found["cells"]
            if cell["value"] and column in (None, cell["column"])}


def test_form_of_2018_from_the_requests_of_a_real_year_is_its_table(app: Flask, tmp_path: Path) -> None:
    taken_in(app, tmp_path, "".join(
        f"2018-0{n}-05,web,natural_person,材料{n},{outcome},2018-0{n}-20,no,\n"
        for n, outcome in enumerate(ENDS_2018, start=1)))
    found = report(app, 2018, "2018")
    assert filled(found, "统计数") == REAL_2018
    assert len(found["cells"]) == 58
    assert {type(cell["value"]) for cell in found["cells"]} == {int}
    printed = [line.strip("\u3000").split("\t") for line in
               run(app, "report", "annual", "2018", "--form", "2018").stdout.splitlines()]
    assert ["（一）收到申请数", "9"] in printed
    assert ["6.申请信息不存在数", "无"] in printed
    assert ["三、依申请公开情况", "——"] in printed
    assert [words for _, words in printed].count("无") == 58 - len(REAL_2018)


def test_form_of_2021_carries_over_what_the_year_before_left(app: Flask, tmp_path: Path) -> None:
    taken_in(app, tmp_path, TURN_OF_THE_YEAR)
    before, table = report(app, 2024, "2021"), report(app, 2025, "2021")
    assert filled(before, "总计") == {"3.1": 2, "3.3.1": 1, "3.3.7": 1, "3.4": 1}
    assert filled(table) == {
        "3.1 自然人": 1, "3.1 社会公益组织": 1, "3.1 总计": 2, "3.2 商业企业": 1, "3.2 总计": 1, "3.3.2 自然人": 1,
        "3.3.2 总计": 1, "3.3.3.4 商业企业": 1, "3.3.3.4 总计": 1, "3.3.7 自然人": 1, "3.3.7 商业企业": 1,
        "3.3.7 总计": 2, "3.4 社会公益组织": 1, "3.4 总计": 1}
    assert len({cell["column"] for cell in table["cells"] if cell["row"] == "3.1"}) == len(Applicant) + 1
    assert filled(report(app, 2024, "2021", "--department", "housing"), "总计") == {"3.1": 1, "3.4": 1}
    assert filled(report(app, 2025, "2018"), "统计数") == {
        "3.1": 2, "3.1.2": 1, "3.1.3": 1, "3.2": 2, "3.2.1": 1, "3.2.2": 1, "3.3": 2, "3.3.3": 1, "3.3.4": 1,
        "3.3.4.2": 1}


@pytest.mark.parametrize(("arguments", "words"), [
    pytest.param(("2007", "--form", "2018"), "自2008年5月1日起施行", id="before there was a law"),
    pytest.param(("2027", "--form", "2021"), "2026年之间", id="a year to come"),
    pytest.param(("2025",), "--form", id="no form"),
    pytest.param(("2025", "--form", "2019"), "'2018', '2021'", id="no such form"),
    pytest.param(("2025", "--form", "2021", "--department", "nobody"), "nobody", id="no such department"),
])
def test_report_that_cannot_be_is_refused_in_a_line(app: Flask, arguments: tuple[str, ...], words: str) -> None:
    done = run(app, "report", "annual", *arguments)
    assert done.exit_code != 0
    assert words in done.output
    assert "Traceback" not in done.output
