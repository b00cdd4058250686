from __future__ import annotations

from click.testing import Result
from flask import Flask
from sqlalchemy import select

from extensions import db
from models.staff import Staff


def run(app: Flask, *arguments: str) -> Result:
    with app.app_context():
        return app.test_cli_runner().invoke(args=list(arguments))


def address_of(app: Flask, login: str) -> str | None:
    with app.app_context():
        return db.session.scalar(select(Staff.email).where(Staff.login == login))


def test_address_for_reminders_is_set_and_taken_away_on_the_command_line(app: Flask) -> None:
    made = run(app, "staff", "add", "wang", "--name", "王小满", "--role", "intake", "--email", "wang@example.cn")
    assert made.exit_code == 0, made.output
    assert address_of(app, "wang") == "wang@example.cn"
    assert run(app, "staff", "email", "wang", "xm@example.cn").exit_code == 0
    assert address_of(app, "wang") == "xm@example.cn"
    assert run(app, "staff", "email", "wang").exit_code == 0
    assert address_of(app, "wang") is None


def test_address_that_cannot_be_one_or_of_nobody_is_refused(app: Flask) -> None:
    run(app, "staff", "add", "wang", "--name", "王小满", "--role", "intake")
    assert run(app, "staff", "email", "wang", "xm").exit_code == 1
    assert run(app, "staff", "email", "nobody", "xm@example.cn").exit_code == 1
