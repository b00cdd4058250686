"""Databases of a measurement's own, beside the one that the other measurements use."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from flask import Flask
from sqlalchemy import text

from app import create_app
from benchmarks.storage import Store
from config import Config
from extensions import db


@dataclass(frozen=True)
class Place:
    """A data directory and a database of the measurement's own."""

    name: str
    data_dir: Path
    url: str

    @property
    def env(self) -> dict[str, str]:
        return {"DATA_DIR": str(self.data_dir), "DATABASE_URL": self.url, "DEMO": "0"}

    def app(self) -> Flask:
        return create_app(Config.from_env(self.env))

    def copy(self) -> Place:
        """Return a copy of the database as it is now; nobody may be connected."""
        name = f"{self.name}_few"
        data_dir = self.data_dir.with_name(f"{self.data_dir.name}-few")
        shutil.copytree(self.data_dir, data_dir)
        if self.url.startswith("sqlite"):
            return Place(name, data_dir, f"sqlite:///{data_dir / 'mailbox.db'}")
        return Place(name, data_dir, _database(self.url, name, template=self.name))


def fresh(store: Store, name: str) -> Place:
    """Return an empty database on the engine of the store."""
    data_dir = store.data_dir.parent / f"{name}-{store.engine}"
    shutil.copytree(store.data_dir / "keys", data_dir / "keys")
    if store.engine == "sqlite":
        return Place(name, data_dir, f"sqlite:///{data_dir / 'mailbox.db'}")
    return Place(name, data_dir, _database(store.database_url, name))


def leave() -> None:
    """Let go of the database of the application at work, so that it can be copied."""
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    db.session.remove()
    db.engine.dispose()


def _database(beside: str, name: str, template: str = "template0") -> str:
    """Make a database on the server of another one and return its address."""
    parts = urlsplit(beside)
    with psycopg.connect(parts._replace(scheme="postgresql", path="/postgres").geturl(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return parts._replace(path=f"/{name}").geturl()
