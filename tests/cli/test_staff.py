"""Accounts from the command line, and what a demonstration shows of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from adapters import clock
from config import Mode
from extensions import db
from models.staff import FactorReset, Staff
from rules.actors import Role
from tests.fixtures.authenticator import Authenticator
from tests.fixtures.office import Office
from tests.fixtures.pages import Visitor


def run(app: Flask, *arguments: str) -> Result:
    with app.app_context():
        return app.test_cli_runner().invoke(args=list(arguments))


def test_account_made_by_the_operator_begins_with_a_password_and_a_factor(app: Flask, visitor: Visitor) -> None:
    """N2, N5: the printed password opens the choice of another and the second factor, and nothing else."""
    password = run(app, "staff", "add", "wang", "--name", "王小满", "--role", "intake").output.split()[-1]
    visitor.get("/sign-in")
    assert visitor.submit({"login": "wang", "password": password}).path == "/account/first-password"
    assert visitor.submit({"new_password": "Quiet-Forest-88"}).path == "/account/factor"


def test_administrator_of_the_name_of_another_is_refused_on_the_command_line_too(app: Flask) -> None:
    """Z3, N1: the operator's command line makes no person two administrators."""
    assert run(app, "staff", "add", "fan", "--name", "范立", "--role", "auditor").exit_code == 0
    done = run(app, "staff", "add", "fan2", "--name", "范立", "--role", "security_admin")
    assert (done.exit_code, "已经有账号" in done.stderr) == (1, True)


def test_operator_asks_for_a_reset_and_does_not_decide_it(office: Office) -> None:
    """N5: the command line asks, an administrator on the page confirms."""
    done = run(office.app, "staff", "reset-factor", "security-admin-office-1")
    assert "/admin/factors" in done.output
    with office.app.app_context():
        assert db.session.scalars(select(FactorReset)).one().asked_by is None
        assert db.session.scalars(select(Staff.totp_seed).where(Staff.role == Role.SECURITY_ADMIN)).one()
    other = office.enter("system_admin")
    assert "服务器上的操作员" in other.get("/admin/factors").text
    assert "已经确认" in other.submit({}, action="/confirm").text
    assert office.sign_in("admin").page.path == "/account/factor"  # type: ignore[union-attr]


@pytest.mark.parametrize("command", [("staff", "reset-factor", "nobody"), ("staff", "password", "nobody"),
                                     ("demo", "code", "nobody")])
def test_command_about_nobody_stops_with_a_line(app: Flask, command: tuple[str, ...]) -> None:
    done = run(app, *command)
    assert (done.exit_code, "There is no account nobody" in done.stderr) == (1, True)


def test_demonstration_prints_for_each_role_what_is_needed_to_sign_in(app: Flask, office: Office) -> None:
    office.letter()
    shown = [line.split() for line in run(app, "demo", "accounts").output.splitlines() if line.startswith("  ")]
    assert len(shown) == len(Role)
    for _, login, password, seed, *_ in shown:
        visitor = Visitor(app.test_client())
        visitor.get("/sign-in")
        visitor.submit({"login": login, "password": password, "code": Authenticator(seed).code(clock.now())})
        assert visitor.get("/account").path == "/account"


def test_code_of_a_demonstration_account_opens_it(app: Flask, office: Office) -> None:
    shown = {line.split()[1]: line.split() for line in run(app, "demo", "accounts").output.splitlines()
             if line.startswith("  ")}
    code = run(app, "demo", "code", "ducha").output.strip()
    visitor = Visitor(app.test_client())
    visitor.get("/sign-in")
    assert visitor.submit({"login": "ducha", "password": shown["ducha"][2], "code": code}).path == "/office/overdue"


@pytest.mark.parametrize("command", ["code", "accounts"])
def test_service_that_is_no_demonstration_shows_no_codes(office: Office, command: str) -> None:
    """N5: outside a demonstration nothing prints a code or gives out accounts."""
    config = office.app.extensions["mailbox.config"]
    office.app.extensions["mailbox.config"] = replace(config, mode=Mode.TRIAL)
    done = run(office.app, "demo", command, *(("handler-housing-1",) if command == "code" else ()))
    assert (done.exit_code, "DEMO=1" in done.stderr) == (1, True)
