"""What is installed is pinned with its hashes, and can be listed for whoever watches for known vulnerabilities."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from deploy.children import ROOT

PACKAGE = re.compile(r"^[A-Za-z0-9._-]+(\[[^]]*])?[=<>~!]")


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_of_the_lock_is_pinned_with_hashes(lock: str) -> None:
    """S4: a package that is not the one that was tested is not installed."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    packages = [line for line in text.splitlines() if PACKAGE.match(line)]
    assert len(packages) > 10
    assert [line for line in packages if "==" not in line.split()[0] or "--hash=sha256:" not in line] == []


def test_install_refuses_a_package_without_a_hash() -> None:
    """S4: the command that installs insists on the hashes."""
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    installing = [line for line in lines if "pip install" in line]
    assert installing
    assert all("--require-hashes" in line for line in installing)


def test_list_of_components_names_what_is_installed() -> None:
    """S4: the list is made from the lock file, with version, hashes and licence of each component."""
    printed = subprocess.run([sys.executable, "-m", "deploy.components"], cwd=ROOT, capture_output=True, text=True,
                             check=True, timeout=60).stdout
    listed = {row["name"]: row for row in json.loads(printed)["components"]}
    flask = listed["flask"]
    assert flask["purl"] == f"pkg:pypi/flask@{flask['version']}"
    assert flask["licenses"]
    assert all(row["hashes"] for row in listed.values())
