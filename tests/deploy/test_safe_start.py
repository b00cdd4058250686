"""Production starts only when every setting is safe; each unsafe one ends the start in one line with what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters import embedded_redis, secrets, start_checks
from config import Config, ConfigError
from deploy.children import ROOT
from tests.harness import commands

SAFE = {"PUBLIC_URL": "https://mailbox.example.gov.cn", "PROXY_HOPS": "1"}
KEPT = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
Spoil = Callable[[Path], dict[str, str]]


def start(data_dir: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Ask the command line for something that needs no database, as production would."""
    return commands.run(("vocabulary",), KEPT | SAFE | {"DATA_DIR": str(data_dir)} | env)


def setting(**env: str) -> Spoil:
    return lambda _data_dir: env


def open_key(data_dir: Path) -> dict[str, str]:
    (data_dir / "keys" / "code.key").chmod(0o644)
    return {}


def missing_key(data_dir: Path) -> dict[str, str]:
    (data_dir / "keys" / "ledger.key").unlink()
    return {}


def short_key(data_dir: Path) -> dict[str, str]:
    (data_dir / "keys" / "ledger.key").write_bytes(b"0123456789")
    return {}


def usual_key(data_dir: Path) -> dict[str, str]:
    (data_dir / "keys" / "session.key").write_bytes(b"change-me" * 4)
    return {}


def open_database(data_dir: Path) -> dict[str, str]:
    (data_dir / "mailbox.db").touch(mode=0o644)
    (data_dir / "mailbox.db").chmod(0o644)
    return {}


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Where production keeps its data: the keys are made, nothing else is there yet."""
    secrets.make_missing(tmp_path / "keys")
    return tmp_path


@pytest.mark.parametrize(("spoil", "words"), [
    pytest.param(setting(FLASK_DEBUG="1"), "FLASK_DEBUG is on", id="debug mode"),
    pytest.param(missing_key, "ledger.key is missing", id="a key is missing"),
    pytest.param(short_key, "ledger.key is too short", id="a key is short"),
    pytest.param(usual_key, "session.key does not look random", id="a key is words"),
    pytest.param(open_key, "code.key can be read by others", id="a key can be read by others"),
    pytest.param(open_database, "mailbox.db can be read by others", id="the database can be read by others"),
    pytest.param(setting(HOSTS="2"), "SQLite serves one host only", id="SQLite for two hosts"),
    pytest.param(setting(DATABASE_URL="postgresql://app@db.example/mailbox"), "without TLS", id="database in the open"),
    pytest.param(setting(REDIS_URL="redis://app:word@queue.example/0"), "without TLS", id="queue in the open"),
    pytest.param(setting(REDIS_URL="redis://127.0.0.1:6379/0"), "has no password", id="queue without a password"),
    pytest.param(setting(MAIL_SERVER="mail.example", MAIL_USE_TLS="0"), "MAIL_USE_TLS is off", id="mail in the open"),
    pytest.param(setting(PROXY_HOPS="0"), "PROXY_HOPS is not set", id="nothing that ends TLS"),
    pytest.param(setting(CLOCK_FILE="clock"), "CLOCK_FILE is for tests", id="a clock of tests"),
    pytest.param(setting(PUBLIC_URL="http://mailbox.example.gov.cn"), "must start with https://", id="no https"),
])
def test_start_in_production_with_an_unsafe_setting_is_refused_in_one_line(
        data_dir: Path, spoil: Spoil, words: str) -> None:
    """S1: the start ends with a status other than 0 and one clear line for each."""
    refused = start(data_dir, **spoil(data_dir))
    assert refused.returncode == 1
    [line] = refused.stderr.splitlines()
    assert line.startswith("Error: ")
    assert words in line


def test_start_in_production_with_safe_settings_keeps_what_it_writes_to_itself(data_dir: Path) -> None:
    """S1: the counterpart; the same start goes on when nothing is unsafe, and a new database is the owner's alone."""
    started = start(data_dir)
    assert (started.returncode, started.stderr) == (0, "")
    subprocess.run([sys.executable, "-m", "flask", "--app", "app:create_app", "db", "upgrade"], cwd=ROOT, check=True,
                   env=KEPT | SAFE | {"DATA_DIR": str(data_dir)}, capture_output=True, timeout=120)
    assert {path.stat().st_mode & 0o077 for path in data_dir.glob("mailbox.db*")} == {0}


def test_database_on_a_file_system_of_several_hosts_is_refused(
        data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """S1: SQLite on a network share would be opened by more than one host."""
    mounts = data_dir / "mounts"
    mounts.write_text(f"disk / ext4 rw 0 0\nserver:/share {data_dir.resolve()} nfs4 rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(start_checks, "MOUNTS", mounts)
    umask = os.umask(0o077)
    try:
        with pytest.raises(ConfigError, match="lies on nfs4"):
            start_checks.require_safe(Config.from_env(SAFE | {"DATA_DIR": str(data_dir)}))
    finally:
        os.umask(umask)


def test_user_of_a_redis_server_of_its_own_has_the_rights_of_the_embedded_one() -> None:
    """S5: the ACL file for operators gives what the tested embedded server gives, and no more."""
    lines = (ROOT / "deploy" / "redis.acl").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("user ")] == [
        "user default off", f"user app on >PASSWORD {embedded_redis.APP_RULES}"]
