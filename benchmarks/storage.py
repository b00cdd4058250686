"""Where the measured databases lie: built once per engine and size, and copied for each run."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import flask_migrate
import psycopg
from sqlalchemy import text

from adapters import database
from app import create_app
from benchmarks import dataset
from config import Config
from extensions import db
from rules.actors import SYSTEM
from services.work import Work
from tests.harness.postgres import server_in

ROOT = Path(__file__).resolve().parent
DATA = ROOT / "data"
MADE = "made"
# A change of these makes another database.
SHAPED_BY = (ROOT / "dataset.py", ROOT / "texts.py", ROOT / "commented_draft.py",
             ROOT.parent / "rules" / "search_text.py", *sorted((ROOT.parent / "migrations" / "versions").glob("*.py")))


@dataclass(frozen=True)
class Store:
    """One run's data directory, its database and the bare application's."""

    engine: str
    data_dir: Path
    database_url: str
    bare_url: str


@contextmanager
def opened(engine: str, letters: int, scratch: Path) -> Iterator[Store]:
    """Give a run its own copy of the database with so many published letters, built first where it is missing."""
    shape = hashlib.sha256(b"".join(path.read_bytes() for path in SHAPED_BY)).hexdigest()[:12]
    kept = DATA / f"{engine}-{letters}-{shape}"
    kept.mkdir(parents=True, exist_ok=True)
    with _sqlite(kept, letters, scratch) if engine == "sqlite" else _postgresql(kept, letters, scratch) as store:
        yield store


@contextmanager
def _sqlite(kept: Path, letters: int, scratch: Path) -> Iterator[Store]:
    if not (kept / MADE).exists():
        _build(kept, f"sqlite:///{kept / 'mailbox.db'}", letters)
    data_dir = shutil.copytree(kept, scratch / "sqlite")
    yield Store("sqlite", data_dir, f"sqlite:///{data_dir / 'mailbox.db'}", f"sqlite:///{data_dir / 'bare.db'}")


@contextmanager
def _postgresql(kept: Path, letters: int, scratch: Path) -> Iterator[Store]:
    """Run a server on the kept data, with PostgreSQL's own settings for what must survive a power cut."""
    server = kept / "server"
    server.mkdir(exist_ok=True)
    with server_in(server) as address, psycopg.connect(address, autocommit=True) as connection:
        if not (kept / MADE).exists():
            connection.execute("DROP DATABASE IF EXISTS kept WITH (FORCE)")
            connection.execute("CREATE DATABASE kept TEMPLATE template0")
            _build(kept, _database(address, "kept"), letters)
        for name, template in (("run", "kept"), ("bare", "template0")):
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        data_dir = scratch / "postgresql"
        shutil.copytree(kept / "keys", data_dir / "keys")
        yield Store("postgresql", data_dir, _database(address, "run"), _database(address, "bare"))


def _database(address: str, name: str) -> str:
    return f"postgresql+psycopg://{urlsplit(address).netloc}/{name}?{urlsplit(address).query}"


def _build(directory: Path, url: str, letters: int) -> None:
    print(f"Building a database with {letters} published letters (once)", flush=True)
    for leftover in directory.glob("mailbox.db*"):
        leftover.unlink()
    app = create_app(Config.from_env({"DATA_DIR": str(directory), "DATABASE_URL": url, "DEMO": "0"}))
    with app.app_context():
        flask_migrate.upgrade()
        with database.writing():
            work = Work(db.session, SYSTEM, datetime.now(UTC), app.extensions["mailbox.secrets"])
            dataset.fill(work, letters)
            db.session.commit()
        if url.startswith("sqlite"):
            db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        db.session.remove()
        db.engine.dispose()
    (directory / MADE).touch()
