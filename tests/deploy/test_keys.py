"""Setting up for production: nothing starts without keys, and one command makes them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def run(data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "DATA_DIR": str(data_dir), "PUBLIC_URL": "https://mailbox.example.gov.cn"}
    return subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, env=env, capture_output=True, text=True,
                          check=False, timeout=60)


def test_start_in_production_without_keys_is_refused_in_one_line(tmp_path: Path) -> None:
    refused = run(tmp_path, "flask", "--app", "app:create_app", "vocabulary")
    assert refused.returncode == 1
    key = tmp_path / "keys" / "session.key"
    assert refused.stderr.splitlines() == [
        f"Error: The key file {key} is missing. Make the keys with: python -m deploy.keys"]


def test_make_keys_writes_what_is_missing_for_their_owner_alone(tmp_path: Path) -> None:
    made = [Path(line) for line in run(tmp_path, "deploy.keys").stdout.splitlines()]
    assert [path.name for path in made] == ["session.key", "ledger.key", "identity.key", "code.key"]
    assert {path.stat().st_mode & 0o777 for path in made} == {0o600}
    assert run(tmp_path, "deploy.keys").stdout == ""
    assert run(tmp_path, "flask", "--app", "app:create_app", "vocabulary").returncode == 0
