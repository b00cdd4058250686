from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.cipher import FieldCipher, Undecipherable

KEY = b"k" * 32
texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(text=texts)
def test_decrypt_gives_back_what_was_encrypted(text: str) -> None:
    cipher = FieldCipher(KEY)
    assert cipher.decrypt(7, "phone", cipher.encrypt(7, "phone", text)) == text


def test_encrypt_never_gives_the_same_bytes_twice() -> None:
    assert len({FieldCipher(KEY).encrypt(7, "phone", "13800138000") for _ in range(50)}) == 50


@pytest.mark.parametrize(
    ("key", "case_id", "column"),
    [(KEY, 8, "phone"), (KEY, 7, "email"), (b"x" * 32, 7, "phone")],
    ids=["of another case", "of another column", "under another key"],
)
def test_decrypt_of_a_moved_value_is_refused(key: bytes, case_id: int, column: str) -> None:
    value = FieldCipher(KEY).encrypt(7, "phone", "13800138000")
    with pytest.raises(Undecipherable):
        FieldCipher(key).decrypt(case_id, column, value)


@given(place=st.integers(0, 40), bit=st.integers(0, 7))
def test_decrypt_of_a_flipped_bit_is_refused(place: int, bit: int) -> None:
    value = bytearray(FieldCipher(KEY).encrypt(7, "phone", "13800138000"))
    value[place % len(value)] ^= 1 << bit
    with pytest.raises(Undecipherable):
        FieldCipher(KEY).decrypt(7, "phone", bytes(value))


@pytest.mark.parametrize("value", [b"", b"\x01", b"\x01" + b"n" * 12, b"\x01" + b"n" * 20])
def test_decrypt_of_a_cut_value_is_refused(value: bytes) -> None:
    with pytest.raises(Undecipherable):
        FieldCipher(KEY).decrypt(7, "phone", value)
