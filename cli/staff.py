"""Staff accounts from the server's command line."""

from __future__ import annotations

import secrets

import click
from flask import Flask
from sqlalchemy import select

from cli.unit_of_work import stop, unit_of_work
from models.department import Department
from models.staff import Staff
from rules.actors import ROLE_LABELS, Role
from services import accounts


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
def add(login: str, name: str, role: str, department: str) -> None:
    """Make an account and print its first password, once."""
    password = secrets.token_urlsafe(15)
    with unit_of_work() as work:
        unit = work.session.scalar(select(Department.id).where(Department.code == department)) if department else None
        if department and unit is None:
            stop(f"There is no department with the code {department}.")
        accounts.add_staff(work, login, name, Role(role), unit, password)
    click.echo(f"{login}  {ROLE_LABELS[Role(role)]}  {password}")


@staff.command("list")
def list_staff() -> None:
    """List the accounts."""
    with unit_of_work(writes=False) as work:
        for row in work.session.scalars(select(Staff).order_by(Staff.id)):
            unit = row.department.name if row.department else ""
            click.echo(f"{row.login}  {row.name}  {row.role}  {unit}  {'' if row.is_active else 'disabled'}")


@staff.command("password")
@click.argument("login")
def password(login: str) -> None:
    """Give an account a new password, print it once, and end its sessions."""
    fresh = secrets.token_urlsafe(15)
    with unit_of_work() as work:
        row = work.session.scalar(select(Staff).where(Staff.login == login))
        if row is None:
            stop(f"There is no account {login}.")
        accounts.set_password(work, row, fresh)
    click.echo(f"{login}  {fresh}")
