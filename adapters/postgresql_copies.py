"""Copies of a PostgreSQL database through COPY: every table as of one instant, and back into an empty database."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import IO, Any

import psycopg
from psycopg import sql
from sqlalchemy import create_engine, inspect
from sqlalchemy.pool import NullPool

from adapters.files import STORED_IN, Stored

PIECE_BYTES = 4 * 1024 * 1024
_PIECE = re.compile(r"tables/([a-z0-9_]+)/(columns\.json|[0-9]{8})")


@dataclass
class Snapshot:
    """A database as of one instant, read in one transaction."""

    connection: psycopg.Connection[Any]
    tables: list[str]
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def revision(self) -> str:
        row = self.connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(row[0]) if row else ""

    def pieces(self) -> Iterator[tuple[str, bytes]]:
        """Yield the content of every table in pieces of some megabytes, a table after those that it refers to."""
        for table in self.tables:
            columns = _columns(self.connection, table)
            yield f"tables/{table}/columns.json", json.dumps(columns).encode()
            number = 0
            for number, piece in enumerate(self._copied(table, columns), 1):
                yield f"tables/{table}/{number:08}", piece

    def stored_files(self) -> Iterator[Stored]:
        """Yield every file that a row names, without reading all rows at once."""
        with self.connection.cursor(name="stored_files") as cursor:
            for table in (one for one in STORED_IN if one in self.tables):
                for row in cursor.execute(
                        sql.SQL("SELECT id, storage_name, digest, size FROM {} ORDER BY id")
                        .format(sql.Identifier(table))):
                    yield Stored(f"{table} {row[0]}", row[1], row[2], row[3])

    def _copied(self, table: str, columns: list[str]) -> Iterator[bytes]:
        waiting = bytearray()
        with self.connection.cursor() as cursor:
            with cursor.copy(sql.SQL("COPY {} ({}) TO STDOUT").format(
                    sql.Identifier(table), _listed(columns))) as rows:
                for row in rows:
                    waiting += row
                    if len(waiting) >= PIECE_BYTES:
                        yield bytes(waiting)
                        waiting.clear()
            self.rows[table] = cursor.rowcount
        if waiting:
            yield bytes(waiting)


@contextmanager
def snapshot(url: str) -> Iterator[Snapshot]:
    """Give a snapshot of the database at this address. Raises psycopg.Error."""
    tables = _tables_in_order(url)
    with psycopg.connect(_plain(url)) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        connection.execute("SET LOCAL statement_timeout = 0")
        yield Snapshot(connection, tables)


def is_empty(url: str) -> bool:
    """Tell whether a database has no tables yet."""
    with psycopg.connect(_plain(url)) as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        return bool(row and row[0] == 0)


class Loader:
    """Takes the pieces of tables in the order in which a snapshot gave them; all of them count, or none."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._table = ""
        self._columns: list[str] = []
        self._copy: Any = None
        self._running: Any = None

    def take(self, name: str, stream: IO[bytes] | Any) -> bool:
        """Load a part; False for one that is no piece of a table."""
        found = _PIECE.fullmatch(name)
        if found is None:
            return False
        if found[2] == "columns.json":
            self.end_table()
            self._begin(found[1], json.loads(stream.read()))
            return True
        while piece := stream.read(PIECE_BYTES):
            self._copy.write(piece)
        return True

    def end_table(self) -> None:
        """End the table that is being loaded, and let its numbers go on after the highest that it has."""
        if self._running is None:
            return
        self._running.__exit__(None, None, None)
        self._running = self._copy = None
        for column in filter(self._is_numbered, self._columns):
            self._connection.execute(sql.SQL(
                "SELECT setval(pg_get_serial_sequence({quoted}, {name}), max({column})) FROM {table} "
                "HAVING count(*) > 0").format(
                    column=sql.Identifier(column), table=sql.Identifier(self._table),
                    quoted=sql.Literal(f'"{self._table}"'), name=sql.Literal(column)))

    def abandon(self, fault: BaseException) -> None:
        """Break off the table that is being loaded, so that the transaction can be undone."""
        if self._running is not None:
            with suppress(psycopg.Error):
                self._running.__exit__(type(fault), fault, fault.__traceback__)

    def _begin(self, table: str, columns: list[str]) -> None:
        self._table, self._columns = table, columns
        self._running = self._connection.cursor().copy(sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table), _listed(columns)))
        self._copy = self._running.__enter__()

    def _is_numbered(self, column: str) -> bool:
        row = self._connection.execute("SELECT pg_get_serial_sequence(%s, %s)",
                                       (f'"{self._table}"', column)).fetchone()
        return bool(row and row[0])


@contextmanager
def loading(url: str) -> Iterator[Loader]:
    """Give a loader into a database whose tables were just made; an exception undoes all of it."""
    tables = _tables_in_order(url)
    with psycopg.connect(_plain(url)) as connection:
        connection.execute("SET LOCAL statement_timeout = 0")
        # A migration may have put rows of its own; what is loaded is all there is to be.
        for table in reversed(tables):
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        loader = Loader(connection)
        try:
            yield loader
        except BaseException as fault:
            loader.abandon(fault)
            raise
        loader.end_table()


def _columns(connection: psycopg.Connection[Any], table: str) -> list[str]:
    """Return the columns of a table that hold something; what is generated is generated again."""
    return [row[0] for row in connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s "
        "AND is_generated = 'NEVER' ORDER BY ordinal_position", (table,))]


def _tables_in_order(url: str) -> list[str]:
    engine = create_engine(url, poolclass=NullPool)
    ordered = [name for name, _ in inspect(engine).get_sorted_table_and_fkc_names() if name]
    return [name for name in ordered if name != "alembic_version"]


def _listed(columns: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
