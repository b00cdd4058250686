from __future__ import annotations

import psycopg
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.harness.postgres import Databases


def _plain(url: str) -> str:
    return url.replace("+psycopg", "")


def _build(url: str) -> None:
    with psycopg.connect(_plain(url)) as connection:
        connection.execute("CREATE TABLE built (id int)")


def test_fresh_database_is_a_copy_of_its_template(postgres: Databases) -> None:
    first, second = postgres.fresh("built", _build), postgres.fresh("built", _build)
    with psycopg.connect(_plain(first)) as connection:
        connection.execute("INSERT INTO built VALUES (1)")
    with psycopg.connect(_plain(second)) as connection:
        assert connection.execute("SELECT count(*) FROM built").fetchone() == (0,)


def test_fresh_database_speaks_chinese_and_has_trigrams(postgres: Databases) -> None:
    engine = create_engine(make_url(postgres.fresh()))
    with engine.begin() as connection:
        connection.execute(text("CREATE EXTENSION pg_trgm"))
        assert connection.execute(text("SELECT similarity('农村低保', '农村低保')")).scalar() == 1
    engine.dispose()


def test_server_of_our_own_does_not_wait_for_the_disk(postgres: Databases) -> None:
    with psycopg.connect(_plain(postgres.fresh())) as connection:
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("off",)
