from __future__ import annotations

from pathlib import Path

import pytest

from adapters import key_ring, secrets
from adapters.cipher import FieldCipher
from config import ConfigError, Mode
from tests.fixtures.app import settings


def config(path: Path, mode: Mode = Mode.DEMO):
    return settings(path, mode=mode, keys_dir=path / "keys")


def test_load_makes_four_different_keys_that_only_the_owner_reads(tmp_path: Path) -> None:
    secrets.load(config(tmp_path))
    keys = [path.read_bytes() for path in secrets.files(tmp_path / "keys")]
    assert len(set(keys)) == 4
    assert {len(key) for key in keys} == {32}
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()} == {0o600}
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


def test_load_again_gives_the_same_keys(tmp_path: Path) -> None:
    assert secrets.load(config(tmp_path)) == secrets.load(config(tmp_path))
    value = FieldCipher(secrets.load(config(tmp_path)).identity).encrypt(7, "name", "林小禾")
    assert FieldCipher(secrets.load(config(tmp_path)).identity).decrypt(7, "name", value) == "林小禾"


def test_fingerprint_of_a_key_stays_when_a_rotation_makes_it_an_older_one(tmp_path: Path) -> None:
    """I2, S6: a backup made before a rotation finds its key in the ring afterwards."""
    secrets.make_missing(tmp_path)
    before = secrets.fingerprints(tmp_path)
    key_ring.prepare(tmp_path)
    key_ring.promote(tmp_path)
    after = secrets.fingerprints(tmp_path)
    assert after["identity.1"] == before["identity"] != after["identity"]


def test_load_in_production_refuses_an_older_key_that_others_can_read(tmp_path: Path) -> None:
    """I2, S1: every key of the ring is held to the same rule."""
    secrets.make_missing(tmp_path / "keys")
    key_ring.prepare(tmp_path / "keys")
    (tmp_path / "keys" / "identity.2.key").chmod(0o644)
    with pytest.raises(ConfigError, match="identity.2.key can be read by others"):
        secrets.load(config(tmp_path, Mode.PRODUCTION))


def test_load_in_production_without_a_key_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="session.key is missing.*deploy.keys"):
        secrets.load(config(tmp_path, Mode.PRODUCTION))
    assert not (tmp_path / "keys").exists()


def test_load_in_production_refuses_a_key_that_others_can_read(tmp_path: Path) -> None:
    secrets.make_missing(tmp_path / "keys")
    (tmp_path / "keys" / "ledger.key").chmod(0o640)
    with pytest.raises(ConfigError, match="ledger.key can be read by others"):
        secrets.load(config(tmp_path, Mode.PRODUCTION))


def test_load_refuses_a_short_key(tmp_path: Path) -> None:
    secrets.make_missing(tmp_path / "keys")
    (tmp_path / "keys" / "code.key").write_bytes(b"short")
    with pytest.raises(ConfigError, match="code.key is too short"):
        secrets.load(config(tmp_path))


def test_make_missing_leaves_existing_keys_alone(tmp_path: Path) -> None:
    made = secrets.make_missing(tmp_path)
    (tmp_path / "ledger.key").unlink()
    before = (tmp_path / "code.key").read_bytes()
    assert secrets.make_missing(tmp_path) == [tmp_path / "ledger.key"]
    assert ((tmp_path / "code.key").read_bytes(), len(made)) == (before, 4)
    assert not list(tmp_path.glob("*.tmp"))


def test_keys_never_show_in_a_printed_value(tmp_path: Path) -> None:
    keys = secrets.load(config(tmp_path))
    assert repr(keys) == "Secrets()"
