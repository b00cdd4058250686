"""Archives: a sealed tar file of named parts. Written under another name, synced, then renamed; read in one pass."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from adapters.sealing import Opener, SealBroken, Sealer

MANIFEST = "manifest.json"
KEYS = "keys/"
CHUNK = 256 * 1024
# What a name may be: it becomes a path when the archive is unpacked.
_NAME = re.compile(r"[a-z0-9_]+(?:/[a-z0-9_]+)*(?:\.[a-z0-9]+)?")


@dataclass(frozen=True)
class Part:
    """One part: its name, its size in bytes and the SHA-256 of its bytes as 64 hex digits."""

    name: str
    size: int
    digest: str


class Hashed:
    """A stream that is hashed while it is read, `left` bytes of it at most."""

    def __init__(self, stream: IO[bytes], left: int) -> None:
        self._stream, self._hash, self.left = stream, hashlib.sha256(), left

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(self.left if size < 0 else min(size, self.left))
        self._hash.update(piece)
        self.left -= len(piece)
        return piece

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


class ArchiveWriter:
    """Takes parts one after another. Memory stays the same however large they are."""

    def __init__(self, out: IO[bytes], key: bytes) -> None:
        self._sealer = Sealer(out, key)
        self._tar = tarfile.open(mode="w|", fileobj=self._sealer, bufsize=CHUNK, format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self._lines = hashlib.sha256()
        self.parts = 0

    def add(self, name: str, stream: IO[bytes], size: int) -> Part:
        """Add `size` bytes of a stream as a part. Raises OSError when it holds fewer."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a part.")
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        hashed = Hashed(stream, size)
        self._tar.addfile(entry, hashed)  # type: ignore[arg-type]
        # The library would remember every part; there may be a million.
        self._tar.members = []  # type: ignore[attr-defined]
        part = Part(name, size, hashed.digest)
        self._lines.update(_line(part))
        self.parts += 1
        return part

    def add_bytes(self, name: str, content: bytes) -> Part:
        """Add a small part."""
        return self.add(name, io.BytesIO(content), len(content))

    def finish(self, facts: Mapping[str, object]) -> None:
        """Add the manifest: the facts, how many parts there are, and one digest over all of theirs; then seal."""
        manifest = {**facts, "parts": self.parts, "digest": self._lines.hexdigest()}
        self.add_bytes(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
        self._tar.close()
        self._sealer.finish()


@contextmanager
def writing(path: Path, key: bytes) -> Iterator[ArchiveWriter]:
    """Give a writer whose archive stands under `path`, synced, when the block has ended well; else nothing does."""
    draft = path.with_name(path.name + ".part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            yield ArchiveWriter(out, key)
            out.flush()
            os.fsync(out.fileno())
        os.rename(draft, path)
        sync_directory(path.parent)
    finally:
        draft.unlink(missing_ok=True)


class ArchiveReader:
    """Gives the parts in their order; `manifest` stands when the last was read, and every part was whole."""

    def __init__(self, source: IO[bytes], key: bytes) -> None:
        self._opener = Opener(source, key)
        self._tar = tarfile.open(mode="r|", fileobj=self._opener, bufsize=CHUNK)  # noqa: SIM115
        self._lines = hashlib.sha256()
        self.parts = 0
        self.manifest: dict[str, Any] = {}

    def __iter__(self) -> Iterator[tuple[str, Hashed]]:
        """Yield name and stream of each part. Raises SealBroken for an archive that is not as it was written."""
        try:
            for entry in self._tar:
                self._tar.members = []  # type: ignore[attr-defined]
                stream = self._tar.extractfile(entry) if entry.isreg() else None
                if stream is None or not _NAME.fullmatch(entry.name):
                    raise SealBroken(f"The archive has a part that was not written here: {entry.name[:60]!r}.")
                if entry.name == MANIFEST:
                    self.manifest = json.loads(stream.read())
                    continue
                yield from self._one(entry, stream)
        except tarfile.TarError as fault:
            raise SealBroken(f"The archive cannot be read: {fault}") from fault
        self._opener.drain()
        self._compare()

    def _one(self, entry: tarfile.TarInfo, stream: IO[bytes]) -> Iterator[tuple[str, Hashed]]:
        hashed = Hashed(stream, entry.size)
        yield entry.name, hashed
        while hashed.read(CHUNK):
            pass
        self._lines.update(_line(Part(entry.name, entry.size, hashed.digest)))
        self.parts += 1

    def _compare(self) -> None:
        if not self.manifest:
            raise SealBroken("The archive has no manifest: the backup was broken off.")
        if (self.parts, self._lines.hexdigest()) != (self.manifest["parts"], self.manifest["digest"]):
            raise SealBroken(f"The archive has {self.parts} parts that are not the {self.manifest['parts']} written.")


def key_files(path: Path, key: bytes) -> dict[str, bytes]:
    """Return the key files of an archive that was made with them, none for another. Raises SealBroken."""
    found: dict[str, bytes] = {}
    with path.open("rb") as source:
        for place, (name, stream) in enumerate(ArchiveReader(source, key)):
            if name.startswith(KEYS):
                found[name.removeprefix(KEYS)] = stream.read()
            elif place > 0:  # the first part is the head; keys follow it at once
                break
    return found


def save(stream: Hashed, path: Path) -> str:
    """Write a part to a file, synced, and return its digest."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while piece := stream.read(CHUNK):
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    return stream.digest


def sync_directory(path: Path) -> None:
    """Make the names in a directory survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _line(part: Part) -> bytes:
    return f"{part.digest} {part.size} {part.name}\n".encode()
