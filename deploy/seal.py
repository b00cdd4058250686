"""Seals one file, or opens it: `python -m deploy.seal FROM TO`, `python -m deploy.seal --open FROM TO`; `-` is a pipe.

For PostgreSQL's archive of its log and for base backups (deploy/postgresql-backup.conf). The key is BACKUP_KEY_FILE.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

from adapters.archives import CHUNK, sync_directory
from adapters.sealing import Opener, SealBroken, Sealer, load_key
from config import Config, ConfigError


def main() -> None:
    """Seal or open; what stands under the target's name is whole and synced. Exit status 1 with one line else."""
    parser = argparse.ArgumentParser(prog="python -m deploy.seal", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--open", action="store_true", help="open a sealed file")
    parser.add_argument("source")
    parser.add_argument("target")
    asked = parser.parse_args()
    try:
        key_file = Config.from_env().operations.backup_key_file
        if key_file is None:
            sys.exit("Set BACKUP_KEY_FILE; make the key with: python -m deploy.keys --backup")
        key = load_key(key_file)
        with _source(asked.source) as source:
            if asked.open:
                opener = Opener(source, key)
                _write(asked.target, lambda out: _copy(opener, out))
            elif not _is_sealed_already(asked.source, asked.target, key):
                _write(asked.target, lambda out: _seal(source, out, key))
    except (OSError, ConfigError, SealBroken) as fault:
        sys.exit(str(fault))


def _source(name: str) -> IO[bytes]:
    return sys.stdin.buffer if name == "-" else Path(name).open("rb")


def _seal(source: IO[bytes], out: IO[bytes], key: bytes) -> None:
    sealer = Sealer(out, key)
    shutil.copyfileobj(source, sealer, CHUNK)  # type: ignore[misc]
    sealer.finish()


def _copy(opener: Opener, out: IO[bytes]) -> None:
    while piece := opener.read(CHUNK):
        out.write(piece)


def _is_sealed_already(source: str, target: str, key: bytes) -> bool:
    """Tell whether the target holds the same; what the server archives again after a crash must not be refused."""
    if target == "-" or not Path(target).exists():
        return False
    with Path(target).open("rb") as sealed, Path(source).open("rb") as plain:
        opener = Opener(sealed, key)
        while True:
            piece = plain.read(CHUNK)
            if opener.read(len(piece) or 1) != piece:
                raise FileExistsError(f"{target} is there already and holds something else.")
            if not piece:
                return True


def _write(name: str, fill: Callable[[IO[bytes]], None]) -> None:
    if name == "-":
        fill(sys.stdout.buffer)
        sys.stdout.flush()
        return
    path = Path(name)
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            fill(out)
            out.flush()
            os.fsync(out.fileno())
        draft.rename(path)
        sync_directory(path.parent)
    finally:
        draft.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
