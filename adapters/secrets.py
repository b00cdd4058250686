"""Keys in files: made once with mode 0600, read once at start, never in the database, logs or messages."""

from __future__ import annotations

import hashlib
import os
import secrets as random_source
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from adapters import durable, key_ring
from adapters.key_ring import KeyRing
from config import Config, ConfigError, Mode

KEY_BYTES = 32
NAMES = ("session", "ledger", "identity", "code")


@dataclass(frozen=True)
class Secrets:
    """The service's keys, 32 bytes each: cookies, the record's MAC, contact fields, query codes and digests.

    Those of the contact fields are a ring, whose current key a rotation changes while the service runs.
    """

    session: bytes = field(repr=False)
    ledger: bytes = field(repr=False)
    identity: KeyRing = field(repr=False, compare=False)
    code: bytes = field(repr=False)


def load(config: Config) -> Secrets:
    """Read the key files; make missing ones except in production, where an operator must have made them.

    Raises ConfigError when a key is missing, short, or readable by others.
    """
    keys = {name: _read(config.keys_dir / f"{name}.key", config.mode) for name in NAMES}
    for path in key_ring.other_files(config.keys_dir).values():
        _read(path, config.mode)
    return Secrets(session=keys["session"], ledger=keys["ledger"], code=keys["code"],
                   identity=KeyRing(config.keys_dir))


def make_missing(keys_dir: Path) -> list[Path]:
    """Write the key files that are not there yet, and return their paths."""
    missing = [keys_dir / f"{name}.key" for name in NAMES if not (keys_dir / f"{name}.key").exists()]
    for path in missing:
        make(path)
    return missing


def fingerprints(keys_dir: Path) -> dict[str, str]:
    """Return, for each key file that is there, what tells it from another and says nothing about it.

    A key of the contact fields has the same fingerprint whether it is the current one or an older one.
    """
    return {path.name.removesuffix(".key"): _fingerprint(path) for path in files(keys_dir)}


def files(keys_dir: Path) -> list[Path]:
    """Return the key files that are there, with the older keys of the contact fields."""
    paths = [keys_dir / f"{name}.key" for name in NAMES]
    return [path for path in (*paths, *key_ring.other_files(keys_dir).values()) if path.exists()]


def put_back(keys_dir: Path, found: Mapping[str, bytes]) -> list[Path]:
    """Write key files that were kept elsewhere and return their paths. Raises FileExistsError, and writes nothing."""
    paths = {keys_dir / name: content for name, content in found.items()}
    for path in paths:
        if path.exists():
            raise FileExistsError(f"The key file {path} is there already; move the folder {keys_dir} away first.")
    for path, content in paths.items():
        _write(path, content)
    return list(paths)


def make(path: Path) -> None:
    """Write a new key durably; the file that another process wrote first wins."""
    _write(path, random_source.token_bytes(KEY_BYTES))


def _fingerprint(path: Path) -> str:
    use = path.name.partition(".")[0].encode()
    return hashlib.sha256(b"mailbox key " + use + path.read_bytes()[:KEY_BYTES]).hexdigest()[:16]


def _read(path: Path, mode: Mode) -> bytes:
    if not path.exists():
        if mode is Mode.PRODUCTION:
            raise ConfigError(f"The key file {path} is missing. Make the keys with: python -m deploy.keys")
        make(path)
    if mode is Mode.PRODUCTION and path.stat().st_mode & 0o077:
        raise ConfigError(f"The key file {path} can be read by others. Set its mode to 600.")
    key = path.read_bytes()
    if len(key) < KEY_BYTES:
        raise ConfigError(f"The key file {path} is too short: {KEY_BYTES} bytes are needed.")
    if len(set(key[:KEY_BYTES])) < KEY_BYTES // 2:
        raise ConfigError(f"The key file {path} does not look random. Move it away and run: python -m deploy.keys")
    return key[:KEY_BYTES]


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = durable.write_draft(path, content)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
