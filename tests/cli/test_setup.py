from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from extensions import db
from models.department import Department
from models.event import CaseEvent
from models.staff import BootstrapToken

HEADER = "code,name,kind,duties,keywords,valid_from,valid_until,letters_office\n"


def run(app: Flask, *arguments: str) -> Result:
    with app.app_context():
        return app.test_cli_runner().invoke(args=list(arguments))


def count(app: Flask, model: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model))


def test_seed_again_leaves_the_departments_alone(app: Flask) -> None:
    before = count(app, Department)
    assert run(app, "seed").exit_code == 0
    assert count(app, Department) == before


def test_bootstrap_token_is_printed_until_there_is_an_account(app: Flask) -> None:
    first, second = (run(app, "bootstrap-token").output.rpartition(" ")[2].strip() for _ in range(2))
    assert len(first) == len(second) == 32
    assert first != second
    with app.app_context():
        stored = " ".join(db.session.scalars(select(BootstrapToken.digest)))
    assert second not in stored
    assert run(app, "staff", "add", "an", "--name", "安宁", "--role", "security_admin").exit_code == 0
    assert run(app, "bootstrap-token").output == ""


def test_departments_import_adds_and_updates(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text(HEADER + "water,县水务局,bureau,供水,水管|水表,2020-01-01,,\nhousing,县住建局,bureau,,,,,\n")
    before = count(app, Department)
    assert run(app, "departments", "import", str(file)).output == "2 departments.\n"
    assert count(app, Department) == before + 1
    with app.app_context():
        names = dict(db.session.execute(select(Department.code, Department.name)).all())
    assert (names["water"], names["housing"]) == ("县水务局", "县住建局")


@pytest.mark.parametrize(
    "row",
    ["water,县水务局,ministry,,,,,", "water,县水务局,bureau,,,yesterday,,",
     "water,县水务局,bureau,,,2020-01-01,2020-13-01,"],
    ids=["an unknown kind", "no day", "no such month"],
)
def test_departments_import_of_a_bad_row_names_it_and_stores_nothing(app: Flask, tmp_path: Path, row: str) -> None:
    file = tmp_path / "units.csv"
    file.write_text(f"{HEADER}power,县供电公司,company,,,,,\n{row}\n")
    before = count(app, Department)
    done = run(app, "departments", "import", str(file))
    assert (done.exit_code, count(app, Department)) == (1, before)
    assert "units.csv, line 3: " in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [("staff", "add", "wang", "--name", "王", "--role", "handler"),
     ("staff", "add", "wang", "--name", "王", "--role", "lead", "--department", "nobody"),
     ("staff", "add", "wang", "--name", " ", "--role", "intake"), ("staff", "password", "wang")],
    ids=["a handler without unit", "an unknown unit", "no name", "an unknown account"],
)
def test_staff_command_that_makes_no_sense_changes_nothing(app: Flask, arguments: tuple[str, ...]) -> None:
    done = run(app, *arguments)
    assert (done.exit_code, count(app, CaseEvent)) == (1, 0)
    assert done.stderr.startswith("Error: ")
    assert run(app, "staff", "list").output == ""
