"""The embedded Redis, run for real: its access rules, its durability and its address."""

from __future__ import annotations

import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import AuthenticationError, ConnectionError, NoPermissionError, ResponseError

from adapters import embedded_redis
from adapters.embedded_redis import SOCKET_PATH_LIMIT
from tests.harness.processes import Service
from tests.harness.waiting import wait_until


@pytest.fixture
def running(service: Callable[..., Service]) -> Service:
    running = service()
    running.start_redis()
    return running


def client(running: Service) -> Redis:
    return Redis.from_url(embedded_redis.redis_url(running.data_dir))


FORBIDDEN = [
    ("empty every database", "FLUSHALL"),
    ("empty a database", "FLUSHDB"),
    ("read the configuration", "CONFIG GET *"),
    ("change the configuration", "CONFIG SET maxmemory 1"),
    ("stop the server", "SHUTDOWN NOSAVE"),
    ("watch other clients", "MONITOR"),
    ("list other clients", "CLIENT LIST"),
    ("end other clients", "CLIENT KILL TYPE normal"),
    ("read the users", "ACL LIST"),
    ("become a copy of another server", "REPLICAOF 127.0.0.1 1"),
    ("load a module", "MODULE LIST"),
    ("list every key at once", "KEYS *"),
    ("swap databases", "SWAPDB 0 1"),
    ("empty from a script", "EVAL return(redis.call('flushall')) 0"),
    ("drop the scripts", "SCRIPT FLUSH"),
]


@pytest.mark.parametrize("command", [pytest.param(command, id=name) for name, command in FORBIDDEN])
def test_app_user_is_refused_what_it_does_not_need(running: Service, command: str) -> None:
    """S5: the user of the application can neither empty the store nor read or change the server's settings."""
    with pytest.raises((NoPermissionError, ResponseError), match="no permissions|ACL failure"):
        client(running).execute_command(*command.split(" "))


def test_connect_without_password_is_refused(running: Service) -> None:
    """S5: Redis needs a password."""
    anonymous = Redis(unix_socket_path=str(running.data_dir / "run" / "redis.sock"))
    with pytest.raises(AuthenticationError):
        anonymous.ping()


def test_start_leaves_nothing_readable_by_others(running: Service) -> None:
    run = running.data_dir / "run"
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (run, *run.iterdir())}
    assert modes["run"] == 0o700
    assert {name for name, mode in modes.items() if mode & 0o077} == set()


def test_kill_of_server_keeps_what_was_stored(running: Service) -> None:
    client(running).set("kept", "1")
    # The file is flushed once a second.
    stored = running.data_dir / "redis" / "appendonlydir"
    wait_until(lambda: any(b"kept" in part.read_bytes() for part in stored.glob("*.aof")), "the stored key")
    running.kill("redis")
    running.start_redis()
    assert client(running).get("kept") == b"1"


def test_restart_keeps_the_address(running: Service) -> None:
    before = embedded_redis.redis_url(running.data_dir)
    running.stop("redis")
    running.start_redis()
    assert embedded_redis.redis_url(running.data_dir) == before


def test_prepare_with_a_path_too_long_for_a_socket_uses_a_short_private_one(
    tmp_path: Path, service: Callable[..., Service]
) -> None:
    deep = tmp_path / ("long" * 30)
    embedded_redis.prepare(deep)
    address = embedded_redis.prepare(deep)
    assert len(str(address.socket)) < SOCKET_PATH_LIMIT
    assert stat.S_IMODE(address.socket.parent.stat().st_mode) == 0o700
    running = service()
    running.start("redis", embedded_redis.command(deep))
    wait_until(lambda: embedded_redis.is_answering(embedded_redis.redis_url(deep)), "Redis")


def test_prepare_after_a_copy_of_the_data_directory_uses_a_socket_of_its_own(tmp_path: Path) -> None:
    first = embedded_redis.prepare(tmp_path / "first")
    (tmp_path / "first").rename(tmp_path / "second")
    second = embedded_redis.prepare(tmp_path / "second")
    assert second.socket.parent == tmp_path / "second" / "run"
    assert second.password != first.password


def test_set_aside_of_an_unreadable_store_lets_the_server_start(running: Service) -> None:
    running.stop("redis")
    manifest = next((running.data_dir / "redis" / "appendonlydir").glob("*.manifest"))
    manifest.write_text("no manifest\n")
    running.start("redis", embedded_redis.command(running.data_dir)).wait(10)
    embedded_redis.set_aside(running.data_dir)
    running.start_redis()
    assert client(running).ping()


def test_is_answering_without_a_server_is_false_at_once(tmp_path: Path) -> None:
    address = embedded_redis.prepare(tmp_path)
    started = time.monotonic()
    assert not embedded_redis.is_answering(address.url)
    assert time.monotonic() - started < 1
    with pytest.raises(ConnectionError):
        Redis.from_url(address.url).ping()
