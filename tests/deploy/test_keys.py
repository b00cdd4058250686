"""Setting up for production: nothing starts without keys, and one command makes them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from adapters import archives, secrets

ROOT = Path(__file__).resolve().parent.parent.parent


def run(data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "DATA_DIR": str(data_dir), "PUBLIC_URL": "https://mailbox.example.gov.cn",
           "PROXY_HOPS": "1"}
    return subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, env=env, capture_output=True, text=True,
                          check=False, timeout=60)


def test_start_in_production_without_keys_is_refused_in_one_line(tmp_path: Path) -> None:
    """S1: production makes no key by itself."""
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


def test_make_backup_key_writes_it_once_for_its_owner_alone(tmp_path: Path) -> None:
    made = run(tmp_path, "deploy.keys", "--backup").stdout.split()
    assert made == [str(tmp_path / "keys" / "backup.key")]
    key = Path(made[0]).read_bytes()
    assert (len(key), Path(made[0]).stat().st_mode & 0o777) == (32, 0o600)
    assert run(tmp_path, "deploy.keys", "--backup").stdout == ""
    assert Path(made[0]).read_bytes() == key


def test_keys_are_taken_out_of_a_backup_that_has_them_and_never_over_others(tmp_path: Path) -> None:
    kept, lost = tmp_path / "kept", tmp_path / "lost"
    run(kept, "deploy.keys")
    run(kept, "deploy.keys", "--backup")
    key = (kept / "keys" / "backup.key").read_bytes()
    archive = tmp_path / "a.backup"
    with archives.writing(archive, key) as out:
        out.add_bytes("head.json", b"{}")
        for name in secrets.NAMES:
            out.add_bytes(f"keys/{name}.key", (kept / "keys" / f"{name}.key").read_bytes())
        out.finish({})
    (lost / "keys").mkdir(parents=True)
    (lost / "keys" / "backup.key").write_bytes(key)
    (lost / "keys" / "backup.key").chmod(0o600)
    assert run(lost, "deploy.keys", "--from", str(archive)).returncode == 0
    assert secrets.fingerprints(lost / "keys") == secrets.fingerprints(kept / "keys")
    again = run(lost, "deploy.keys", "--from", str(archive))
    assert again.returncode == 1
    assert "is there already" in again.stderr
