"""The database's roles."""

from __future__ import annotations

import click
from flask import Flask

from adapters import database_roles
from cli.unit_of_work import stop
from extensions import db


def init_app(app: Flask) -> None:
    app.cli.add_command(database)


@click.group()
def database() -> None:
    """Who may do what in the database."""


@database.command()
@click.argument("role")
def grant(role: str) -> None:
    """Let ROLE run the service on PostgreSQL: it owns nothing and cannot change the record.

    DATABASE_URL names the owner of the tables. Run it again after each `flask db upgrade`.
    """
    if db.engine.dialect.name != "postgresql":
        stop("SQLite has no roles; its file belongs to the user that runs the service.")
    try:
        with db.engine.begin() as connection:
            fixed = database_roles.grant(connection, role)
    except database_roles.RoleRefused as refused:
        stop(str(refused))
    click.echo(f"{role} may use the tables. It may only read and add to: {', '.join(fixed)}.")
