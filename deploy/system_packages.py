"""What only the system's package manager can bring: `python -m deploy.system_packages SET`, a name of SETS.

As root it installs what is missing; else one line names the packages. It never stops what follows.
"""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SBIN = f"{os.environ.get('PATH', '')}:/usr/sbin"
CHINESE_FONTS = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"


def _library(name: str) -> Callable[[], bool]:
    return lambda: ctypes.util.find_library(name) is not None


# Package, whether it is there, and what goes without it.
RUNTIME: tuple[tuple[str, Callable[[], bool], str], ...] = (
    ("libmagic1", _library("magic"), "no attachment is taken"),
)
# What draws official papers: 100 MB, so the service does not wait for it when it starts (Makefile).
_NO_PAPERS = "no PDF is made"
DOCUMENTS = (
    ("libpango-1.0-0", _library("pango-1.0"), _NO_PAPERS),
    ("libpangoft2-1.0-0", _library("pangoft2-1.0"), _NO_PAPERS),
    ("libharfbuzz-subset0", _library("harfbuzz-subset"), _NO_PAPERS),
    ("fonts-noto-cjk", Path(CHINESE_FONTS).exists, "rare characters are missing in PDF and in browser tests"),
)
TEST = (
    *RUNTIME,
    *DOCUMENTS,
    ("chromium", lambda: any(map(shutil.which, CHROMIUM_NAMES)), "no browser tests"),
    ("clamav-daemon", lambda: shutil.which("clamd", path=SBIN) is not None, "the virus scanner is not tested"),
    ("strace", lambda: shutil.which("strace") is not None, "the order of writes to the disk is not tested"),
    ("poppler-utils", lambda: shutil.which("pdftotext") is not None, "PDF is not read back in the tests"),
)
BENCH = (*RUNTIME, *DOCUMENTS, ("wrk", lambda: shutil.which("wrk") is not None, "nothing is measured"))
SOAK = (*TEST, ("nginx-light", lambda: shutil.which("nginx", path=SBIN) is not None, "no test of slow clients"))
SETS = {"runtime": RUNTIME, "documents": DOCUMENTS, "test": TEST, "bench": BENCH, "soak": SOAK}


def main(chosen: str) -> None:
    """Install or name the packages of one set that are missing."""
    missing = [package for package, is_there, _ in SETS[chosen] if not is_there()]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        _say(f"Installing system packages (once): {' '.join(missing)}")
        _install(missing)
        missing = [package for package, is_there, _ in SETS[chosen] if not is_there()]
    if missing:
        without = dict.fromkeys(what for package, _, what in SETS[chosen] if package in missing)
        _say(f"Not installed, so {', '.join(without)}; to mend it: apt-get install {' '.join(missing)}")


def _install(packages: list[str]) -> None:
    # What is installed for tests must not be started as a service of the machine.
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "SYSTEMD_OFFLINE": "1", "RUNLEVEL": "1"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        done = subprocess.run(["apt-get", "-qq", *command], env=env, capture_output=True, text=True)  # noqa: S607
        if done.returncode != 0:
            _say(f"apt-get {command[0]}: {(done.stderr.strip().splitlines() or ['failed'])[-1]}")
            return


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
