from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters import key_ring
from adapters.cipher import FieldCipher, Undecipherable
from adapters.key_ring import KeyRing

texts = st.text(st.characters(exclude_categories=["Cs"]))


def cipher_in(keys_dir: Path, key: bytes = b"k" * 32) -> FieldCipher:
    (keys_dir / key_ring.CURRENT).write_bytes(key)
    return FieldCipher(KeyRing(keys_dir))


@pytest.fixture(scope="module")
def cipher() -> Iterator[FieldCipher]:
    with TemporaryDirectory() as keys_dir:
        yield cipher_in(Path(keys_dir))


@given(text=texts)
def test_decrypt_gives_back_what_was_encrypted(cipher: FieldCipher, text: str) -> None:
    assert cipher.decrypt(7, "phone", cipher.encrypt(7, "phone", text)) == text


def test_encrypt_never_gives_the_same_bytes_twice(cipher: FieldCipher) -> None:
    assert len({cipher.encrypt(7, "phone", "13800138000") for _ in range(50)}) == 50


@pytest.mark.parametrize(("case_id", "column"), [(8, "phone"), (7, "email")], ids=["another case", "another column"])
def test_decrypt_of_a_moved_value_is_refused(cipher: FieldCipher, case_id: int, column: str) -> None:
    with pytest.raises(Undecipherable):
        cipher.decrypt(case_id, column, cipher.encrypt(7, "phone", "13800138000"))


def test_decrypt_under_another_key_is_refused(cipher: FieldCipher, tmp_path: Path) -> None:
    with pytest.raises(Undecipherable):
        cipher_in(tmp_path, b"x" * 32).decrypt(7, "phone", cipher.encrypt(7, "phone", "13800138000"))


@given(place=st.integers(0, 40), bit=st.integers(0, 7))
def test_decrypt_of_a_flipped_bit_is_refused(cipher: FieldCipher, place: int, bit: int) -> None:
    value = bytearray(cipher.encrypt(7, "phone", "13800138000"))
    value[place % len(value)] ^= 1 << bit
    with pytest.raises(Undecipherable):
        cipher.decrypt(7, "phone", bytes(value))


@pytest.mark.parametrize("value", [b"", b"\x01", b"\x01" + b"n" * 12, b"\x01" + b"n" * 20])
def test_decrypt_of_a_cut_value_is_refused(cipher: FieldCipher, value: bytes) -> None:
    with pytest.raises(Undecipherable):
        cipher.decrypt(7, "phone", value)


def test_rotation_reaches_a_process_that_runs(tmp_path: Path) -> None:
    """I2: another process makes the new key; this one encrypts with it at once and still reads what is older."""
    running = cipher_in(tmp_path)
    old = running.encrypt(7, "phone", "13800138000")
    key_ring.prepare(tmp_path)
    assert key_ring.promote(tmp_path) == 2
    new = running.encrypt(7, "phone", "13800138000")
    assert (old[0], new[0]) == (1, 2)
    assert {running.decrypt(7, "phone", value) for value in (old, new)} == {"13800138000"}


def test_retired_key_is_gone_and_the_next_version_is_not_its_own(tmp_path: Path) -> None:
    """I2: the version stands in the key's file, so that versions are not used twice."""
    cipher = cipher_in(tmp_path)
    old = cipher.encrypt(7, "phone", "13800138000")
    for version in (2, 3):
        key_ring.prepare(tmp_path)
        assert key_ring.promote(tmp_path) == version
        assert len(key_ring.retire(tmp_path)) == 1
    assert [path.name for path in tmp_path.iterdir()] == [key_ring.CURRENT]
    with pytest.raises(Undecipherable):
        FieldCipher(KeyRing(tmp_path)).decrypt(7, "phone", old)


@pytest.mark.parametrize("stopped_at", ["prepared", "kept the old one", "put the new one in place"])
def test_rotation_of_keys_that_was_stopped_can_be_done_again(tmp_path: Path, stopped_at: str) -> None:
    """I2: wherever the process died, every value stays readable and the next run ends it."""
    cipher = cipher_in(tmp_path)
    old = cipher.encrypt(7, "phone", "13800138000")
    key_ring.prepare(tmp_path)
    prepared = (tmp_path / "identity.2.key").read_bytes()
    if stopped_at != "prepared":
        (tmp_path / "identity.1.key").write_bytes(b"k" * 32)
    if stopped_at == "put the new one in place":
        (tmp_path / key_ring.CURRENT).write_bytes(prepared + b"\x02")
        key_ring.tidy(tmp_path)
    else:
        assert key_ring.prepare(tmp_path) == key_ring.promote(tmp_path) == 2
    assert (tmp_path / key_ring.CURRENT).read_bytes() == prepared + b"\x02"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["identity.1.key", "identity.key"]
    assert cipher.decrypt(7, "phone", old) == "13800138000"
