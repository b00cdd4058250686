"""The list of components: `python -m deploy.components` prints what the service runs on as CycloneDX 1.6 (JSON).

It is made from requirements.txt, so that it names exactly what an installation gets (security.md S4).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from typing import Any

from deploy.children import ROOT

LOCK = ROOT / "requirements.txt"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*])?==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def components(lock: str) -> list[dict[str, Any]]:
    """Return the components of a lock file's text, each with name, version, address, hashes and licence."""
    found: list[dict[str, Any]] = []
    for line in lock.splitlines():
        if pinned := _PINNED.match(line):
            name, version = pinned.groups()
            found.append({"type": "library", "name": name, "version": version, "purl": f"pkg:pypi/{name}@{version}",
                          "hashes": [], "licenses": list(_licences(name))})
        for digest in _HASH.findall(line):
            found[-1]["hashes"].append({"alg": "SHA-256", "content": digest})
    return found


def _licences(name: str) -> Iterator[dict[str, Any]]:
    """Yield what the installed package says of its licence; nothing for one that is not installed."""
    try:
        facts = metadata(name)
    except PackageNotFoundError:
        return
    words = facts["License-Expression"] or facts["License"] or ""
    named = [line.rpartition(" :: ")[2] for line in facts.get_all("Classifier") or () if line.startswith("License")]
    if text := (words.splitlines() or named or [""])[0]:
        yield {"license": {"name": text}}


def main() -> None:
    """Print the list."""
    found = components(LOCK.read_text(encoding="utf-8"))
    json.dump({"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": found}, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
