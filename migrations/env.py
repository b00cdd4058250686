"""Alembic's environment: our metadata, our engine, batch mode for SQLite."""

from contextlib import contextmanager

from alembic import context
from flask import current_app

import models  # noqa: F401  (fills the metadata)
from extensions import db
from migrations import append_only

SEARCH_TABLES = ("publication_index", "letter_index")


def include_name(name, kind, _parents):
    """Leave the search indexes alone: the migration makes them with SQL of each engine."""
    return kind != "table" or not str(name).startswith(SEARCH_TABLES)


@contextmanager
def unenforced_keys(connection):
    """On SQLite let batch mode rebuild a table that others refer to; afterwards every reference must still hold."""
    if connection.dialect.name != "sqlite":
        yield
        return
    # The pragma does nothing inside a transaction, so it goes past SQLAlchemy, which would begin one.
    driver = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        broken = driver.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"{len(broken)} rows refer to nothing, the first is {broken[0]}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def run() -> None:
    with db.engine.connect() as connection, unenforced_keys(connection):
        context.configure(
            connection=connection, target_metadata=db.metadatas[None], include_name=include_name,
            **current_app.extensions["migrate"].configure_args)
        with context.begin_transaction():
            context.run_migrations()
    # In a transaction of its own: on SQLite that of the migrations does not reach this far.
    with db.engine.begin() as connection:
        append_only.make(connection)


run()
