"""Staff accounts from the server's command line."""

from __future__ import annotations

import click
from flask import Flask

from cli.unit_of_work import stop, unit_of_work
from queries import departments
from queries import staff as staff_rows
from rules.actors import ROLE_LABELS, Role
from services import accounts, factor_resets, passwords


def init_app(app: Flask) -> None:
    app.cli.add_command(staff)


@click.group()
def staff() -> None:
    """Accounts of the people who answer and supervise."""


@staff.command("add")
@click.argument("login")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--department", default="", help="The department's code, for handler and lead.")
@click.option("--email", default="", help="Where reminders of time limits go; none for the desk only.")
def add(login: str, name: str, role: str, department: str, email: str) -> None:
    """Make an account and print its one-time password, once; the person chooses another and sets up a second factor."""
    with unit_of_work() as work:
        password = passwords.generated(work, login, name)
        unit = departments.id_of(work.session, department) if department else None
        if department and unit is None:
            stop(f"There is no department with the code or name {department}.")
        accounts.add_staff(work, login, name, Role(role), unit, password, email)
    click.echo(f"{login}  {ROLE_LABELS[Role(role)]}  {password}")


@staff.command("list")
def list_staff() -> None:
    """List the accounts."""
    with unit_of_work(writes=False) as work:
        for row in staff_rows.accounts(work.session):
            state = "" if row.is_active else "disabled"
            click.echo(f"{row.login}  {row.name}  {row.role}  {row.department}  {state}")


@staff.command("email")
@click.argument("login")
@click.argument("address", default="")
def email(login: str, address: str) -> None:
    """Set where an account's reminders of time limits go; without an address they stand on the desk only."""
    with unit_of_work() as work:
        staff_id = staff_rows.id_of(work.session, login)
        if staff_id is None:
            stop(f"There is no account {login}.")
        accounts.set_email(work, staff_id, address)
    click.echo(f"{login}  {address or 'no address'}")


@staff.command("password")
@click.argument("login")
def password(login: str) -> None:
    """Give an account a one-time password, print it once, and end its sessions."""
    with unit_of_work() as work:
        staff_id = staff_rows.id_of(work.session, login)
        if staff_id is None:
            stop(f"There is no account {login}.")
        _, fresh = passwords.reset(work, staff_id)
    click.echo(f"{login}  {fresh}")


@staff.command("reset-factor")
@click.argument("login")
def reset_factor(login: str) -> None:
    """Ask for the second factor of an account to be taken off; another administrator confirms on the page."""
    with unit_of_work() as work:
        staff_id = staff_rows.id_of(work.session, login)
        if staff_id is None:
            stop(f"There is no account {login}.")
        factor_resets.ask(work, staff_id)
    click.echo(f"{login}  waits for a security or system administrator to confirm at {work.public_url}/admin/factors")
