"""Brings the typefaces of official papers into the project's folder: `python -m deploy.fonts`.

They are free (GPL with font exception) and too big for the history, so they are taken from the Debian package that
has them and checked by their hashes. When that cannot be done one line says so, and nothing is stopped: papers are
set in the Noto faces then. Root is not needed; only what the system itself lacks needs it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adapters import fonts
from deploy import system_packages

PACKAGE = "texlive-lang-chinese"
INSTALLED = Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol")
# 49 MB over a slow line.
DOWNLOAD_S = 600


class NotFetched(Exception):
    """The faces cannot be had now; the text says why."""


def main() -> None:
    """Install what the system lacks for papers, then fetch the faces unless they are there."""
    # It may run beside the service (make run): what stops that one must not leave a package half installed.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    system_packages.main("documents")
    if fonts.are_there():
        return
    with _one_at_a_time():
        if fonts.are_there():
            return
        try:
            fetch()
        except (NotFetched, OSError) as error:
            _say(f"The fonts of official papers were not fetched, so papers are set in Noto; to mend it: "
                 f"apt-get install {PACKAGE}, and start again. ({error})")


def fetch() -> None:
    """Put every face into the folder: from the installed package, else from the package's file. Raises NotFetched."""
    if (INSTALLED / next(iter(fonts.FILES))).is_file():
        keep({name: (INSTALLED / name).read_bytes() for name in fonts.FILES if (INSTALLED / name).is_file()})
        return
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise NotFetched("there is no apt-get here")
    _say(f"Fetching the fonts of official papers (once, 49 MB): {PACKAGE}")
    with tempfile.TemporaryDirectory(prefix="fonts-") as scratch:
        # apt's own user fetches, and must be able to write here.
        Path(scratch).chmod(0o777)  # noqa: S103 - an empty folder that lives for a minute; what comes is checked
        _run(["apt-get", "-qq", "download", PACKAGE], scratch)
        packages = list(Path(scratch).glob("*.deb"))
        if not packages:
            raise NotFetched("nothing came")
        keep(unpacked(packages[0]))


def unpacked(package: Path) -> dict[str, bytes]:
    """Return the faces in a package's file, by name."""
    found: dict[str, bytes] = {}
    command = ["dpkg-deb", "--fsys-tarfile", str(package)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as unpacking, \
            tarfile.open(fileobj=unpacking.stdout, mode="r|") as archive:
        for member in archive:
            name = Path(member.name).name
            content = archive.extractfile(member) if name in fonts.FILES and member.isfile() else None
            if content is not None:
                found[name] = content.read()
    return found


def keep(found: dict[str, bytes]) -> None:
    """Write the faces, each in one step. Raises NotFetched unless all are there, and are those that are meant."""
    for name, digest in fonts.FILES.items():
        if name not in found:
            raise NotFetched(f"{name} is not among them")
        if hashlib.sha256(found[name]).hexdigest() != digest:
            raise NotFetched(f"{name} is another file than the one that was tested")
    fonts.FOLDER.mkdir(exist_ok=True)
    for name, content in found.items():
        draft = fonts.FOLDER / f"{name}.part"
        draft.write_bytes(content)
        os.replace(draft, fonts.FOLDER / name)


def _run(command: list[str], folder: str) -> None:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=DOWNLOAD_S)
        if done.returncode != 0 and os.geteuid() == 0:
            # A machine whose lists of packages are missing or old.
            subprocess.run(["apt-get", "-qq", "update"], capture_output=True, timeout=DOWNLOAD_S)  # noqa: S607
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=DOWNLOAD_S)
    except subprocess.TimeoutExpired:
        raise NotFetched("the download took too long") from None
    if done.returncode != 0:
        raise NotFetched((done.stderr.strip().splitlines() or ["apt-get failed"])[-1])


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hold a lock, so that two starts do not fetch the same files twice; the second waits for the first."""
    fonts.FOLDER.mkdir(exist_ok=True)
    with (fonts.FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
