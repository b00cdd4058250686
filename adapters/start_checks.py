"""What production refuses to start with (security.md S1, S5): each unsafe setting ends the start in one clear line.

What is wrong with a key file is said by secrets.py, with a single setting by config.py.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from config import LOOPBACK, Config, ConfigError, Mode

# Modes of PostgreSQL's sslmode that go on without encryption, or encrypt only when the server happens to offer it.
OPEN_MODES = frozenset({"", "disable", "allow", "prefer"})
MOUNTS = Path("/proc/mounts")
NETWORK_FILE_SYSTEMS = ("nfs", "cifs", "smb", "9p", "fuse.sshfs", "fuse.glusterfs", "ceph", "lustre", "afs")


def require_safe(config: Config) -> None:
    """Raise ConfigError with the first thing that is unsafe in production; in the other modes nothing is asked for."""
    if config.mode is not Mode.PRODUCTION:
        return
    # What this process writes from now on is its owner's alone, a new database file among it.
    os.umask(0o077)
    for check in _CHECKS:
        for fault in check(config):
            raise ConfigError(fault)


def _database(config: Config) -> Iterator[str]:
    parts = urlsplit(config.database_url)
    if parts.scheme.startswith("sqlite"):
        yield from _sqlite(config, Path(config.database_url.partition("///")[2]))
    elif (parts.hostname or "") not in ("", *LOOPBACK):
        mode = parse_qs(parts.query).get("sslmode", [""])[0]
        if mode in OPEN_MODES:
            yield f"DATABASE_URL leads over the network to {parts.hostname} without TLS. Add ?sslmode=verify-full."


def _sqlite(config: Config, path: Path) -> Iterator[str]:
    if config.hosts > 1:
        yield f"HOSTS={config.hosts}, but SQLite serves one host only. Set DATABASE_URL to a PostgreSQL server."
    kind = _file_system(path)
    if kind.startswith(NETWORK_FILE_SYSTEMS):
        yield f"The database {path} lies on {kind}, a file system of several hosts, where SQLite loses data. Move it."
    for part in (path, path.with_name(path.name + "-wal")):
        if part.exists() and part.stat().st_mode & 0o077:
            yield f"The database file {part} can be read by others. Set its mode to 600."


def _redis(config: Config) -> Iterator[str]:
    if not config.redis_url:
        return  # the embedded server: a socket in DATA_DIR, with a password of its own
    parts = urlsplit(config.redis_url)
    if not parts.password:
        yield "REDIS_URL has no password. Give Redis a user with one (deploy/redis.acl) and name both in the URL."
    if parts.scheme == "redis" and parts.hostname not in LOOPBACK:
        yield f"REDIS_URL leads over the network to {parts.hostname} without TLS. Use rediss://."


def _mail(config: Config) -> Iterator[str]:
    if config.mail.server and config.mail.server not in LOOPBACK and not config.mail.use_tls:
        yield "MAIL_USE_TLS is off for a mail server on the network. Set it to 1: messages must not travel in the open."


def _proxy(config: Config) -> Iterator[str]:
    if not config.proxy_hops:
        yield ("PROXY_HOPS is not set. TLS ends in a proxy in front of the service: say how many stand there, "
               "1 for deploy/nginx.conf.")


def _file_system(path: Path) -> str:
    """Return the kind of file system that the path lies on, "" where the system does not tell."""
    try:
        mounts = [line.split()[1:3] for line in MOUNTS.read_text(encoding="utf-8").splitlines()]
    except OSError:
        return ""
    place = str(path.parent.resolve())
    around = [(point, kind) for point, kind in mounts if point == "/" or f"{place}/".startswith(f"{point}/")]
    return max(around, key=lambda mount: len(mount[0]), default=("", ""))[1]


_CHECKS: tuple[Callable[[Config], Iterator[str]], ...] = (_database, _redis, _mail, _proxy)
