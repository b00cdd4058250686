"""The keys of contact fields by version: one encrypts, older ones still decrypt until a rotation is through.

The current key stands in `identity.key`: 32 bytes and one for its version (absent for the first). Others stand in
`identity.<version>.key`. A process asks the files again when the current one has changed, so a rotation needs no
restart.
"""

from __future__ import annotations

import re
import secrets as random_source
import time
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters import durable

KEY_BYTES = 32
FIRST_VERSION, LAST_VERSION = 1, 255
CURRENT = "identity.key"
_OTHER = re.compile(r"identity\.([1-9][0-9]{0,2})\.key")
Stamp = tuple[int, int]


class KeyRing:
    """The keys in a folder. Nothing of them shows in what is printed."""

    def __init__(self, keys_dir: Path) -> None:
        self._dir = keys_dir
        self._stamp: Stamp = (0, 0)
        self._current = FIRST_VERSION
        self._ciphers: dict[int, AESGCM] = {}
        self._read()

    def __repr__(self) -> str:
        return "KeyRing()"

    @property
    def current(self) -> int:
        """The version under which everything new is encrypted."""
        if _stamp_of(self._dir / CURRENT) != self._stamp:
            self._read()
        return self._current

    def cipher(self, version: int) -> AESGCM | None:
        """Return the cipher of a version, None when its key is not there."""
        if version not in self._ciphers:
            # Another process may have made it a moment ago.
            self._read()
        return self._ciphers.get(version)

    def _read(self) -> None:
        # The stamp first: a key that changes while it is read is read again.
        self._stamp = _stamp_of(self._dir / CURRENT)
        self._ciphers = {version: AESGCM(key) for version, key in _others(self._dir).items()}
        self._current, key = _versioned((self._dir / CURRENT).read_bytes())
        self._ciphers[self._current] = AESGCM(key)


def other_files(keys_dir: Path) -> dict[int, Path]:
    """Return the files of the ring's other keys by version."""
    found = {int(match[1]): path for path in keys_dir.glob("identity.*.key") if (match := _OTHER.fullmatch(path.name))}
    return dict(sorted(found.items()))


def current_version(keys_dir: Path) -> int:
    """Return the version of the key that encrypts now."""
    return _versioned((keys_dir / CURRENT).read_bytes())[0]


def prepare(keys_dir: Path) -> int:
    """Make the next key beside the current one, unless it is there already, and return its version.

    Where several hosts serve, its file is copied to all of them before anything is encrypted with it.
    Raises ValueError after the last version.
    """
    version = current_version(keys_dir) + 1
    if version > LAST_VERSION:
        raise ValueError("There have been 255 keys; no further version can be named.")
    path = keys_dir / _name(version)
    if not path.exists():
        _write(path, random_source.token_bytes(KEY_BYTES))
    return version


def has_prepared(keys_dir: Path) -> bool:
    """Tell whether the next key is there and not yet the current one."""
    return (keys_dir / _name(current_version(keys_dir) + 1)).exists()


def age_s(keys_dir: Path) -> int:
    """Return for how many seconds the current key has been the current one, by the machine's own clock."""
    return int(time.time() - (keys_dir / CURRENT).stat().st_mtime)


def promote(keys_dir: Path) -> int:
    """Let the prepared key be the current one; the one before it stays in the ring. Returns the new version.

    Stopped anywhere, it can be done again: each step leaves every version readable.
    """
    before, key = _versioned((keys_dir / CURRENT).read_bytes())
    version = before + 1
    prepared = (keys_dir / _name(version)).read_bytes()[:KEY_BYTES]
    _write(keys_dir / _name(before), key)
    _write(keys_dir / CURRENT, prepared + bytes([version]))
    tidy(keys_dir)
    return version


def tidy(keys_dir: Path) -> None:
    """Remove the file of the prepared key once it is the current one."""
    (keys_dir / _name(current_version(keys_dir))).unlink(missing_ok=True)


def retire(keys_dir: Path) -> list[Path]:
    """Delete the keys older than the current one and return their paths; the caller knows that no row needs them."""
    current = current_version(keys_dir)
    old = [path for version, path in other_files(keys_dir).items() if version < current]
    for path in old:
        path.unlink()
    return old


def _others(keys_dir: Path) -> dict[int, bytes]:
    found = {}
    for version, path in other_files(keys_dir).items():
        try:
            found[version] = path.read_bytes()[:KEY_BYTES]
        except FileNotFoundError:
            continue  # retired between the listing and the reading
    return found


def _versioned(content: bytes) -> tuple[int, bytes]:
    version = content[KEY_BYTES] if len(content) > KEY_BYTES else FIRST_VERSION
    return max(version, FIRST_VERSION), content[:KEY_BYTES]


def _name(version: int) -> str:
    return f"identity.{version}.key"


def _stamp_of(path: Path) -> Stamp:
    found = path.stat()
    return found.st_mtime_ns, found.st_ino


def _write(path: Path, content: bytes) -> None:
    """Put a key file in its place durably and at once; whoever reads sees the old content or the new one."""
    durable.write_draft(path, content).replace(path)
    durable.sync_directory(path.parent)
